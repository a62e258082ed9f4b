/** A piece of two texts: in both, or only in the newer or the older one. */
export interface TextPiece {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/**
 * How `after` differs from `before`, word by word: the pieces that are `same` or `removed` make the older text, those
 * that are `same` or `added` the newer one. Lines are compared first and words within what is left, so that long texts
 * stay quick; where two texts have next to nothing in common, one replaces the other as a whole.
 */
export const diffText = (before: string, after: string): readonly TextPiece[] => {
  const pieces: TextPiece[] = [];
  for (const part of diffTokens(linesOf(before), linesOf(after))) {
    if (part.removed.length > 0 && part.added.length > 0)
      for (const piece of diffTokens(wordsOf(part.removed.join('')), wordsOf(part.added.join(''))))
        addPieces(pieces, piece);
    else addPieces(pieces, part);
  }
  return pieces;
};

/** A line of one side, of the other, or the same line of both; numbers from 1. */
export interface LinePair {
  readonly before?: { readonly number: number; readonly text: string };
  readonly after?: { readonly number: number; readonly text: string };
  readonly isSame: boolean;
}

/** Two texts line by line, side by side: what was replaced stands beside what replaced it. */
export const diffLines = (before: string, after: string): readonly LinePair[] => {
  const pairs: LinePair[] = [];
  let [old, now] = [0, 0];
  const bare = (text: string | undefined) => text?.replace(/\n$/, '') ?? '';
  for (const { same, removed, added } of diffTokens(linesOf(before), linesOf(after))) {
    for (const line of same) {
      const text = bare(line);
      pairs.push({ before: { number: ++old, text }, after: { number: ++now, text }, isSame: true });
    }
    for (let at = 0; at < Math.max(removed.length, added.length); at++)
      pairs.push({
        ...(at < removed.length && { before: { number: ++old, text: bare(removed[at]) } }),
        ...(at < added.length && { after: { number: ++now, text: bare(added[at]) } }),
        isSame: false,
      });
  }
  return pairs;
};

/** Tokens that both have, or those that one has in place of the other's. */
interface Part {
  readonly same: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

const addPieces = (pieces: TextPiece[], { same, removed, added }: Part): void => {
  addPiece(pieces, 'same', same.join(''));
  addPiece(pieces, 'removed', removed.join(''));
  addPiece(pieces, 'added', added.join(''));
};

const addPiece = (pieces: TextPiece[], kind: TextPiece['kind'], text: string): void => {
  if (text === '') return;
  const last = pieces.at(-1);
  if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text };
  else pieces.push({ kind, text });
};

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
/** Words, runs of space, and every other sign by itself. */
const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];

/** Differences beyond which the search stops; its cost grows with their square. */
const MOST_DIFFERENCES = 600;

/** Myers' greedy search for the shortest way from one list to the other ("An O(ND) difference algorithm", 1986). */
function diffTokens(before: readonly string[], after: readonly string[]): Part[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++;
  const [old, now] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  return [
    sameTokens(before.slice(0, start)),
    ...shortestWay(old, now),
    sameTokens(end === 0 ? [] : before.slice(-end)),
  ];
}

const sameTokens = (same: readonly string[]): Part => ({ same, removed: [], added: [] });

function shortestWay(old: readonly string[], now: readonly string[]): Part[] {
  if (old.length === 0 || now.length === 0) return [{ same: [], removed: old, added: now }];
  const most = Math.min(old.length + now.length, MOST_DIFFERENCES);
  // On diagonal k lies everything with `place in old` - `place in now` = k; furthest[k] is how far into old one gets.
  const furthest = new Map<number, number>([[1, 0]]);
  const trail: Map<number, number>[] = [];
  for (let differences = 0; differences <= most; differences++) {
    trail.push(new Map(furthest));
    for (let k = -differences; k <= differences; k += 2) {
      let x = goesDown(furthest, k, differences) ? furthest.get(k + 1)! : furthest.get(k - 1)! + 1;
      while (x < old.length && x - k < now.length && old[x] === now[x - k]) x++;
      furthest.set(k, x);
      if (x >= old.length && x - k >= now.length) return backtrack(old, now, trail);
    }
  }
  return [{ same: [], removed: old, added: now }];
}

const goesDown = (furthest: ReadonlyMap<number, number>, k: number, differences: number): boolean =>
  k === -differences || (k !== differences && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));

function backtrack(
  old: readonly string[],
  now: readonly string[],
  trail: readonly ReadonlyMap<number, number>[],
): Part[] {
  const parts: Part[] = [];
  let [x, y] = [old.length, now.length];
  for (let differences = trail.length - 1; differences >= 0; differences--) {
    const furthest = trail[differences]!;
    const k = x - y;
    const down = goesDown(furthest, k, differences);
    const fromX = differences === 0 ? 0 : furthest.get(down ? k + 1 : k - 1)!;
    const fromY = differences === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    const stepX = differences === 0 ? 0 : down ? fromX : fromX + 1;
    if (x > stepX) parts.push(sameTokens(old.slice(stepX, x)));
    if (differences > 0)
      parts.push(
        down
          ? { same: [], removed: [], added: [now[fromY]!] }
          : { same: [], removed: [old[fromX]!], added: [] },
      );
    [x, y] = [fromX, fromY];
  }
  return gather(parts.reverse());
}

/** Neighbouring differences as one part: first what went, then what came. */
const gather = (parts: readonly Part[]): Part[] => {
  const gathered: Part[] = [];
  for (const part of parts) {
    const last = gathered.at(-1);
    if (last && last.same.length === 0 && part.same.length === 0)
      gathered[gathered.length - 1] = {
        same: [],
        removed: [...last.removed, ...part.removed],
        added: [...last.added, ...part.added],
      };
    else gathered.push(part);
  }
  return gathered;
};
