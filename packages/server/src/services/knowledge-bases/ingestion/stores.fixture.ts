import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChunkRecord, openSqliteStore, type Scope, type Store } from '../../../store/index.ts';
import type { IngestionStore } from './ingestion-store.ts';
import { createMemoryStore } from './memory-store.fixture.ts';

/** A store to test with, and what searches would see in it. */
export interface OpenStore {
  readonly store: IngestionStore;
  searched(scope: Scope, knowledgeBaseId: string): Promise<readonly ChunkRecord[]>;
  close(): Promise<void>;
}

/** The stores that ingestion is tested with: one that is quick, and the real one. */
export const STORES: readonly { readonly name: string; readonly open: () => Promise<OpenStore> }[] = [
  {
    name: 'memory',
    open: async () => {
      const store = createMemoryStore();
      return { store, searched: async (...of) => store.searched(...of), close: async () => undefined };
    },
  },
  {
    name: 'SQLite',
    open: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'streambed-ingestion-'));
      const clock = { now: Date.now, monotonic: () => performance.now(), after: () => () => undefined };
      const store = await openSqliteStore({ folder, clock });
      return {
        store,
        searched: (...of) => searchedChunks(store, ...of),
        close: async () => {
          await store.close();
          rmSync(folder, { recursive: true });
        },
      };
    },
  },
];

/** As searches come to them: numbers and vectors first, then the passages. */
async function searchedChunks(
  store: Store,
  scope: Scope,
  knowledgeBaseId: string,
): Promise<readonly ChunkRecord[]> {
  const vectors = await store.chunks.vectors(scope, knowledgeBaseId, 0, 10_000);
  const numbers = vectors.map(({ number }) => number);
  const passages = await store.chunks.passages(scope, knowledgeBaseId, numbers);
  return passages.map(({ number, ...passage }) => {
    const { vector, metadata } = vectors.find((found) => found.number === number)!;
    return { ...passage, vector, metadata: JSON.parse(metadata) };
  });
}
