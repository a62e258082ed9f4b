import type { StartIngestionJobRequest, StartIngestionJobResponse } from '@streambed/model/bedrock-agent';
import { createOnce } from '../idempotency.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { asException } from '../retrieve/as-exception.ts';
import { ingestionJobOutput } from './ingestion-job-output.ts';

/** Starts to bring a knowledge base in step with a data source. Source: services-data.md section 3, "ingestion job". */
export const startIngestionJob = operation<StartIngestionJobRequest, StartIngestionJobResponse>({
  name: 'StartIngestionJob',
  service: 'bedrock-agent',
  action: 'bedrock:StartIngestionJob',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle(input, context) {
    const { scope, clock, ids } = context;
    const work = await context.knowledgeBaseWork();
    let inserted: Parameters<typeof work.jobInserted>[1] | undefined;
    try {
      const answer = await createOnce(context, 'StartIngestionJob', input, async (repositories) => {
        inserted = await work.insertJob(repositories, scope, input, {
          id: ids.resourceId(),
          ...(input.description !== undefined && { description: input.description }),
          now: clock.now(),
        });
        return { ingestionJob: ingestionJobOutput(inserted) };
      });
      if (inserted) work.jobInserted(scope, inserted);
      return answer;
    } catch (error) {
      throw asException(error);
    }
  },
});
