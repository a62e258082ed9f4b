import { countTokens } from './tokens.ts';
import { wordsOf } from './words.ts';

/** How much each sign weighs when sentences are ranked; found by trying, kept because changing them changes answers. */
const WEIGHT = { query: 2, centrality: 1, position: 0.3 };
/** Short sentences say little; the constant keeps them from winning by their brevity. */
const LENGTH_FLOOR = 4;
/** How much of a sentence's length above the average counts against the words it shares with a question. */
const LENGTH_SHARE = 0.5;

/** A sentence that holds less than this share of what the best one holds of a question does not answer it. */
const STILL_ANSWERS = 0.5;

/**
 * The best `wanted` of `sentences` in their order, leaving out what does not fit into `maxTokens` together; the best
 * one is always there.
 */
export const chooseSentences = (
  sentences: readonly string[],
  query: string,
  wanted: number,
  maxTokens: number,
): string[] => inOrder(sentences, rank(sentences, query, 0), wanted, maxTokens);

/** The same, fewer when others hold much less of the question's words than the best. */
export function chooseAnswers(
  sentences: readonly string[],
  question: string,
  wanted: number,
  maxTokens: number,
): string[] {
  const ranked = rank(sentences, question, LENGTH_SHARE);
  const least = STILL_ANSWERS * (ranked[0]?.overlap ?? 0);
  return inOrder(
    sentences,
    ranked.filter(({ overlap }) => overlap >= least),
    wanted,
    maxTokens,
  );
}

function inOrder(
  sentences: readonly string[],
  ranked: readonly Ranked[],
  wanted: number,
  maxTokens: number,
): string[] {
  const chosen: number[] = [];
  let tokens = 0;
  for (const { index } of ranked) {
    if (chosen.length === wanted) break;
    // What joins two sentences may cost a token of its own.
    const cost = countTokens(sentences[index] ?? '') + 1;
    if (chosen.length > 0 && tokens + cost > maxTokens) continue;
    chosen.push(index);
    tokens += cost;
  }
  return chosen.sort((a, b) => a - b).map((index) => sentences[index] ?? '');
}

interface Ranked {
  readonly index: number;
  /** The share of the query's words, the rare ones weighing more, that the sentence holds for its length. */
  readonly overlap: number;
}

/**
 * `sentences` from best to worst: those that share rare words with `query`, that hold the words frequent in the text
 * (tf·idf over sentences), and that stand early. Ties keep the order. Deterministic, linear in the text.
 */
function rank(sentences: readonly string[], query: string, lengthShare: number): Ranked[] {
  if (sentences.length === 1) return [{ index: 0, overlap: 0 }];
  const terms = sentences.map((sentence) => new Set(wordsOf(sentence)));
  const frequency = new Map<string, number>();
  let words = 0;
  for (const set of terms) {
    words += set.size;
    for (const term of set) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  }
  const rarity = (term: string): number => Math.log(1 + sentences.length / (frequency.get(term) ?? 1));
  const averageLength = Math.max(1, words / Math.max(1, sentences.length));

  const asked = new Set(wordsOf(query).filter((term) => frequency.has(term)));
  let askedWeight = Number.EPSILON;
  for (const term of asked) askedWeight += rarity(term);

  const scores = terms.map((set, index) => {
    let centrality = 0;
    let overlap = 0;
    for (const term of set) {
      centrality += (frequency.get(term) ?? 0) * rarity(term);
      if (asked.has(term)) overlap += rarity(term);
    }
    // A long row of a table shares words with everything.
    const length = 1 - lengthShare + lengthShare * Math.max(1, set.size / averageLength);
    return {
      index,
      overlap: overlap / askedWeight / length,
      centrality: centrality / (set.size + LENGTH_FLOOR),
    };
  });
  const highest = scores.reduce((best, { centrality }) => Math.max(best, centrality), Number.EPSILON);
  return scores
    .map(({ index, overlap, centrality }) => ({
      index,
      overlap,
      total:
        WEIGHT.query * overlap + WEIGHT.centrality * (centrality / highest) + WEIGHT.position / (1 + index),
    }))
    .sort((a, b) => b.total - a.total || a.index - b.index);
}
