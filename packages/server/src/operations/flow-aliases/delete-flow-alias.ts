import type { DeleteFlowAliasRequest, DeleteFlowAliasResponse } from '@streambed/model/bedrock-agent';
import { findFlow } from '../flows/find-flow.ts';
import { flowAliasResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findFlowAlias } from './find-flow-alias.ts';
import { assertNotTestAlias } from './test-alias.ts';

/** Deletes an alias with its tags. The test alias stays as long as its flow does. */
export const deleteFlowAlias = operation<DeleteFlowAliasRequest, DeleteFlowAliasResponse>({
  name: 'DeleteFlowAlias',
  service: 'bedrock-agent',
  action: 'bedrock:DeleteFlowAlias',
  resource: (input, scope) => flowAliasResource(scope, input.flowIdentifier, input.aliasIdentifier),
  handle: (input, { store, scope }) =>
    store.transaction(async (repositories) => {
      const flow = await findFlow(repositories, scope, input.flowIdentifier);
      const alias = await findFlowAlias(repositories, scope, flow.id, input.aliasIdentifier);
      assertNotTestAlias(alias.id, 'deleted');
      await repositories.flowAliases.delete(scope, flow.id, alias.id);
      return { flowId: flow.id, id: alias.id };
    }),
});
