import type { IngestionJob } from '@streambed/model/bedrock-agent';
import type { IngestionJobRecord } from '../../store/index.ts';
import { timestamp } from '../timestamp.ts';

/** An ingestion job in a list: everything but its reasons. */
export const ingestionJobSummary = ({
  id,
  knowledgeBaseId,
  dataSourceId,
  description,
  status,
  statistics,
  startedAt,
  updatedAt,
}: IngestionJobRecord) => ({
  knowledgeBaseId,
  dataSourceId,
  ingestionJobId: id,
  ...(description !== undefined && { description }),
  status,
  statistics,
  startedAt: timestamp(startedAt),
  updatedAt: timestamp(updatedAt),
});

/** An ingestion job as the wire shows it. */
export const ingestionJobOutput = (job: IngestionJobRecord): IngestionJob => ({
  ...ingestionJobSummary(job),
  ...(job.failureReasons.length > 0 && { failureReasons: [...job.failureReasons] }),
});
