/**
 * A part of a text that is searched in one go. `text` reaches beyond the part on both sides, so that a match that
 * crosses its edges is still seen whole; what starts outside [from, to) belongs to a neighbour.
 */
export interface Slice {
  readonly text: string;
  /** Where `text` begins in the whole text. */
  readonly offset: number;
  readonly from: number;
  readonly to: number;
}

/** Cuts a text of any length into slices of `size` code units that overlap by `overlap` on both sides. */
export function* slicesOf(text: string, size: number, overlap: number): Generator<Slice> {
  if (text.length <= size + overlap) {
    yield { text, offset: 0, from: 0, to: text.length };
    return;
  }
  for (let from = 0; from < text.length; from += size) {
    const offset = Math.max(0, from - overlap);
    const to = Math.min(text.length, from + size);
    yield { text: text.slice(offset, to + overlap), offset, from, to };
  }
}

/** What is read in one go by those who look at words and sentences, in code units. */
export const PIECE = 4_000;

/** Sentences that long are cut between two words. */
const LONGEST_SENTENCE = 2_000;

/** White space is looked for that far. */
const LONGEST_WORD = 200;

/**
 * Cuts a text into pieces of some PIECE code units, at the end of a sentence where there is one near, else between two
 * words, else anywhere but within a surrogate pair. Each piece but the first begins with up to `overlap` code units of
 * the one before. A text of up to PIECE + `overlap` code units stays whole.
 */
export function* piecesOf(text: string, overlap = 0): Generator<string> {
  let start = 0;
  let from = 0;
  while (text.length - start > PIECE + overlap) {
    const to = cutBefore(text, start + PIECE, start + 1);
    yield text.slice(from, to);
    start = to;
    from = overlap === 0 ? to : wordBefore(text, to - overlap, from + 1);
  }
  yield text.slice(from);
}

function cutBefore(text: string, limit: number, least: number): number {
  const sentence = Math.max(least, limit - LONGEST_SENTENCE);
  for (let cut = limit; cut > sentence; cut--)
    if (isSpace(text.charCodeAt(cut - 1)) && endsSentence(text.charCodeAt(cut - 2))) return cut;
  return wordBefore(text, limit, least);
}

function wordBefore(text: string, limit: number, least: number): number {
  const nearest = Math.max(least, limit - LONGEST_WORD);
  for (let cut = limit; cut > nearest; cut--) if (isSpace(text.charCodeAt(cut - 1))) return cut;
  const unit = text.charCodeAt(limit);
  return unit >= 0xdc00 && unit <= 0xdfff && limit > least ? limit - 1 : limit;
}

const isSpace = (unit: number): boolean => unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);

/** `.`, `!`, `?`, a line break. */
const endsSentence = (unit: number): boolean =>
  unit === 0x2e || unit === 0x21 || unit === 0x3f || unit === 0x0a;
