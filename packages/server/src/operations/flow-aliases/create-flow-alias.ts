import type { CreateFlowAliasRequest, CreateFlowAliasResponse } from '@streambed/model/bedrock-agent';
import type { FlowAliasRecord } from '../../store/index.ts';
import { findFlow } from '../flows/find-flow.ts';
import { createOnce } from '../idempotency.ts';
import { flowAliasArn, flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { assertRoomFor } from '../quotas.ts';
import { tagsOf } from '../tags/tag-rules.ts';
import { assertNameFree, concurrencyOf, routingOf } from './alias-rules.ts';
import { flowAliasOutput } from './flow-alias-output.ts';
import { countUserAliases } from './test-alias.ts';

/** Creates an alias that routes to a version of the flow. Its name is unique within the flow. */
export const createFlowAlias = operation<CreateFlowAliasRequest, CreateFlowAliasResponse>({
  name: 'CreateFlowAlias',
  service: 'bedrock-agent',
  action: 'bedrock:CreateFlowAlias',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  handle: (input, context) =>
    createOnce(context, 'CreateFlowAlias', input, async (repositories) => {
      const { scope, quotas } = context;
      const tags = tagsOf(input.tags);
      const concurrencyConfiguration = concurrencyOf(input.concurrencyConfiguration);
      const flow = await findFlow(repositories, scope, input.flowIdentifier);
      const routingConfiguration = await routingOf(repositories, scope, flow.id, input.routingConfiguration);
      await assertNameFree(repositories, scope, flow.id, input.name);
      const count = await countUserAliases(repositories, scope, flow.id);
      assertRoomFor(quotas, 'aliasesPerFlow', count, `Flow ${flow.id}`, 'aliases');
      const now = context.clock.now();
      const alias: FlowAliasRecord = {
        flowId: flow.id,
        id: context.ids.resourceId(),
        name: input.name,
        description: input.description,
        routingConfiguration,
        concurrencyConfiguration,
        createdAt: now,
        updatedAt: now,
      };
      await repositories.flowAliases.insert(scope, alias);
      if (tags.size > 0) await repositories.tags.put(scope, flowAliasArn(scope, flow.id, alias.id), tags);
      return flowAliasOutput(scope, alias);
    }),
});
