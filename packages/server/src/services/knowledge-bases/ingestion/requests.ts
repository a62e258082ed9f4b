import { type Clock, callerFault, type Fault, FlowError } from '@streambed/flow/ports';
import type { KnowledgeBaseDocument } from '@streambed/model/bedrock-agent';
import type {
  DataSourceRecord,
  DocumentIdentity,
  IngestionJobRecord,
  KnowledgeBaseDocumentRecord,
  Scope,
} from '../../../store/index.ts';
import { bucketOfArn, encodeSent, parseS3Uri, sentDocument } from '../sources/index.ts';
import type { IngestionRepositories } from './ingestion-store.ts';

/*
 * What somebody asks of ingestion, as changes of rows within a transaction of the caller's. Whoever commits one tells
 * Ingestion, which does the work. They reject with FlowError `resourceNotFound`, `conflict` or `validation`.
 */

export type DataSourceIdentity = Omit<DocumentIdentity, 'documentId'>;

const NOTHING_COUNTED: IngestionJobRecord['statistics'] = {
  numberOfDocumentsScanned: 0,
  numberOfMetadataDocumentsScanned: 0,
  numberOfNewDocumentsIndexed: 0,
  numberOfModifiedDocumentsIndexed: 0,
  numberOfMetadataDocumentsModified: 0,
  numberOfDocumentsDeleted: 0,
  numberOfDocumentsFailed: 0,
  numberOfDocumentsSkipped: 0,
};

/** StartIngestionJob: one job at a time in a knowledge base. */
export async function insertIngestionJob(
  repositories: IngestionRepositories,
  scope: Scope,
  dataSource: DataSourceIdentity,
  { id, description, now }: { readonly id: string; readonly description?: string; readonly now: number },
): Promise<IngestionJobRecord> {
  const { knowledgeBaseId, dataSourceId } = dataSource;
  await availableDataSource(repositories, scope, dataSource);
  const [other] = await repositories.ingestionJobs.underWayIn(scope, knowledgeBaseId);
  if (other)
    throw fault(
      'conflict',
      `Ingestion job ${other.id} of data source ${other.dataSourceId} is under way in this knowledge base. Wait for its end, or stop it.`,
    );
  const job: IngestionJobRecord = {
    id,
    knowledgeBaseId,
    dataSourceId,
    ...(description !== undefined && { description }),
    status: 'STARTING',
    statistics: NOTHING_COUNTED,
    failureReasons: [],
    startedAt: now,
    updatedAt: now,
  };
  await repositories.ingestionJobs.insert(scope, job);
  return job;
}

/** StopIngestionJob. */
export async function askToStop(
  { ingestionJobs }: IngestionRepositories,
  scope: Scope,
  { knowledgeBaseId, dataSourceId }: DataSourceIdentity,
  { id, now }: { readonly id: string; readonly now: number },
): Promise<IngestionJobRecord> {
  const job = await ingestionJobs.get(scope, knowledgeBaseId, dataSourceId, id);
  if (!job) throw fault('resourceNotFound', `There is no ingestion job ${id} of this data source.`);
  if (job.status === 'STOPPING') return job;
  if (job.status !== 'STARTING' && job.status !== 'IN_PROGRESS')
    throw fault('conflict', `Ingestion job ${id} has ended already (${job.status}).`);
  const stopping = { ...job, status: 'STOPPING' as const, updatedAt: Math.max(now, job.updatedAt) };
  await ingestionJobs.update(scope, stopping);
  return stopping;
}

/** IngestKnowledgeBaseDocuments: the documents wait (PENDING); those that are searched meanwhile stay what they are. */
export async function putSentDocuments(
  repositories: IngestionRepositories,
  scope: Scope,
  identity: DataSourceIdentity,
  documents: readonly KnowledgeBaseDocument[],
  clock: Pick<Clock, 'now'>,
): Promise<readonly KnowledgeBaseDocumentRecord[]> {
  const dataSource = await availableDataSource(repositories, scope, identity);
  const rows: KnowledgeBaseDocumentRecord[] = [];
  for (const document of documents) {
    const { documentId, sourceType, sent } = sentDocument(document);
    checkFits(dataSource, sourceType, documentId);
    if (rows.some((row) => row.documentId === documentId))
      throw callerFault(`The document ${documentId} is there twice. Send each document once.`);
    const before = await repositories.knowledgeBaseDocuments.get(scope, { ...identity, documentId });
    const now = Math.max(clock.now(), (before?.updatedAt ?? 0) + 1);
    const {
      statusReason: _reason,
      uri: _uri,
      ...kept
    } = before ?? {
      metadata: {},
      generation: 0,
      chunkCount: 0,
      createdAt: now,
    };
    const row: KnowledgeBaseDocumentRecord = {
      ...kept,
      ...identity,
      documentId,
      sourceType,
      ...(sourceType === 'CUSTOM' && sent.uri !== undefined && { uri: sent.uri }),
      status: 'PENDING',
      inline: encodeSent(sent),
      updatedAt: now,
    };
    await repositories.knowledgeBaseDocuments.put(scope, row);
    rows.push(row);
  }
  return rows;
}

/** DeleteKnowledgeBaseDocuments: those that are there are DELETING; undefined stands for one that is not. */
export async function askToDelete(
  repositories: IngestionRepositories,
  scope: Scope,
  identity: DataSourceIdentity,
  documentIds: readonly string[],
  clock: Pick<Clock, 'now'>,
): Promise<readonly (KnowledgeBaseDocumentRecord | undefined)[]> {
  await availableDataSource(repositories, scope, identity);
  const rows: (KnowledgeBaseDocumentRecord | undefined)[] = [];
  for (const documentId of documentIds) {
    const before = await repositories.knowledgeBaseDocuments.get(scope, { ...identity, documentId });
    if (!before) {
      rows.push(undefined);
      continue;
    }
    const { inline: _inline, statusReason: _reason, ...kept } = before;
    const updatedAt = Math.max(clock.now(), before.updatedAt + 1);
    const row = { ...kept, status: 'DELETING' as const, updatedAt };
    await repositories.knowledgeBaseDocuments.put(scope, row);
    rows.push(row);
  }
  return rows;
}

async function availableDataSource(
  { knowledgeBases, dataSources }: IngestionRepositories,
  scope: Scope,
  { knowledgeBaseId, dataSourceId }: DataSourceIdentity,
): Promise<DataSourceRecord> {
  const knowledgeBase = await knowledgeBases.get(scope, knowledgeBaseId);
  if (!knowledgeBase) throw fault('resourceNotFound', `There is no knowledge base ${knowledgeBaseId}.`);
  const dataSource = await dataSources.get(scope, knowledgeBaseId, dataSourceId);
  if (!dataSource)
    throw fault(
      'resourceNotFound',
      `There is no data source ${dataSourceId} in knowledge base ${knowledgeBaseId}.`,
    );
  for (const { what, status } of [
    { what: `Knowledge base ${knowledgeBaseId}`, status: knowledgeBase.status },
    { what: `Data source ${dataSourceId}`, status: dataSource.status },
  ])
    if (status === 'DELETING' || status === 'CREATING')
      throw fault('conflict', `${what} is ${status}, so that nothing can be ingested.`);
  return dataSource;
}

function checkFits(
  { dataSourceConfiguration, id }: DataSourceRecord,
  sourceType: 'S3' | 'CUSTOM',
  uri: string,
): void {
  const { type, s3Configuration } = dataSourceConfiguration;
  if (type !== sourceType)
    throw callerFault(`Data source ${id} is of the type ${type}, and the document is sent as ${sourceType}.`);
  if (sourceType === 'CUSTOM') return;
  const bucket = bucketOfArn(s3Configuration?.bucketArn ?? '');
  if (!/^s3:\/\/[^/]+\/./s.test(uri) || parseS3Uri(uri).bucket !== bucket)
    throw callerFault(`${uri} is not in the bucket ${bucket} of data source ${id}.`);
}

const fault = (kind: Fault['kind'], message: string): FlowError =>
  new FlowError({ kind, blame: 'caller', message });
