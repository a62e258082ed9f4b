import type { StopIngestionJobRequest, StopIngestionJobResponse } from '@streambed/model/bedrock-agent';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { asException } from '../retrieve/as-exception.ts';
import { ingestionJobOutput } from './ingestion-job-output.ts';

/** Asks a job to stop: STOPPING until what is under way is put down. */
export const stopIngestionJob = operation<StopIngestionJobRequest, StopIngestionJobResponse>({
  name: 'StopIngestionJob',
  service: 'bedrock-agent',
  action: 'bedrock:StopIngestionJob',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle(input, { store, scope, clock, knowledgeBaseWork }) {
    const work = await knowledgeBaseWork();
    try {
      const job = await store.transaction((repositories) =>
        work.askToStop(repositories, scope, input, { id: input.ingestionJobId, now: clock.now() }),
      );
      work.stopAsked(scope, job);
      return { ingestionJob: ingestionJobOutput(job) };
    } catch (error) {
      throw asException(error);
    }
  },
});
