/**
 * How well words fit a text, 0 for not at all: every word must occur, whole, at the beginning of a word, inside, or as
 * letters in their order. Earlier and closer is better.
 */
export const fuzzyScore = (query: string, text: string): number => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  let score = 1;
  for (const word of words) {
    const part = wordScore(word, lower);
    if (part === 0) return 0;
    score += part;
  }
  return score;
};

const wordScore = (word: string, text: string): number => {
  const at = text.indexOf(word);
  if (at === 0) return 100;
  if (at > 0) {
    for (let place = at; place !== -1; place = text.indexOf(word, place + 1))
      if (!/[\p{L}\p{N}]/u.test(text[place - 1] ?? '')) return 80;
    return 50;
  }
  let from = 0;
  let gaps = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, from);
    if (next === -1) return 0;
    if (from > 0) gaps += next - from;
    from = next + 1;
  }
  // Letters strewn over a whole sentence are no match.
  return gaps > word.length * 2 ? 0 : Math.max(1, 30 - gaps);
};

/** What can be found by its label and other words for it. */
export interface Findable {
  readonly label: string;
  readonly synonyms?: readonly string[];
}

/** The things that the query finds, best first; all, in their order, for an empty query. */
export const fuzzyFind = <Thing extends Findable>(
  things: readonly Thing[],
  query: string,
): readonly Thing[] => {
  if (query.trim() === '') return things;
  return things
    .map((thing) => {
      const synonyms = (thing.synonyms ?? []).map((word) => fuzzyScore(query, `${thing.label} ${word}`) - 5);
      return { thing, score: Math.max(fuzzyScore(query, thing.label), ...synonyms) };
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ thing }) => thing);
};
