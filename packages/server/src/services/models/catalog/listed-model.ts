/** A model as its provider's own list has it; members that the list does not tell are absent. */
export interface ListedModel {
  /** The provider's own name of it, as requests name it. */
  readonly name: string;
  /** For people. */
  readonly title?: string;
  readonly vendor?: string;
  readonly embeds?: boolean;
  readonly seesImages?: boolean;
  readonly streaming?: boolean;
}

/** A list that is longer is cut: nobody reads it, and a broken provider might not end it. */
export const MAX_LISTED = 2_000;

/** What the readers of lists need to know of a value of unknown form. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const recordsIn = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** A name of a model that can be shown and sent; lists of providers are not trusted further than that. */
export const nameIn = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\x21-\x7e]{1,200}$/u.test(value) ? value : undefined;
