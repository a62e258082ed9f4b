import type { Clock, ConverseStreamEvent, StopReason } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import type {
  InvokeModelWithResponseStreamRequest,
  InvokeModelWithResponseStreamResponse,
  ResponseStream,
} from '@streambed/model/bedrock-runtime';
import { type StreamEvent, validationException } from '../../protocol/index.ts';
import { asModelException } from '../bedrock-runtime/model-exceptions.ts';
import { modelResource } from '../bedrock-runtime/model-resource.ts';
import { projectStream } from '../bedrock-runtime/project-stream.ts';
import { serviceCallOf } from '../bedrock-runtime/service-call.ts';
import { operation } from '../operation.ts';
import { JSON_TYPE, jsonBytes } from './answer-bytes.ts';
import type { FragmentWriter } from './family.ts';
import type { Guarding } from './guarding.ts';
import { readInvocation } from './invocation.ts';

export interface InvokeModelWithResponseStreamAnswer
  extends Omit<InvokeModelWithResponseStreamResponse, 'body'> {
  readonly body: AsyncIterable<readonly StreamEvent<ResponseStream>[]>;
}

/**
 * As InvokeModel, its answer as it is written, in the fragments of the model's family; the last one carries figures of
 * the call. The first event is waited for, as ConverseStream does. Source: services-data.md section 2.
 */
export const invokeModelWithResponseStream = operation<
  InvokeModelWithResponseStreamRequest,
  InvokeModelWithResponseStreamAnswer
>({
  name: 'InvokeModelWithResponseStream',
  service: 'bedrock-runtime',
  action: 'bedrock:InvokeModelWithResponseStream',
  resource: ({ modelId }, scope) => modelResource(scope, modelId),
  async handle(input, context) {
    const call = serviceCallOf(context);
    const began = context.clock.monotonic();
    try {
      const invocation = await readInvocation(input, context, call);
      if (invocation.kind === 'embedding')
        throw validationException(
          `The model is unsupported for streaming: ${input.modelId} answers with embeddings. Use InvokeModel.`,
        );
      const { request, conversation, guarding } = invocation;
      const writer = withFigures(conversation.stream(), guarding, context.clock, began);
      const { performanceConfigLatency } = input;
      return {
        body: await projectStream(context.ports.model.converseStream(request, call), (event) =>
          writer(event).map((fragment) => ({ name: 'chunk', payload: { bytes: jsonBytes(fragment) } })),
        ),
        contentType: JSON_TYPE,
        ...(performanceConfigLatency !== undefined && { performanceConfigLatency }),
      };
    } catch (error) {
      throw asModelException(error);
    }
  },
});

/** The last fragment gets the figures that every family's has, and what a guardrail did. Times in ms. */
const withFigures = (
  writer: FragmentWriter,
  guarding: Guarding | undefined,
  clock: Clock,
  began: number,
): FragmentWriter => {
  let firstByteLatency: number | undefined;
  let stopReason: StopReason = 'end_turn';
  return (event: ConverseStreamEvent) => {
    firstByteLatency ??= Math.round(clock.monotonic() - began);
    if ('messageStop' in event) stopReason = event.messageStop.stopReason;
    const fragments = writer(event);
    if (!('metadata' in event)) return fragments;
    const { usage, trace } = event.metadata;
    const last: JsonObject = {
      ...fragments.at(-1),
      ...guarding?.members({ stopReason, ...(trace !== undefined && { trace }) }),
      'amazon-bedrock-invocationMetrics': {
        inputTokenCount: usage.inputTokens,
        outputTokenCount: usage.outputTokens,
        invocationLatency: Math.round(clock.monotonic() - began),
        firstByteLatency,
      },
    };
    return [...fragments.slice(0, -1), last];
  };
};
