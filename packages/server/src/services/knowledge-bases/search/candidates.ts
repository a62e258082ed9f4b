import type { JsonObject } from '@streambed/model';
import type { ChunkVector, FoundChunk, Scope, Store } from '../../../store/index.ts';
import type { VectorIndex } from './vector-index.ts';

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

type Chunks = Store['chunks'];

/** In memory: the index names those that may be the nearest, and the store's own vectors decide. */
export function candidatesInMemory(
  chunks: Chunks,
  scope: Scope,
  knowledgeBaseId: string,
  index: VectorIndex,
  passes: Passes | undefined,
): Candidates {
  const admission = passes && index.admitting(passes);
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

/** On disk, for knowledge bases that have no place in memory: sqlite-vec looks at every vector. */
export function candidatesOnDisk(
  chunks: Chunks,
  scope: Scope,
  knowledgeBaseId: string,
  passes: Passes | undefined,
): Candidates {
  const admitted = async (found: readonly FoundChunk[]): Promise<readonly FoundChunk[]> => {
    const numbers = found.map(({ number }) => number);
    const vectors = await chunks.vectorsNumbered(scope, knowledgeBaseId, numbers);
    const wanted = new Set(vectors.filter(passing(passes)).map(({ number }) => number));
    return found.filter(({ number }) => wanted.has(number));
  };
  return {
    admitted,
    async nearest(vector, count) {
      for (let limit = passes === undefined ? count : 8 * count; ; limit *= 8) {
        const found = await chunks.nearest(scope, knowledgeBaseId, vector, limit);
        const shown = passes === undefined ? found : await admitted(found);
        if (shown.length >= count || found.length < limit) return shown.slice(0, count);
      }
    },
  };
}

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
