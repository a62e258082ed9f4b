/**
 * The embedding that answers when no provider is configured. It is lexical: texts that share words, word stems and
 * pieces of words are near each other, whatever they mean; synonyms are strangers. Words and the character n-grams
 * inside them are hashed to places of the vector with a sign, weighted by how often they occur (1 + ln tf), and the
 * vector is brought to unit length. Deterministic, the same on every machine. docs/configuration.md tells users.
 */
import { wordsOf } from './words.ts';

/** The id under which flows may ask for it, and traces and logs show it. */
export const OFFLINE_EMBEDDING = 'streambed.offline-lexical-embedding-v1';

export const OFFLINE_DIMENSIONS = [256, 384, 512, 1024] as const;
export const OFFLINE_DEFAULT_DIMENSIONS = 256;

/** A whole word says more than its pieces, which there are more of. */
const WORD_WEIGHT = 1;
const PIECE_WEIGHT = 0.35;
const PIECE_LENGTHS = [3, 4];

/** Beyond this a text is not read, as for the offline model. */
const MAX_CHARACTERS = 200_000;

/** FNV-1a, 32 bits. */
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** The vector of one text, of unit length; a text without words of weight is compared by its characters. */
export function embedOffline(text: string, dimensions: number): Float32Array {
  const counts = new Map<number, number>();
  const count = (feature: number): void => {
    counts.set(feature, (counts.get(feature) ?? 0) + 1);
  };
  const pieces = new Map<number, number>();
  for (const word of wordsOf(text.slice(0, MAX_CHARACTERS))) {
    count(hashOf(word, 0, word.length, OFFSET));
    countPieces(word, pieces);
  }
  if (counts.size === 0) countPieces(text.slice(0, MAX_CHARACTERS).trim().toLowerCase(), pieces);
  const vector = new Float64Array(dimensions);
  spread(counts, WORD_WEIGHT, vector);
  spread(pieces, PIECE_WEIGHT, vector);
  return unit(vector);
}

/** The n-grams of a word with its edges marked; `^` and `$` stand in no word. */
function countPieces(word: string, pieces: Map<number, number>): void {
  const marked = `^${word}$`;
  for (const length of PIECE_LENGTHS)
    for (let start = 0; start + length <= marked.length; start++) {
      const feature = hashOf(marked, start, start + length, OFFSET ^ length);
      pieces.set(feature, (pieces.get(feature) ?? 0) + 1);
    }
}

function hashOf(text: string, start: number, end: number, seed: number): number {
  let hash = seed;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  // FNV's low bits are weak for short texts; the finish of MurmurHash3 mixes them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The highest bit is the sign, the others the place: what collides cancels out as often as it adds up. */
function spread(counts: ReadonlyMap<number, number>, weight: number, vector: Float64Array): void {
  for (const [feature, count] of counts) {
    const place = (feature & 0x7fffffff) % vector.length;
    const value = weight * (count === 1 ? 1 : 1 + Math.log(count));
    vector[place] = (vector[place] ?? 0) + (feature >= 0x80000000 ? -value : value);
  }
}

function unit(vector: Float64Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) {
    vector[0] = 1;
    squares = 1;
  }
  const length = Math.sqrt(squares);
  return Float32Array.from(vector, (value) => value / length);
}
