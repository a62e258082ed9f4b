import type { CreateFlowVersionRequest, CreateFlowVersionResponse } from '@streambed/model/bedrock-agent';
import { conflict } from '../../protocol/index.ts';
import type { FlowRecord, FlowVersionRecord, PreparedDraft } from '../../store/index.ts';
import { findFlow } from '../flows/find-flow.ts';
import { createOnce } from '../idempotency.ts';
import { flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { assertRoomFor, assertVersionNumberLeft } from '../quotas.ts';
import { flowVersionOutput } from './flow-version-output.ts';

/**
 * Makes an immutable snapshot of what was prepared, under the next number. Numbers start at 1 and are never given out
 * twice, not even after a version was deleted. Anything but a Prepared flow is a ConflictException.
 */
export const createFlowVersion = operation<CreateFlowVersionRequest, CreateFlowVersionResponse>({
  name: 'CreateFlowVersion',
  service: 'bedrock-agent',
  action: 'bedrock:CreateFlowVersion',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  handle: (input, context) =>
    createOnce(context, 'CreateFlowVersion', input, async (repositories) => {
      const { scope, quotas } = context;
      const flow = await findFlow(repositories, scope, input.flowIdentifier);
      const prepared = preparedDraftOf(flow);
      const count = await repositories.flowVersions.count(scope, flow.id);
      assertRoomFor(quotas, 'versionsPerFlow', count, `Flow ${flow.id}`, 'versions');
      assertVersionNumberLeft(flow.lastVersion, `Flow ${flow.id}`);
      const version: FlowVersionRecord = {
        flowId: flow.id,
        version: flow.lastVersion + 1,
        name: flow.name,
        description: input.description,
        executionRoleArn: prepared.executionRoleArn,
        customerEncryptionKeyArn: flow.customerEncryptionKeyArn,
        definition: prepared.definition,
        status: 'Prepared',
        createdAt: context.clock.now(),
      };
      await repositories.flowVersions.insert(scope, version);
      await repositories.flows.update(scope, { ...flow, lastVersion: version.version });
      return flowVersionOutput(scope, version);
    }),
});

function preparedDraftOf(flow: FlowRecord): PreparedDraft {
  if (flow.status === 'Prepared' && flow.prepared) return flow.prepared;
  const wayOut =
    flow.status === 'Failed'
      ? 'Correct what GetFlow lists under validations with UpdateFlow, then prepare it with PrepareFlow'
      : 'Prepare it with PrepareFlow';
  throw conflict(
    `CreateFlowVersion cannot be performed on flow ${flow.id} while its status is ${flow.status}. ` +
      `${wayOut}, and retry when its status is Prepared.`,
  );
}
