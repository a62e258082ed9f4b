import type { UpdateFlowRequest, UpdateFlowResponse } from '@streambed/model/bedrock-agent';
import type { FlowRecord } from '../../store/index.ts';
import { flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findFlow } from './find-flow.ts';
import { assertFits } from './fitting-definition.ts';
import { flowOutput } from './flow-output.ts';

/**
 * Replaces the working draft as a whole: what is not sent is gone. The flow is NotPrepared afterwards, and its test
 * alias goes on serving what was last prepared. Source: api-control.md section 4.
 */
export const updateFlow = operation<UpdateFlowRequest, UpdateFlowResponse>({
  name: 'UpdateFlow',
  service: 'bedrock-agent',
  action: 'bedrock:UpdateFlow',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  handle: async (input, { store, scope, clock, quotas }) => {
    assertFits(input.definition, quotas);
    return store.transaction(async (repositories) => {
      const current = await findFlow(repositories, scope, input.flowIdentifier);
      const flow: FlowRecord = {
        id: current.id,
        name: input.name,
        description: input.description,
        executionRoleArn: input.executionRoleArn,
        customerEncryptionKeyArn: input.customerEncryptionKeyArn,
        definition: input.definition,
        status: 'NotPrepared',
        validations: [],
        prepared: current.prepared,
        lastVersion: current.lastVersion,
        createdAt: current.createdAt,
        updatedAt: clock.now(),
      };
      await repositories.flows.update(scope, flow);
      return flowOutput(scope, flow);
    });
  },
});
