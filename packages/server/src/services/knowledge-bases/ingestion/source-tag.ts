/** What a source says of a document and of the metadata file beside it, without reading either. */
export interface SourceTags {
  readonly document?: string;
  /** Empty: there is no such file. */
  readonly sidecar?: string;
}

/** As one text, for the document's row. */
export const joinTags = ({ document, sidecar }: SourceTags): string =>
  JSON.stringify([document ?? null, sidecar ?? null]);

/** Reads what joinTags made; nothing is known of anything else. */
export const splitTags = (text: string | undefined): SourceTags => {
  if (text === undefined) return {};
  const [document, sidecar] = JSON.parse(text) as readonly [string | null, string | null];
  return { ...(document !== null && { document }), ...(sidecar !== null && { sidecar }) };
};
