import { expect, test } from 'vitest';
import type { ChunkVector, DocumentIdentity, Scope } from '../../../store/index.ts';
import { type IndexedStore, SearchIndexes } from './search-indexes.ts';

const home: Scope = { accountId: '0', region: 'r' };
const DIMENSIONS = 1_000;

/** A store that holds so many vectors for each knowledge base, one document each. */
function storeOf(sizes: Map<string, number>) {
  let tell: (scope: Scope, document: DocumentIdentity) => void = () => {};
  const filled: string[] = [];
  const vector = (knowledgeBaseId: string, number: number): ChunkVector => ({
    knowledgeBaseId,
    dataSourceId: 'd',
    documentId: `${number}`,
    number,
    metadata: '{}',
    vector: new Float32Array(DIMENSIONS).fill(0.01),
  });
  const store = {
    chunks: {
      count: async (_: Scope, id: string) => {
        filled.push(id);
        return sizes.get(id) ?? 0;
      },
      vectors: async (_: Scope, id: string, after: number, limit: number) =>
        Array.from({ length: Math.min(limit, (sizes.get(id) ?? 0) - after) }, (__, index) =>
          vector(id, after + index + 1),
        ),
      vectorsOf: async (_: Scope, { knowledgeBaseId, documentId }: DocumentIdentity) =>
        Number(documentId) <= (sizes.get(knowledgeBaseId) ?? 0)
          ? [vector(knowledgeBaseId, Number(documentId))]
          : [],
    },
    onDocumentChanged: (listener: typeof tell) => {
      tell = listener;
    },
  } as unknown as IndexedStore;
  const change = (knowledgeBaseId: string, number: number) =>
    tell(home, { knowledgeBaseId, dataSourceId: 'd', documentId: `${number}` });
  return { store, filled, change };
}

test('those that were not asked for the longest time make room for others', async () => {
  const { store, filled } = storeOf(
    new Map([
      ['a', 1_000],
      ['b', 1_000],
      ['c', 1_000],
    ]),
  );
  const indexes = new SearchIndexes({ store, memoryLimit: 2_600_000 });
  for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) {
    expect((await indexes.of(home, id))?.size).toBe(1_000);
    expect(indexes.bytes).toBeLessThanOrEqual(2_600_000);
  }
  expect(filled).toEqual(['a', 'b', 'c', 'b']);
});

test('what needs more than there is has no place, until it is smaller', async () => {
  const sizes = new Map([['a', 5_000]]);
  const { store, change } = storeOf(sizes);
  const indexes = new SearchIndexes({ store, memoryLimit: 2_600_000 });
  expect(await indexes.of(home, 'a')).toBeUndefined();
  expect(await indexes.of(home, 'a')).toBeUndefined();
  sizes.set('a', 1_000);
  for (let number = 1_001; number <= 5_000; number += 1) change('a', number);
  expect((await indexes.of(home, 'a'))?.size).toBe(1_000);
});

test('what grows out of its place loses it', async () => {
  const sizes = new Map([['a', 500]]);
  const { store, change } = storeOf(sizes);
  const indexes = new SearchIndexes({ store, memoryLimit: 2_000_000 });
  expect((await indexes.of(home, 'a'))?.size).toBe(500);
  sizes.set('a', 4_000);
  for (let number = 501; number <= 4_000; number += 1) change('a', number);
  expect(await indexes.of(home, 'a')).toBeUndefined();
  expect(indexes.bytes).toBe(0);
});

test('what is changed while it is read is read once more', async () => {
  const sizes = new Map([['a', 3]]);
  const { store, change } = storeOf(sizes);
  const indexes = new SearchIndexes({ store });
  const asked = indexes.of(home, 'a');
  sizes.set('a', 2);
  change('a', 3);
  const index = await asked;
  expect(index?.has(3)).toBe(false);
  expect(index?.size).toBe(2);
});

test('whoever asks while very much is written waits for what was written before, not for the end', async () => {
  const sizes = new Map([['a', 100]]);
  const { store, change } = storeOf(sizes);
  const indexes = new SearchIndexes({ store });
  await indexes.of(home, 'a');
  let written = 100;
  let isOver = false;
  const write = (): void => {
    if (isOver) return;
    written += 1;
    sizes.set('a', written);
    change('a', written);
    setImmediate(write);
  };
  write();
  const index = await indexes.of(home, 'a');
  isOver = true;
  expect(index?.has(101)).toBe(true);
});
