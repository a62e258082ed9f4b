import type { JsonObject } from '@streambed/model';
import type { ChunkVector, FoundChunk, Scope, Store } from '../../../store/index.ts';
import type { Admission, VectorIndex } from './vector-index.ts';

/** Whether a chunk's metadata are wanted. */
export type Passes = (metadata: JsonObject) => boolean;

/** Where the nearest vectors are looked for, and whether chunks found otherwise may be shown. */
export interface Candidates {
  /** The nearest of those that pass, with their exact cosines, best first. */
  nearest(vector: Float32Array, count: number): Promise<readonly FoundChunk[]>;
  /** Those of the chunks that are searched and pass, in the order given. */
  admitted(found: readonly FoundChunk[]): Promise<readonly FoundChunk[]>;
}

/** So many vectors at most are compared exactly, unless more are asked for: a few milliseconds. */
const COMPARED = 1_000;

/** Vectors read at a time from the disk: a few milliseconds' worth, then others have their turn. */
const READ_AT_ONCE = 500;

type Chunks = Store['chunks'];

/**
 * In memory: the index names those that may be the nearest, and the store's own vectors decide. With an admission by the
 * index's own metadata only those that it admits.
 */
export function candidatesInMemory(
  chunks: Chunks,
  scope: Scope,
  knowledgeBaseId: string,
  index: VectorIndex,
  admission: Admission | undefined,
): Candidates {
  return {
    async nearest(vector, count) {
      const numbers = index.candidates(vector, count, COMPARED, admission);
      const vectors = await chunks.vectorsNumbered(scope, knowledgeBaseId, numbers);
      return byScore(
        vectors.map((found) => ({ number: found.number, score: dot(found.vector, vector) })),
      ).slice(0, count);
    },
    admitted: async (found) => found.filter(({ number }) => index.admits(number, admission)),
  };
}

/** Vectors that are compared at a time on disk. */
const COMPARED_AT_ONCE = 2_000;

/** The nearest, by looking at every vector on disk; everything else has its turn in between. */
async function nearestOnDisk(
  chunks: Chunks,
  scope: Scope,
  knowledgeBaseId: string,
  vector: Float32Array,
  limit: number,
): Promise<readonly FoundChunk[]> {
  let best: readonly FoundChunk[] = [];
  for (let after = 0; ; ) {
    const through = await chunks.numberAfter(scope, knowledgeBaseId, after, COMPARED_AT_ONCE);
    const found = await chunks.nearest(scope, knowledgeBaseId, vector, limit, { after, through });
    best = byScore([...best, ...found]).slice(0, limit);
    if (through === undefined) return best;
    after = through;
    await othersTurn();
  }
}

/** On disk, for knowledge bases that have no place in memory: sqlite-vec looks at every vector. */
export function candidatesOnDisk(
  chunks: Chunks,
  scope: Scope,
  knowledgeBaseId: string,
  passes: Passes | undefined,
): Candidates {
  const admitted = async (found: readonly FoundChunk[]): Promise<readonly FoundChunk[]> => {
    const wanted = new Set<number>();
    for (let first = 0; first < found.length; first += READ_AT_ONCE) {
      const numbers = found.slice(first, first + READ_AT_ONCE).map(({ number }) => number);
      const vectors = await chunks.vectorsNumbered(scope, knowledgeBaseId, numbers);
      for (const vector of vectors) if (passing(passes)(vector)) wanted.add(vector.number);
      await othersTurn();
    }
    return found.filter(({ number }) => wanted.has(number));
  };
  return {
    admitted,
    async nearest(vector, count) {
      for (let limit = passes === undefined ? count : 8 * count; ; limit *= 8) {
        const found = await nearestOnDisk(chunks, scope, knowledgeBaseId, vector, limit);
        const shown = passes === undefined ? found : await admitted(found);
        if (shown.length >= count || found.length < limit) return shown.slice(0, count);
      }
    },
  };
}

const othersTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

const passing =
  (passes: Passes | undefined) =>
  ({ metadata }: ChunkVector): boolean =>
    passes === undefined || passes(JSON.parse(metadata) as JsonObject);

/** Best first; equal ones by number, so that pages agree with each other. */
export const byScore = (found: readonly FoundChunk[]): FoundChunk[] =>
  found.toSorted((a, b) => b.score - a.score || a.number - b.number);

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] as number) * (b[index] as number);
  return sum;
}
