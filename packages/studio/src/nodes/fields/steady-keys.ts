/** A list as it was seen last: a key for each name. */
export interface SteadyKeys {
  readonly names: readonly string[];
  readonly keys: readonly string[];
  /** For the next one that is new. */
  readonly next: number;
}

export const NO_KEYS: SteadyKeys = { names: [], keys: [], next: 0 };

/**
 * Keys for a list of things that go by their names: one that is renamed keeps its key, so that its fields stay what they
 * are and the focus stays in them. A name in place of another, in a list of the same length, is a renaming.
 */
export const steadyKeys = (before: SteadyKeys, names: readonly string[]): SteadyKeys => {
  const known = new Map(before.names.map((name, index) => [name, before.keys[index]!]));
  const gone = before.names.filter((name) => !names.includes(name));
  const fresh = names.filter((name) => !known.has(name));
  const isRenaming = gone.length === 1 && fresh.length === 1 && names.length === before.names.length;
  let { next } = before;
  const keys = names.map((name) => known.get(name) ?? (isRenaming ? known.get(gone[0]!)! : `${next++}`));
  return { names, keys, next };
};
