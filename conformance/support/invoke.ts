import {
  type BedrockAgentRuntimeClient,
  type FlowResponseStream,
  type FlowTrace,
  InvokeFlowCommand,
  type InvokeFlowCommandInput,
  type InvokeFlowCommandOutput,
} from '@aws-sdk/client-bedrock-agent-runtime';

/** A JSON value, as documents hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface Invoked {
  readonly executionId: string | undefined;
  readonly requestId: string | undefined;
  readonly status: number | undefined;
  /** Every event in the order it came. */
  readonly events: readonly FlowResponseStream[];
  readonly outputs: readonly { readonly nodeName: string | undefined; readonly document: unknown }[];
  readonly traces: readonly FlowTrace[];
  readonly completion: string | undefined;
  /** What ended the stream instead of a completion event. */
  readonly error:
    | (Error & { readonly resourceName?: string; readonly $response?: { readonly statusCode?: number } })
    | undefined;
}

/** Invokes a flow's alias with a document and reads the stream to its end. Rejects for an error before the stream. */
export const invoke = async (
  client: BedrockAgentRuntimeClient,
  flowIdentifier: string,
  document: unknown,
  options: Partial<InvokeFlowCommandInput> = {},
): Promise<Invoked> => {
  const events: FlowResponseStream[] = [];
  let answer: InvokeFlowCommandOutput | undefined;
  let error: Invoked['error'];
  try {
    answer = await client.send(
      new InvokeFlowCommand({
        flowIdentifier,
        flowAliasIdentifier: 'TSTALIASID',
        inputs: [
          { nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: document as Json } },
        ],
        ...options,
      } as InvokeFlowCommandInput),
    );
    for await (const event of answer.responseStream ?? []) events.push(event);
  } catch (thrown) {
    error = thrown as NonNullable<Invoked['error']>;
    // The SDK reads the first event before it answers: an exception that is the first event rejects `send` as well.
    const streamed = answer !== undefined || error.$response?.statusCode === 200;
    if (!streamed) throw thrown;
  }
  return {
    executionId: answer?.executionId,
    requestId: answer?.$metadata.requestId,
    status: answer?.$metadata.httpStatusCode,
    events,
    outputs: events.flatMap(({ flowOutputEvent }) =>
      flowOutputEvent === undefined
        ? []
        : [{ nodeName: flowOutputEvent.nodeName, document: flowOutputEvent.content?.document }],
    ),
    traces: events.flatMap(({ flowTraceEvent }) =>
      flowTraceEvent?.trace === undefined ? [] : [flowTraceEvent.trace],
    ),
    completion: events.find(({ flowCompletionEvent }) => flowCompletionEvent)?.flowCompletionEvent
      ?.completionReason,
    error,
  };
};
