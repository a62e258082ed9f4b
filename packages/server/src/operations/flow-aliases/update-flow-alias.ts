import type { UpdateFlowAliasRequest, UpdateFlowAliasResponse } from '@streambed/model/bedrock-agent';
import type { FlowAliasRecord } from '../../store/index.ts';
import { findFlow } from '../flows/find-flow.ts';
import { flowAliasResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { assertNameFree, concurrencyOf, routingOf } from './alias-rules.ts';
import { findFlowAlias } from './find-flow-alias.ts';
import { flowAliasOutput } from './flow-alias-output.ts';
import { assertNotTestAlias } from './test-alias.ts';

/** Replaces an alias as a whole: roll-out and roll-back are a change of its routing. Invocations see it at once. */
export const updateFlowAlias = operation<UpdateFlowAliasRequest, UpdateFlowAliasResponse>({
  name: 'UpdateFlowAlias',
  service: 'bedrock-agent',
  action: 'bedrock:UpdateFlowAlias',
  resource: (input, scope) => flowAliasResource(scope, input.flowIdentifier, input.aliasIdentifier),
  handle: (input, { store, scope, clock }) =>
    store.transaction(async (repositories) => {
      const concurrencyConfiguration = concurrencyOf(input.concurrencyConfiguration);
      const flow = await findFlow(repositories, scope, input.flowIdentifier);
      const current = await findFlowAlias(repositories, scope, flow.id, input.aliasIdentifier);
      assertNotTestAlias(current.id, 'updated');
      const routingConfiguration = await routingOf(repositories, scope, flow.id, input.routingConfiguration);
      await assertNameFree(repositories, scope, flow.id, input.name, current.id);
      const alias: FlowAliasRecord = {
        flowId: flow.id,
        id: current.id,
        name: input.name,
        description: input.description,
        routingConfiguration,
        concurrencyConfiguration,
        createdAt: current.createdAt,
        updatedAt: clock.now(),
      };
      await repositories.flowAliases.update(scope, alias);
      return flowAliasOutput(scope, alias);
    }),
});
