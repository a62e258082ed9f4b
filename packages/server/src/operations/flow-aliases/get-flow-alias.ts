import type { GetFlowAliasRequest, GetFlowAliasResponse } from '@streambed/model/bedrock-agent';
import { findFlow } from '../flows/find-flow.ts';
import { flowAliasResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findFlowAlias } from './find-flow-alias.ts';
import { flowAliasOutput } from './flow-alias-output.ts';

/** Shows an alias of a flow, the test alias included. */
export const getFlowAlias = operation<GetFlowAliasRequest, GetFlowAliasResponse>({
  name: 'GetFlowAlias',
  service: 'bedrock-agent',
  action: 'bedrock:GetFlowAlias',
  resource: (input, scope) => flowAliasResource(scope, input.flowIdentifier, input.aliasIdentifier),
  async handle(input, { store, scope }) {
    const flow = await findFlow(store, scope, input.flowIdentifier);
    return flowAliasOutput(scope, await findFlowAlias(store, scope, flow.id, input.aliasIdentifier));
  },
});
