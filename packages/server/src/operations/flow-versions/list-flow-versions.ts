import type { ListFlowVersionsRequest, ListFlowVersionsResponse } from '@streambed/model/bedrock-agent';
import { findFlow } from '../flows/find-flow.ts';
import { flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { readPage } from '../pagination.ts';
import { flowVersionSummary } from './flow-version-output.ts';

/** Lists the numbered versions of a flow, highest number first; the draft is not among them. */
export const listFlowVersions = operation<ListFlowVersionsRequest, ListFlowVersionsResponse>({
  name: 'ListFlowVersions',
  service: 'bedrock-agent',
  action: 'bedrock:ListFlowVersions',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  async handle(input, context) {
    const { store, scope } = context;
    const flow = await findFlow(store, scope, input.flowIdentifier);
    const page = await readPage(context, 'ListFlowVersions', flow.id, input, (request) =>
      store.flowVersions.list(scope, flow.id, request),
    );
    return {
      flowVersionSummaries: page.rows.map((version) => flowVersionSummary(scope, version)),
      nextToken: page.nextToken,
    };
  },
});
