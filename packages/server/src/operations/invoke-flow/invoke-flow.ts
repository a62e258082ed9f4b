import { FlowError } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import type { InvokeFlowRequest } from '@streambed/model/bedrock-agent-runtime';
import type { Invocation } from '../../executions/index.ts';
import { resourceNotFound, type StreamEvent, validationException } from '../../protocol/index.ts';
import { serviceExceptionOf } from '../fault-exceptions.ts';
import { flowAliasArn, flowAliasIdOf, flowAliasResource, flowArn, flowIdOf } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { projectEvents } from './project-events.ts';

export interface InvokeFlowOutput {
  readonly executionId: string;
  readonly responseStream: AsyncIterable<readonly StreamEvent[]>;
}

/** Runs what an alias serves and streams its outputs. Source: api-runtime.md section 3. */
export const invokeFlow = operation<InvokeFlowRequest, InvokeFlowOutput>({
  name: 'InvokeFlow',
  service: 'bedrock-agent-runtime',
  action: 'bedrock:InvokeFlow',
  resource: (input, scope) => flowAliasResource(scope, input.flowIdentifier, input.flowAliasIdentifier),
  async handle(input, { scope, ids, signal, executions }) {
    const flowId = flowIdOf(scope, input.flowIdentifier);
    if (flowId === undefined) throw resourceNotFound(`Could not find flow ${input.flowIdentifier}.`);
    const aliasId = flowAliasIdOf(scope, flowId, input.flowAliasIdentifier);
    if (aliasId === undefined)
      throw resourceNotFound(`Flow ${flowId} has no alias ${input.flowAliasIdentifier}.`);
    const [flowInput] = input.inputs;
    if (flowInput?.nodeInputName !== undefined)
      throw validationException(
        `Execution ${input.executionId ?? ''} does not wait for an input at node ${flowInput.nodeName}. To start a flow, send nodeOutputName instead of nodeInputName.`,
      );
    const executionId = input.executionId ?? ids.uuid();
    const latency = input.modelPerformanceConfiguration?.performanceConfig?.latency;
    const traced = input.enableTrace === true;
    let invocation: Invocation;
    try {
      invocation = await executions.invoke(
        {
          scope,
          flowId,
          aliasId,
          flowArn: flowArn(scope, flowId),
          flowAliasArn: flowAliasArn(scope, flowId, aliasId),
          executionId,
          nodeName: flowInput!.nodeName,
          ...(flowInput!.nodeOutputName !== undefined && { nodeOutputName: flowInput!.nodeOutputName }),
          document: (flowInput!.content.document ?? null) as JsonValue,
          traced,
          ...(latency && { latency }),
        },
        signal,
      );
    } catch (error) {
      throw error instanceof FlowError ? serviceExceptionOf(error.fault) : error;
    }
    return {
      executionId,
      responseStream: projectEvents(invocation.plan, invocation.events, traced),
    };
  },
});
