import type { CatalogModel } from '@streambed/flow/ports';
import type { ListInferenceProfilesRequest, ListInferenceProfilesResponse } from '@streambed/model/bedrock';
import type { Page, PageRequest } from '../../store/index.ts';
import { operation } from '../operation.ts';
import { readPage } from '../pagination.ts';
import { hasInferenceProfile } from './geography.ts';
import { inferenceProfileOutput } from './inference-profile-output.ts';

/** Profiles on a page when the caller does not say: callers rarely turn pages here, and the cloud's have dozens. */
const PAGE_SIZE = 100;

/**
 * Lists the system-defined profile of every listed model that has one, by the model's id. There are no profiles of
 * the type APPLICATION: nothing here creates them.
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
    const page = await readPage(context, 'ListInferenceProfiles', type, request, async (asked) => {
      if (type === 'APPLICATION') return { rows: [] };
      const models = await ports.modelCatalog.list({ signal });
      return pageOf(
        models.filter(({ modelId }) => hasInferenceProfile(modelId)),
        asked,
      );
    });
    return {
      inferenceProfileSummaries: page.rows.map((model) => inferenceProfileOutput(scope, model)),
      nextToken: page.nextToken,
    };
  },
});

/** Models after the id that the page before ended with: what comes or goes meanwhile hides no other. */
function pageOf(models: readonly CatalogModel[], { limit, after = '' }: PageRequest): Page<CatalogModel> {
  const sorted = models
    .filter(({ modelId }) => modelId > after)
    .sort((a, b) => (a.modelId < b.modelId ? -1 : 1));
  const rows = sorted.slice(0, limit);
  return sorted.length > limit ? { rows, next: rows.at(-1)!.modelId } : { rows };
}
