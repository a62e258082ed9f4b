import type { CreateFlowRequest, CreateFlowResponse } from '@streambed/model/bedrock-agent';
import type { FlowRecord } from '../../store/index.ts';
import { testAlias } from '../flow-aliases/test-alias.ts';
import { createOnce } from '../idempotency.ts';
import { flowArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { assertRoomFor } from '../quotas.ts';
import { tagsOf } from '../tags/tag-rules.ts';
import { assertFits } from './fitting-definition.ts';
import { flowOutput } from './flow-output.ts';

/**
 * Creates a flow with its working draft, status NotPrepared, and the test alias TSTALIASID that routes to the draft.
 * The definition may be absent or unfinished: PrepareFlow judges it, not this. Source: api-control.md section 4.
 */
export const createFlow = operation<CreateFlowRequest, CreateFlowResponse>({
  name: 'CreateFlow',
  service: 'bedrock-agent',
  action: 'bedrock:CreateFlow',
  resource: () => '*',
  handle: (input, context) =>
    createOnce(context, 'CreateFlow', input, async (repositories) => {
      const { scope, quotas } = context;
      assertFits(input.definition, quotas);
      const tags = tagsOf(input.tags);
      const owner = `Account ${scope.accountId} in region ${scope.region}`;
      assertRoomFor(quotas, 'flows', await repositories.flows.count(scope), owner, 'flows');
      const now = context.clock.now();
      const flow: FlowRecord = {
        id: context.ids.resourceId(),
        name: input.name,
        description: input.description,
        executionRoleArn: input.executionRoleArn,
        customerEncryptionKeyArn: input.customerEncryptionKeyArn,
        definition: input.definition,
        status: 'NotPrepared',
        validations: [],
        lastVersion: 0,
        createdAt: now,
        updatedAt: now,
      };
      await repositories.flows.insert(scope, flow);
      await repositories.flowAliases.insert(scope, testAlias(flow.id, now));
      if (tags.size > 0) await repositories.tags.put(scope, flowArn(scope, flow.id), tags);
      return flowOutput(scope, flow);
    }),
});
