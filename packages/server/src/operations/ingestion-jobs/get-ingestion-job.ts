import type { GetIngestionJobRequest, GetIngestionJobResponse } from '@streambed/model/bedrock-agent';
import { resourceNotFound } from '../../protocol/index.ts';
import { findDataSource } from '../data-sources/find-data-source.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { ingestionJobOutput } from './ingestion-job-output.ts';

/** Shows a job; its figures grow while it runs. */
export const getIngestionJob = operation<GetIngestionJobRequest, GetIngestionJobResponse>({
  name: 'GetIngestionJob',
  service: 'bedrock-agent',
  action: 'bedrock:GetIngestionJob',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle({ knowledgeBaseId, dataSourceId, ingestionJobId }, { store, scope }) {
    await findDataSource(store, scope, { knowledgeBaseId, dataSourceId });
    const job = await store.ingestionJobs.get(scope, knowledgeBaseId, dataSourceId, ingestionJobId);
    if (!job)
      throw resourceNotFound(
        `There is no ingestion job ${ingestionJobId} of data source ${dataSourceId}. ListIngestionJobs shows those that are there.`,
      );
    return { ingestionJob: ingestionJobOutput(job) };
  },
});
