/** Names as the wire takes them (validation.md): nodes, inputs, conditions, connections. */
export const NODE_NAME = /^[a-zA-Z]([_]?[0-9a-zA-Z]){1,50}$/;
export const MAX_CONNECTION_NAME = 100;

/** The name itself, or the first of `Name_2`, `Name_3`, … that is not taken. */
export const uniqueName = (wanted: string, taken: ReadonlySet<string>, longest = 50): string => {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/_\d+$/, '');
  for (let number = 2; ; number++) {
    const name = `${stem.slice(0, longest - `_${number}`.length)}_${number}`;
    if (!taken.has(name)) return name;
  }
};

/** `Prompt_1`: a node type's name with the lowest number that is free. */
export const freeNodeName = (type: string, taken: ReadonlySet<string>): string => {
  for (let number = 1; ; number++) {
    const name = `${type}_${number}`;
    if (!taken.has(name)) return name;
  }
};

interface ConnectionEnds {
  readonly source: string;
  readonly from: string;
  readonly target: string;
  readonly to?: string;
}

/** `Input_document_to_Prompt_1_genre`, shortened and numbered where it must be. */
export const connectionName = (ends: ConnectionEnds, taken: ReadonlySet<string>): string =>
  uniqueName(plainConnectionName(ends), taken, MAX_CONNECTION_NAME);

const plainConnectionName = ({ source, from, target, to }: ConnectionEnds): string => {
  const full = `${source}_${from}_to_${target}${to === undefined ? '' : `_${to}`}`;
  return full
    .replaceAll(/[^0-9a-zA-Z]+/g, '_')
    .slice(0, MAX_CONNECTION_NAME)
    .replace(/_$/, '');
};

/** Whether the name is one that `connectionName` makes of the ends, rather than one that an author chose. */
export const isConnectionName = (name: string, ends: ConnectionEnds): boolean => {
  const plain = plainConnectionName(ends);
  if (name === plain) return true;
  const number = /_\d+$/.exec(name)?.[0];
  if (number === undefined) return false;
  const stem = plain.replace(/_\d+$/, '').slice(0, MAX_CONNECTION_NAME - number.length);
  return name === `${stem}${number}`;
};
