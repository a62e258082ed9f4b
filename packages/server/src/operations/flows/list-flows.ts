import type { ListFlowsRequest, ListFlowsResponse } from '@streambed/model/bedrock-agent';
import { operation } from '../operation.ts';
import { readPage } from '../pagination.ts';
import { flowSummary } from './flow-output.ts';

/** Lists the flows of the account and region, newest first. */
export const listFlows = operation<ListFlowsRequest, ListFlowsResponse>({
  name: 'ListFlows',
  service: 'bedrock-agent',
  action: 'bedrock:ListFlows',
  resource: () => '*',
  async handle(input, context) {
    const { store, scope } = context;
    const page = await readPage(context, 'ListFlows', '', input, (request) =>
      store.flows.list(scope, request),
    );
    return {
      flowSummaries: page.rows.map((flow) => flowSummary(scope, flow)),
      nextToken: page.nextToken,
    };
  },
});
