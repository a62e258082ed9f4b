import { type FlowQuotas, quotasOf } from '@streambed/flow/definition';
import { checkDefinition } from '@streambed/flow/validation';
import type { PrepareFlowRequest, PrepareFlowResponse } from '@streambed/model/bedrock-agent';
import type { FlowRecord } from '../../store/index.ts';
import { flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findFlow } from './find-flow.ts';

/**
 * Puts the working draft in service behind the test alias, if it can run. The work is done before the answer, which
 * says `Preparing` as the cloud's does; GetFlow then shows Prepared, or Failed with `validations`. A draft that fails
 * leaves in service what was prepared before. Source: api-control.md section 4, validation.md section 3.
 */
export const prepareFlow = operation<PrepareFlowRequest, PrepareFlowResponse>({
  name: 'PrepareFlow',
  service: 'bedrock-agent',
  action: 'bedrock:PrepareFlow',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  handle: (input, { store, scope, clock, quotas }) =>
    store.transaction(async (repositories) => {
      const draft = await findFlow(repositories, scope, input.flowIdentifier);
      await repositories.flows.update(scope, prepared(draft, clock.now(), quotasOf(quotas.nodesPerFlow)));
      return { id: draft.id, status: 'Preparing' };
    }),
});

function prepared(draft: FlowRecord, now: number, quotas: FlowQuotas): FlowRecord {
  const { validations, executable } = checkDefinition(draft.definition, quotas);
  if (!executable || !draft.definition) return { ...draft, status: 'Failed', validations, updatedAt: now };
  return {
    ...draft,
    status: 'Prepared',
    validations: [],
    prepared: {
      definition: draft.definition,
      executionRoleArn: draft.executionRoleArn,
      preparedAt: now,
    },
    updatedAt: now,
  };
}
