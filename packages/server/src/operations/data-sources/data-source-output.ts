import type { DataSource, DataSourceSummary } from '@streambed/model/bedrock-agent';
import type { DataSourceRecord } from '../../store/index.ts';
import { timestamp } from '../timestamp.ts';

/** A data source as the wire shows it. */
export const dataSourceOutput = ({
  id,
  knowledgeBaseId,
  name,
  description,
  dataSourceConfiguration,
  vectorIngestionConfiguration,
  serverSideEncryptionConfiguration,
  dataDeletionPolicy,
  status,
  failureReasons,
  createdAt,
  updatedAt,
}: DataSourceRecord): DataSource => ({
  knowledgeBaseId,
  dataSourceId: id,
  name,
  status,
  ...(description !== undefined && { description }),
  dataSourceConfiguration,
  ...(serverSideEncryptionConfiguration && { serverSideEncryptionConfiguration }),
  ...(vectorIngestionConfiguration && { vectorIngestionConfiguration }),
  dataDeletionPolicy,
  createdAt: timestamp(createdAt),
  updatedAt: timestamp(updatedAt),
  ...(failureReasons.length > 0 && { failureReasons: [...failureReasons] }),
});

/** A data source in a list. */
export const dataSourceSummary = ({
  id,
  knowledgeBaseId,
  name,
  description,
  status,
  updatedAt,
}: DataSourceRecord): DataSourceSummary => ({
  knowledgeBaseId,
  dataSourceId: id,
  name,
  status,
  ...(description !== undefined && { description }),
  updatedAt: timestamp(updatedAt),
});
