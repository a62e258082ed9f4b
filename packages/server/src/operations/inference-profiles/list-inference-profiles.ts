import type {
  InferenceProfileSummary,
  ListInferenceProfilesRequest,
  ListInferenceProfilesResponse,
} from '@streambed/model/bedrock';
import type { Page, PageRequest } from '../../store/index.ts';
import { operation } from '../operation.ts';
import { readPage } from '../pagination.ts';
import { inferenceProfileSummaries } from './inference-profile-output.ts';

/** Profiles on a page when the caller does not say: callers rarely turn pages here, and the cloud has dozens. */
const PAGE_SIZE = 100;

/**
 * Lists the system-defined profile of every listed model that has one, by its id. There are no profiles of the type
 * APPLICATION: nothing here creates them.
 */
export const listInferenceProfiles = operation<ListInferenceProfilesRequest, ListInferenceProfilesResponse>({
  name: 'ListInferenceProfiles',
  service: 'bedrock',
  action: 'bedrock:ListInferenceProfiles',
  resource: () => '*',
  async handle(input, context) {
    const { ports, scope, signal } = context;
    const type = input.typeEquals ?? '';
    const request = { ...input, maxResults: input.maxResults ?? PAGE_SIZE };
    const page = await readPage(context, 'ListInferenceProfiles', type, request, async (asked) =>
      type === 'APPLICATION'
        ? { rows: [] }
        : pageOf(inferenceProfileSummaries(scope, await ports.modelCatalog.list({ signal })), asked),
    );
    return { inferenceProfileSummaries: [...page.rows], nextToken: page.nextToken };
  },
});

/** Profiles after the id that the page before ended with: what comes or goes meanwhile hides no other. */
function pageOf(
  profiles: readonly InferenceProfileSummary[],
  { limit, after = '' }: PageRequest,
): Page<InferenceProfileSummary> {
  const left = profiles.filter(({ inferenceProfileId }) => inferenceProfileId > after);
  const rows = left.slice(0, limit);
  return left.length > limit ? { rows, next: rows.at(-1)!.inferenceProfileId } : { rows };
}
