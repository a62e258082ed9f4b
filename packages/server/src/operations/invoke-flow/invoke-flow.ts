import { FlowError } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import type { FlowInput, InvokeFlowRequest } from '@streambed/model/bedrock-agent-runtime';
import { type InvokeRequest, noSuchAlias, noSuchFlow } from '../../executions/index.ts';
import { validationException } from '../../protocol/index.ts';
import { type FlowStreamEvent, serviceExceptionOf } from '../fault-exceptions.ts';
import { flowAliasArn, flowAliasIdOf, flowAliasResource, flowArn, flowIdOf } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { projectEvents } from './project-events.ts';

export interface InvokeFlowOutput {
  readonly executionId: string;
  readonly responseStream: AsyncIterable<readonly FlowStreamEvent[]>;
}

/** Runs what an alias serves and streams its outputs. Source: api-runtime.md section 3. */
export const invokeFlow = operation<InvokeFlowRequest, InvokeFlowOutput>({
  name: 'InvokeFlow',
  service: 'bedrock-agent-runtime',
  action: 'bedrock:InvokeFlow',
  resource: (input, scope) => flowAliasResource(scope, input.flowIdentifier, input.flowAliasIdentifier),
  async handle(input, { scope, caller, ids, signal, executions }) {
    const flowId = flowIdOf(scope, input.flowIdentifier);
    if (flowId === undefined) throw serviceExceptionOf(noSuchFlow(scope, input.flowIdentifier).fault);
    const aliasId = flowAliasIdOf(scope, flowId, input.flowAliasIdentifier);
    if (aliasId === undefined) throw serviceExceptionOf(noSuchAlias(flowId, input.flowAliasIdentifier).fault);
    // The model allows exactly one.
    const flowInput = input.inputs[0]!;
    refuseReply(flowInput, input.executionId);
    const executionId = input.executionId ?? ids.uuid();
    const latency = input.modelPerformanceConfiguration?.performanceConfig?.latency;
    const traced = input.enableTrace === true;
    const request: InvokeRequest = {
      scope,
      flowId,
      aliasId,
      flowArn: flowArn(scope, flowId),
      flowAliasArn: flowAliasArn(scope, flowId, aliasId),
      executionId,
      nodeName: flowInput.nodeName,
      ...(flowInput.nodeOutputName !== undefined && { nodeOutputName: flowInput.nodeOutputName }),
      document: (flowInput.content.document ?? null) as JsonValue,
      traced,
      principalArn: caller.arn,
      ...(latency && { latency }),
    };
    const { plan, events } = await executions.invoke(request, signal).catch((error: unknown) => {
      throw error instanceof FlowError ? serviceExceptionOf(error.fault) : error;
    });
    return { executionId, responseStream: projectEvents(plan, events, traced) };
  },
});

/** An input for a node's input answers a question of an execution that waits for it; none here ever does. */
function refuseReply({ nodeName, nodeInputName }: FlowInput, executionId: string | undefined): void {
  if (nodeInputName === undefined) return;
  const waiting = executionId === undefined ? 'No execution waits' : `Execution ${executionId} does not wait`;
  throw validationException(
    `${waiting} for an input at node ${nodeName}. To start a flow, send the Input node's nodeName and nodeOutputName, without nodeInputName.`,
  );
}
