export { type CreateIngestionOptions, createIngestion } from './create-ingestion.ts';
export { JobStopped, ShuttingDown } from './failures.ts';
export { Ingestion } from './ingestion.ts';
export type { IngestionStore } from './ingestion-store.ts';
export type { JobProgress } from './job-run.ts';
export {
  askToDelete,
  askToStop,
  type DataSourceIdentity,
  insertIngestionJob,
  putSentDocuments,
} from './requests.ts';
export type { ChunkDocument, CutChunk, EmbedTexts, IngestionTools } from './tools.ts';
