/**
 * The embedding that answers when no provider is configured. It is lexical: texts that share words, word stems and
 * pieces of words are near each other, whatever they mean; synonyms are strangers. Words, their beginnings and the
 * character n-grams inside them are hashed to places of the vector with a sign, weighted by how often they occur
 * (1 + ln tf) and less where the word is one that English texts are full of, since no statistics of the texts that are
 * searched are at hand; of the sums the square roots are taken, and the vector is brought to unit length. Deterministic,
 * the same on every machine. What the weights are worth is measured by bench/retrieval. docs/configuration.md tells users.
 */
import { EVERYDAY_WORDS } from './everyday-words.ts';
import { wordsOf } from './words.ts';

/** The id under which flows may ask for it, and traces and logs show it. */
export const OFFLINE_EMBEDDING = 'streambed.offline-lexical-embedding-v1';

/** The more dimensions, the fewer features share a place: of 1,024 a search finds nearly twice as much as of 256. */
export const OFFLINE_DIMENSIONS = { least: 64, most: 4_096, usual: 1_024 } as const;

const WORD_WEIGHT = 1;
const EVERYDAY_WORD_WEIGHT = 0.5;

/** A word's beginning stands for what is derived from it: `volcano`, `volcanic`. */
const BEGINNING_LENGTH = 4;
const BEGINNING_WEIGHT = 1;

/** A whole word says more than its pieces, which there are more of. */
const PIECE_WEIGHT = 0.2;
const PIECE_LENGTHS = [3, 4];

/** Beyond this a text is not read, as for the offline model. */
const MAX_CHARACTERS = 200_000;

const EVERYDAY = new Set(wordsOf(EVERYDAY_WORDS));

/** FNV-1a, 32 bits. */
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** Features of different kinds lie at different places. */
const WORDS = OFFSET;
const BEGINNINGS = OFFSET ^ BEGINNING_LENGTH;

/** The vector of one text, of unit length; a text without words of weight is compared by its characters. */
export function embedOffline(text: string, dimensions: number): Float32Array {
  const read = text.slice(0, MAX_CHARACTERS);
  const counts = new Map<string, number>();
  for (const word of wordsOf(read)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const vector = new Float64Array(dimensions);
  for (const [word, count] of counts) addWord(word, count, vector);
  if (counts.size === 0) addPieces(read.trim().toLowerCase(), 1, vector);
  // Places that many features share, or a frequent one, would outweigh all others (Perronnin and others, ECCV 2010).
  for (let place = 0; place < dimensions; place++) {
    const value = vector[place]!;
    vector[place] = Math.sign(value) * Math.sqrt(Math.abs(value));
  }
  return unit(vector);
}

function addWord(word: string, count: number, vector: Float64Array): void {
  const weight = (EVERYDAY.has(word) ? EVERYDAY_WORD_WEIGHT : 1) * damped(count);
  add(hashOf(word, 0, word.length, WORDS), weight * WORD_WEIGHT, vector);
  add(
    hashOf(word, 0, Math.min(word.length, BEGINNING_LENGTH), BEGINNINGS),
    weight * BEGINNING_WEIGHT,
    vector,
  );
  addPieces(word, weight * PIECE_WEIGHT, vector);
}

/** The n-grams of a word with its edges marked; `^` and `$` stand in no word. */
function addPieces(word: string, weight: number, vector: Float64Array): void {
  const marked = `^${word}$`;
  for (const length of PIECE_LENGTHS)
    for (let start = 0; start + length <= marked.length; start++)
      add(hashOf(marked, start, start + length, OFFSET ^ length), weight, vector);
}

/** The second time a word occurs it tells less than the first. */
const damped = (count: number): number => 1 + Math.log(count);

function hashOf(text: string, start: number, end: number, seed: number): number {
  let hash = seed;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  // FNV's low bits are weak for short texts; the finish of MurmurHash3 mixes them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The highest bit is the sign, the others the place: what collides cancels out as often as it adds up. */
function add(feature: number, weight: number, vector: Float64Array): void {
  const place = (feature & 0x7fffffff) % vector.length;
  vector[place] = (vector[place] ?? 0) + (feature >= 0x80000000 ? -weight : weight);
}

/** By index: an iterator and a callback for each place would take longer than all that is put there. */
function unit(vector: Float64Array): Float32Array {
  let squares = 0;
  for (let place = 0; place < vector.length; place++) squares += vector[place]! * vector[place]!;
  if (squares === 0) {
    vector[0] = 1;
    squares = 1;
  }
  const length = Math.sqrt(squares);
  const made = new Float32Array(vector.length);
  for (let place = 0; place < vector.length; place++) made[place] = vector[place]! / length;
  return made;
}
