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

/** Lets everything else that waits have its turn. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
