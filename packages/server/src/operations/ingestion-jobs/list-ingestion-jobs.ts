import type {
  IngestionJobStatus,
  ListIngestionJobsRequest,
  ListIngestionJobsResponse,
} from '@streambed/model/bedrock-agent';
import { validationException } from '../../protocol/index.ts';
import type { IngestionJobFilter } from '../../store/index.ts';
import { findDataSource } from '../data-sources/find-data-source.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { readPage } from '../pagination.ts';
import { ingestionJobSummary } from './ingestion-job-output.ts';

/** Lists the jobs of a data source, by what the request asks for; newest first without that. */
export const listIngestionJobs = operation<ListIngestionJobsRequest, ListIngestionJobsResponse>({
  name: 'ListIngestionJobs',
  service: 'bedrock-agent',
  action: 'bedrock:ListIngestionJobs',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle(input, context) {
    const { store, scope } = context;
    const { knowledgeBaseId, dataSourceId, filters = [], sortBy } = input;
    await findDataSource(store, scope, input);
    const statuses = filters.flatMap(({ values }) => values);
    assertStatuses(statuses);
    const filter: IngestionJobFilter = {
      ...(filters.length > 0 && { statuses }),
      ...(sortBy && { sortBy: sortBy.attribute, order: sortBy.order }),
    };
    const subject = JSON.stringify([knowledgeBaseId, dataSourceId, filter]);
    const { rows, nextToken } = await readPage(context, 'ListIngestionJobs', subject, input, (page) =>
      store.ingestionJobs.list(scope, knowledgeBaseId, dataSourceId, filter, page),
    );
    return {
      ingestionJobSummaries: rows.map(ingestionJobSummary),
      ...(nextToken !== undefined && { nextToken }),
    };
  },
});

const STATUSES = Object.keys({
  STARTING: true,
  IN_PROGRESS: true,
  COMPLETE: true,
  FAILED: true,
  STOPPING: true,
  STOPPED: true,
} satisfies Record<IngestionJobStatus, true>);

/** The shape takes any text; a list that is empty because of a slip of the pen would look like an answer. */
function assertStatuses(values: readonly string[]): asserts values is readonly IngestionJobStatus[] {
  const unknown = values.find((value) => !STATUSES.includes(value));
  if (unknown === undefined) return;
  const name = 'filters[0].values';
  const message = `${unknown} is no status of an ingestion job: use ${STATUSES.join(', ')}.`;
  throw validationException(message, [{ name, message }]);
}
