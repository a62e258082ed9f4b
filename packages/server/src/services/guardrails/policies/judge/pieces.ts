/** Characters of a text that a judge reads at once; some 3,000 tokens, which every model can take. */
export const PIECE = 12_000;
/** What two neighbouring pieces share, so that nothing is cut through the middle without being whole in one. */
export const OVERLAP = 600;

/**
 * A text in pieces of at most PIECE UTF-16 units, each beginning OVERLAP before the end of the one before; cut at white
 * space where there is some near, never within a surrogate pair.
 */
export function overlappingPieces(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (;;) {
    const end = start + PIECE >= text.length ? text.length : cutBefore(text, start + PIECE);
    pieces.push(text.slice(start, end));
    if (end === text.length) return pieces;
    start = cutBefore(text, end - OVERLAP);
  }
}

/** The last place at or up to 200 units before `at` where a word begins, else `at` or the unit before. */
function cutBefore(text: string, at: number): number {
  for (let cut = at; cut > at - 200; cut--) if (/\s/.test(text[cut - 1] ?? '')) return cut;
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
