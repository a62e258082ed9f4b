/**
 * The reranker that answers when no model is configured. It is lexical, as its name says: it looks at which of the
 * query's words a text has, how rare they are among the texts, how often they stand there for its length (BM25), and
 * how near to each other and in which order; what words mean it does not know. Deterministic, the same on every machine.
 */
import { wordsOf } from '../../models/offline/words.ts';

/** The id under which requests may ask for it. */
export const OFFLINE_RERANKER = 'streambed.offline-lexical-reranker-v1';

/** BM25's usual constants: how soon more of a word says no more, and how much length counts. */
const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;

/** What each part weighs; together 1. */
const WEIGHTS = { frequency: 0.5, coverage: 0.3, nearness: 0.2 };

/** A text of a length that no model reads whole is judged by its beginning, as RerankTextDocument's limit is. */
const LONGEST_TEXT = 32_000;

const MARKS = /\p{M}/gu;
const wordsWithoutAccents = (text: string): string[] =>
  wordsOf(text.slice(0, LONGEST_TEXT).normalize('NFD').replace(MARKS, ''));

/**
 * How well each text answers the query, 0 to 1, in the order of the texts. 0: it has none of the query's words. Texts
 * without and with a word weigh it, so scores of one call compare with each other and not with another call's.
 */
export function scoreLexically(query: string, texts: readonly string[]): number[] {
  const asked = [...new Set(wordsWithoutAccents(query))];
  const documents = texts.map(wordsWithoutAccents);
  if (asked.length === 0) return texts.map(() => 0);
  const weights = asked.map((word) =>
    rarity(documents.filter((words) => words.includes(word)).length, texts.length),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const meanLength = documents.reduce((sum, { length }) => sum + length, 0) / Math.max(1, documents.length);
  return documents.map((words) => {
    const places = placesOf(asked, words);
    const share = (part: (word: number) => number) =>
      asked.reduce((sum, _, word) => sum + (weights[word] as number) * part(word), 0) / total;
    const coverage = share((word) => ((places[word] as number[]).length > 0 ? 1 : 0));
    if (coverage === 0) return 0;
    const size = 1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * words.length) / Math.max(1, meanLength);
    const frequency = share((word) => {
      const times = (places[word] as number[]).length;
      return times / (times + SATURATION * size);
    });
    const score =
      WEIGHTS.frequency * frequency +
      WEIGHTS.coverage * coverage +
      WEIGHTS.nearness * coverage * nearness(places);
    return Math.min(1, score);
  });
}

/** BM25's inverse document frequency, never below zero: a word that every text has still counts a little. */
const rarity = (having: number, all: number): number =>
  Math.log(1 + (all - having + 0.5) / (having + 0.5)) + 0.1;

/** Where each of the words stands in a text. */
function placesOf(asked: readonly string[], words: readonly string[]): number[][] {
  const indexOf = new Map(asked.map((word, index) => [word, index]));
  const places: number[][] = asked.map(() => []);
  for (const [place, word] of words.entries()) {
    const index = indexOf.get(word);
    if (index !== undefined) places[index]?.push(place);
  }
  return places;
}

/**
 * The mean, over neighbours in the query, of how near they come in the text: 1 when one follows the other as in the
 * query, less the further apart, half as much the other way round; 0 where one of them is missing.
 */
function nearness(places: readonly (readonly number[])[]): number {
  if (places.length < 2) return 1;
  let sum = 0;
  for (let word = 0; word + 1 < places.length; word += 1) {
    sum += nearnessOf(places[word] as number[], places[word + 1] as number[]);
  }
  return sum / (places.length - 1);
}

function nearnessOf(first: readonly number[], second: readonly number[]): number {
  let best = 0;
  let from = 0;
  for (const place of first) {
    // Both lists rise: what is before the last one that was behind need not be looked at again.
    while (from < second.length && (second[from] as number) < place) from += 1;
    const after = second[from];
    const before = second[from - 1];
    if (after !== undefined) best = Math.max(best, 1 / (after - place));
    if (before !== undefined) best = Math.max(best, 0.5 / (place - before));
  }
  return best;
}
