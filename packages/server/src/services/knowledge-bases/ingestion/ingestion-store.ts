import type { ChunkRepository, KnowledgeBaseRepositories } from '../../../store/index.ts';

/** What ingestion needs of the store's repositories. */
export interface IngestionRepositories extends Omit<KnowledgeBaseRepositories, 'chunks'> {
  readonly chunks: Pick<ChunkRepository, 'insert' | 'ofGeneration' | 'discard' | 'sweep'>;
}

/** What ingestion needs of the store. */
export interface IngestionStore extends IngestionRepositories {
  /** As Store's. */
  transaction<T>(work: (repositories: IngestionRepositories) => Promise<T>): Promise<T>;
}
