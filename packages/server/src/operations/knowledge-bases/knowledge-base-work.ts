import type { KnowledgeBaseDocument } from '@streambed/model/bedrock-agent';
import type {
  DataSourceRecord,
  IngestionJobRecord,
  KnowledgeBaseDocumentRecord,
  KnowledgeBaseRecord,
  Repositories,
  Scope,
} from '../../store/index.ts';

/** A data source, by its place. */
export interface DataSourceIdentity {
  readonly knowledgeBaseId: string;
  readonly dataSourceId: string;
}

/**
 * What takes documents in and away, in the background; implemented by services/knowledge-bases/ingestion. Requests change
 * rows within the caller's transaction and reject with FlowError `resourceNotFound`, `conflict` or `validation`; once it is
 * committed, the work is told.
 */
export interface KnowledgeBaseWork {
  insertJob(
    repositories: Repositories,
    scope: Scope,
    dataSource: DataSourceIdentity,
    job: { readonly id: string; readonly description?: string; readonly now: number },
  ): Promise<IngestionJobRecord>;
  jobInserted(scope: Scope, job: IngestionJobRecord): void;
  askToStop(
    repositories: Repositories,
    scope: Scope,
    dataSource: DataSourceIdentity,
    job: { readonly id: string; readonly now: number },
  ): Promise<IngestionJobRecord>;
  stopAsked(scope: Scope, job: IngestionJobRecord): void;
  putDocuments(
    repositories: Repositories,
    scope: Scope,
    dataSource: DataSourceIdentity,
    documents: readonly KnowledgeBaseDocument[],
  ): Promise<readonly KnowledgeBaseDocumentRecord[]>;
  /** undefined stands for a document that is not there. */
  askToDelete(
    repositories: Repositories,
    scope: Scope,
    dataSource: DataSourceIdentity,
    documentIds: readonly string[],
  ): Promise<readonly (KnowledgeBaseDocumentRecord | undefined)[]>;
  documentsChanged(scope: Scope, dataSource: DataSourceIdentity): void;
  /** The row says DELETING. */
  dataSourceDeleted(scope: Scope, dataSource: DataSourceRecord): void;
  /** The row says DELETING. */
  knowledgeBaseDeleted(scope: Scope, knowledgeBase: KnowledgeBaseRecord): void;
}
