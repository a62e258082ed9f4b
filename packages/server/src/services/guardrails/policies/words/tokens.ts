/** Where a token begins and ends in a folded text. */
export interface Token {
  readonly start: number;
  readonly end: number;
}

const SPACE = 0;
const WORD = 1;
/** A character that is a token of its own: punctuation, and letters of scripts that are written without spaces. */
const ALONE = 2;

const LETTER = /[\p{L}\p{M}\p{N}_]/u;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WHITE = /\s/u;

/** Kinds of the code units of the basic plane, plus one, as they are met; 0: not met yet. */
const kinds = new Uint8Array(0x1_0000);

function kindOf(unit: number): number {
  const known = kinds[unit] as number;
  if (known !== 0) return known - 1;
  const character = String.fromCharCode(unit);
  // Halves of surrogate pairs count as letters: what stands beyond the basic plane is compared as it stands.
  const surrogate = unit >= 0xd800 && unit <= 0xdfff;
  const kind = WHITE.test(character)
    ? SPACE
    : surrogate
      ? WORD
      : LETTER.test(character) && !UNSPACED.test(character)
        ? WORD
        : ALONE;
  kinds[unit] = kind + 1;
  return kind;
}

/**
 * The tokens of a folded text: runs of letters and digits, and single characters where a script has no spaces or the
 * character is no letter. Whitespace only separates.
 */
export function* tokensOf(text: string): Generator<Token> {
  for (let position = 0; position < text.length; ) {
    const start = position;
    const kind = kindOf(text.charCodeAt(position++));
    if (kind === SPACE) continue;
    if (kind === WORD)
      while (position < text.length && kindOf(text.charCodeAt(position)) === WORD) position++;
    yield { start, end: position };
  }
}
