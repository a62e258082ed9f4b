import type { ListFlowAliasesRequest, ListFlowAliasesResponse } from '@streambed/model/bedrock-agent';
import { findFlow } from '../flows/find-flow.ts';
import { flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { readPage } from '../pagination.ts';
import { flowAliasOutput } from './flow-alias-output.ts';

/** Lists the aliases of a flow, newest first, the test alias last. */
export const listFlowAliases = operation<ListFlowAliasesRequest, ListFlowAliasesResponse>({
  name: 'ListFlowAliases',
  service: 'bedrock-agent',
  action: 'bedrock:ListFlowAliases',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  async handle(input, context) {
    const { store, scope } = context;
    const flow = await findFlow(store, scope, input.flowIdentifier);
    const page = await readPage(context, 'ListFlowAliases', flow.id, input, (request) =>
      store.flowAliases.list(scope, flow.id, request),
    );
    return {
      flowAliasSummaries: page.rows.map((alias) => flowAliasOutput(scope, alias)),
      nextToken: page.nextToken,
    };
  },
});
