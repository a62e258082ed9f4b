import type { JsonValue } from '@streambed/model';

/** Characters of a value that are shown first. */
export const FIRST_PART = 65_536;

export interface TextPart {
  readonly text: string;
  readonly isWhole: boolean;
}

/** Stops the walk once there is enough; a value of 50 MB is never written out for its beginning. */
class Enough extends Error {}

/** The first characters of a value as text: strings as they are, anything else as indented JSON. */
export const textPart = (value: JsonValue, limit: number = FIRST_PART): TextPart => {
  if (typeof value === 'string')
    return value.length <= limit
      ? { text: value, isWhole: true }
      : { text: value.slice(0, limit).toWellFormed(), isWhole: false };
  const pieces: string[] = [];
  let length = 0;
  const write = (piece: string) => {
    pieces.push(piece);
    length += piece.length;
    if (length > limit) throw new Enough();
  };
  const walk = (part: JsonValue, indent: string): void => {
    if (typeof part === 'string') {
      // Quoting all of a long string would be the freeze that this is here to avoid.
      write(JSON.stringify(part.length > limit ? part.slice(0, limit + 1) : part));
      return;
    }
    if (typeof part !== 'object' || part === null) {
      write(String(part));
      return;
    }
    const inner = `${indent}  `;
    const isList = Array.isArray(part);
    let isFirst = true;
    // for…in asks for one key after the other where Object.entries would list them all.
    for (const key in part) {
      if (!Object.hasOwn(part, key)) continue;
      write(`${isFirst ? (isList ? '[' : '{') : ','}\n${inner}${isList ? '' : `${JSON.stringify(key)}: `}`);
      isFirst = false;
      walk((part as { [key: string]: JsonValue })[key]!, inner);
    }
    write(isFirst ? (isList ? '[]' : '{}') : `\n${indent}${isList ? ']' : '}'}`);
  };
  try {
    walk(value, '');
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
    return { text: pieces.join('').slice(0, limit).toWellFormed(), isWhole: false };
  }
  return { text: pieces.join(''), isWhole: true };
};

/** `812 B`, `64 KB`, `1.5 MB`; of characters, which is near enough for people. */
export const formatSize = (characters: number): string => {
  if (characters < 1_000) return `${characters} B`;
  if (characters < 1_048_576) return `${Math.round(characters / 1_024)} KB`;
  return `${(characters / 1_048_576).toFixed(1)} MB`;
};
