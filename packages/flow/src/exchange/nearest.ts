/**
 * The candidate that somebody most likely meant: equal but for case, or a few letters away. Undefined when none is
 * near. Candidates are few and short.
 */
export const nearest = (given: string, candidates: readonly string[]): string | undefined => {
  const lower = given.toLowerCase();
  let best: string | undefined;
  let least = Math.min(3, Math.floor(given.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance =
      candidate.toLowerCase() === lower ? 0 : editDistance(lower, candidate.toLowerCase(), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
};

/** Insertions, deletions, replacements and swaps of neighbours between two texts; `enough` or more counts as far. */
const editDistance = (a: string, b: string, enough: number): number => {
  if (Math.abs(a.length - b.length) >= enough || a.length > 200) return enough;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, replaced, swapped));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
};
