import { countTokens } from './tokens.ts';
import { wordsOf } from './words.ts';

/** How much each sign weighs when sentences are ranked; found by trying, kept because changing them changes answers. */
const WEIGHT = { query: 2, centrality: 1, position: 0.3 };
/** Short sentences say little; the constant keeps them from winning by their brevity. */
const LENGTH_FLOOR = 4;

/**
 * The best `wanted` of `sentences` in their order, leaving out what does not fit into `maxTokens` together; the best
 * one is always there.
 */
export function chooseSentences(
  sentences: readonly string[],
  query: string,
  wanted: number,
  maxTokens: number,
): string[] {
  const chosen: number[] = [];
  let tokens = 0;
  for (const index of rank(sentences, query)) {
    if (chosen.length === wanted) break;
    // What joins two sentences may cost a token of its own.
    const cost = countTokens(sentences[index] ?? '') + 1;
    if (chosen.length > 0 && tokens + cost > maxTokens) continue;
    chosen.push(index);
    tokens += cost;
  }
  return chosen.sort((a, b) => a - b).map((index) => sentences[index] ?? '');
}

/**
 * Indexes of `sentences` from best to worst: those that share rare words with `query`, that hold the words frequent
 * in the text (tf·idf over sentences), and that stand early. Ties keep the order. Deterministic, linear in the text.
 */
function rank(sentences: readonly string[], query: string): number[] {
  if (sentences.length === 1) return [0];
  const terms = sentences.map((sentence) => new Set(wordsOf(sentence)));
  const frequency = new Map<string, number>();
  for (const set of terms) for (const term of set) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const rarity = (term: string): number => Math.log(1 + sentences.length / (frequency.get(term) ?? 1));

  const asked = new Set(wordsOf(query).filter((term) => frequency.has(term)));
  let askedWeight = 0;
  for (const term of asked) askedWeight += rarity(term);

  const scores = terms.map((set, index) => {
    let centrality = 0;
    let overlap = 0;
    for (const term of set) {
      centrality += (frequency.get(term) ?? 0) * rarity(term);
      if (asked.has(term)) overlap += rarity(term);
    }
    return { index, overlap, centrality: centrality / (set.size + LENGTH_FLOOR) };
  });
  const highest = scores.reduce((best, { centrality }) => Math.max(best, centrality), Number.EPSILON);
  const total = ({ index, overlap, centrality }: (typeof scores)[number]): number =>
    WEIGHT.query * (askedWeight > 0 ? overlap / askedWeight : 0) +
    WEIGHT.centrality * (centrality / highest) +
    WEIGHT.position / (1 + index);
  return scores
    .map((score) => ({ index: score.index, total: total(score) }))
    .sort((a, b) => b.total - a.total || a.index - b.index)
    .map(({ index }) => index);
}
