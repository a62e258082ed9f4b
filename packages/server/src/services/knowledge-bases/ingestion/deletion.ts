import type { DataSourceRecord, KnowledgeBaseRecord, Scope } from '../../../store/index.ts';
import type { IngestionStore } from './ingestion-store.ts';

/** Documents in one transaction, so that others need not wait long for theirs. */
const AT_ONCE = 100;
const SWEPT_AT_ONCE = 500;
const PAGE = 100;

/** Deletes a data source that nobody works on: its documents too, unless its policy is RETAIN. */
export async function deleteDataSource(
  store: IngestionStore,
  scope: Scope,
  { knowledgeBaseId, id, dataDeletionPolicy }: DataSourceRecord,
  signal: AbortSignal,
): Promise<void> {
  const keepsDocuments = dataDeletionPolicy === 'RETAIN';
  if (!keepsDocuments) await deleteDocuments(store, scope, knowledgeBaseId, id, signal);
  await store.dataSources.delete(scope, knowledgeBaseId, id, { keepsDocuments });
}

/** Deletes a knowledge base that nobody works on, with all that it has: the index goes with it, whatever a policy says. */
export async function deleteKnowledgeBase(
  store: IngestionStore,
  scope: Scope,
  { id }: KnowledgeBaseRecord,
  signal: AbortSignal,
): Promise<void> {
  await deleteDocuments(store, scope, id, undefined, signal);
  for (;;) {
    const { rows } = await store.dataSources.list(scope, id, { limit: PAGE });
    if (rows.length === 0) break;
    for (const { id: dataSourceId } of rows) await store.dataSources.delete(scope, id, dataSourceId);
  }
  await sweepChunks(store, signal);
  await store.knowledgeBases.delete(scope, id);
}

async function deleteDocuments(
  store: IngestionStore,
  scope: Scope,
  knowledgeBaseId: string,
  dataSourceId: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  do signal.throwIfAborted();
  while ((await store.knowledgeBaseDocuments.deleteSome(scope, knowledgeBaseId, dataSourceId, AT_ONCE)) > 0);
}

/** Frees the chunks that no search can reach any more. */
export async function sweepChunks(store: IngestionStore, signal: AbortSignal): Promise<void> {
  do signal.throwIfAborted();
  while ((await store.chunks.sweep(SWEPT_AT_ONCE)) > 0);
}
