/**
 * The reranker that answers when no model is configured. It is lexical, as its name says: it looks at which of the
 * query's words a text has, how rare they are among the texts, how often they stand there for its length (as BM25 does),
 * how near to each other, and which pieces of words both have (as the offline embedding does); what words mean it does
 * not know. Deterministic, the same on every machine. docs/configuration.md tells users.
 */
import { embedOffline } from '../../models/offline/offline-embedding.ts';
import { wordsOf } from '../../models/offline/words.ts';
import { atOnce, type Steps } from '../../turns.ts';

/** The id under which requests may ask for it. */
export const OFFLINE_RERANKER = 'streambed.offline-lexical-reranker-v1';

/** What each part weighs; together 1. Chosen by `npm run bench:retrieval`. */
const WEIGHTS = { frequency: 0.4, coverage: 0.2, nearness: 0.1, pieces: 0.3 };

/** How soon more of a word says no more, and how much a text's length counts: BM25's constants for short passages. */
const SATURATION = 1;
const LENGTH_WEIGHT = 0.4;
/** Words between two words that say nothing any more of their being near. */
const WINDOW = 20;
const DIMENSIONS = 1_024;

/** Words of a query that are looked for. */
const ASKED_WORDS = 64;
/** A text is judged by its beginning, as RerankTextDocument's limit is; its pieces by less, since they take longer. */
const LONGEST_TEXT = 32_000;
const LONGEST_IN_PIECES = 8_000;

const MARKS = /\p{M}/gu;
const withoutAccents = (text: string): string =>
  text.slice(0, LONGEST_TEXT).normalize('NFD').replace(MARKS, '');

/** What is looked at of a text. */
interface Reading {
  readonly length: number;
  /** Where each of the words that were asked for stands. */
  readonly places: readonly (readonly number[])[];
  /** The cosine of the offline embeddings, 0 when it is negative. */
  readonly pieces: number;
}

/**
 * How well each text answers the query, 0 to 1, in the order of the texts; next to 0 when they have nothing in common. Words are
 * weighed by all the texts, so scores of one call compare with each other and not with another call's.
 */
export const scoreLexically = (query: string, texts: readonly string[]): number[] =>
  atOnce(scoringLexically(query, texts));

/** The same in steps, a text each. */
export function* scoringLexically(query: string, texts: readonly string[]): Steps<number[]> {
  const plain = withoutAccents(query);
  const asked = [...new Set(wordsOf(plain))].slice(0, ASKED_WORDS);
  if (asked.length === 0) return texts.map(() => 0);
  const vector = embedOffline(plain, DIMENSIONS);
  const readings: Reading[] = [];
  for (const text of texts) {
    readings.push(read(withoutAccents(text), asked, vector));
    yield;
  }
  const weights = asked.map((word, index) => rarity(readings, index) * Math.sqrt(word.length));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const meanLength = readings.reduce((sum, { length }) => sum + length, 0) / Math.max(1, readings.length);
  return readings.map((reading) => {
    const share = (part: (places: readonly number[]) => number) =>
      reading.places.reduce((sum, places, word) => sum + (weights[word] as number) * part(places), 0) / total;
    const size = 1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * reading.length) / Math.max(1, meanLength);
    const score =
      WEIGHTS.frequency * share(({ length }) => length / (length + SATURATION * size)) +
      WEIGHTS.coverage * share(({ length }) => (length > 0 ? 1 : 0)) +
      WEIGHTS.nearness * nearness(reading.places) +
      WEIGHTS.pieces * reading.pieces;
    return Math.min(1, score);
  });
}

function read(text: string, asked: readonly string[], vector: Float32Array): Reading {
  const words = wordsOf(text);
  const indexOf = new Map(asked.map((word, index) => [word, index]));
  const places: number[][] = asked.map(() => []);
  for (const [place, word] of words.entries()) {
    const index = indexOf.get(word);
    if (index !== undefined) places[index]?.push(place);
  }
  if (words.length === 0) return { length: 0, places, pieces: 0 };
  const own = embedOffline(text.slice(0, LONGEST_IN_PIECES), DIMENSIONS);
  const cosine = own.reduce((sum, value, index) => sum + value * (vector[index] as number), 0);
  return { length: words.length, places, pieces: Math.max(0, cosine) };
}

/** BM25's inverse document frequency; a word that every text has still counts a little. */
function rarity(readings: readonly Reading[], word: number): number {
  const having = readings.filter(({ places }) => (places[word]?.length ?? 0) > 0).length;
  return Math.log(1 + (readings.length - having + 0.5) / (having + 0.5)) + 0.1;
}

/** The mean, over neighbours in the query, of how near they come: 1 side by side, 0 where one of them is missing. */
function nearness(places: readonly (readonly number[])[]): number {
  if (places.length < 2) return (places[0]?.length ?? 0) > 0 ? 1 : 0;
  let sum = 0;
  for (let word = 0; word + 1 < places.length; word += 1) {
    const distance = distanceOf(places[word] as number[], places[word + 1] as number[]);
    sum += Math.max(0, 1 - (distance - 1) / WINDOW);
  }
  return sum / (places.length - 1);
}

/** The least distance between places of two words; both lists rise. */
function distanceOf(first: readonly number[], second: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  let from = 0;
  for (const place of first) {
    while (from < second.length && (second[from] as number) < place) from += 1;
    const after = second[from];
    const before = second[from - 1];
    if (after !== undefined) least = Math.min(least, after - place);
    if (before !== undefined) least = Math.min(least, place - before);
  }
  return least;
}
