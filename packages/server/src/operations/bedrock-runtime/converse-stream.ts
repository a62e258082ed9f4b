import type { ConverseStreamEvent } from '@streambed/flow/ports';
import type { ConverseStreamOutput, ConverseStreamRequest } from '@streambed/model/bedrock-runtime';
import type { StreamEvent } from '../../protocol/index.ts';
import { operation } from '../operation.ts';
import { asModelException } from './model-exceptions.ts';
import { modelRequestOf } from './model-request.ts';
import { modelResource } from './model-resource.ts';
import { projectStream } from './project-stream.ts';
import { serviceCallOf } from './service-call.ts';

export interface ConverseStreamAnswer {
  readonly stream: AsyncIterable<readonly StreamEvent<ConverseStreamOutput>[]>;
}

/**
 * As Converse, its answer as it is written. The first event is waited for, so that what fails before it is an answer
 * with a status of its own; what fails later is the stream's last event. Source: services-data.md section 2.
 */
export const converseStream = operation<ConverseStreamRequest, ConverseStreamAnswer>({
  name: 'ConverseStream',
  service: 'bedrock-runtime',
  action: 'bedrock:InvokeModelWithResponseStream',
  resource: ({ modelId }, scope) => modelResource(scope, modelId),
  async handle(input, context) {
    const call = serviceCallOf(context);
    try {
      const request = await modelRequestOf(input, context, call);
      const events = context.ports.model.converseStream(request, call);
      return { stream: await projectStream(events, (event) => [projectEvent(event)]) };
    } catch (error) {
      throw asModelException(error);
    }
  },
});

/** The one member of an event is its name; members that only traces know of are not modelled, so they are not sent. */
const projectEvent = (event: ConverseStreamEvent): StreamEvent<ConverseStreamOutput> => {
  if ('metadata' in event) {
    const { metrics, ...metadata } = event.metadata;
    return {
      name: 'metadata',
      payload: { ...metadata, metrics: { latencyMs: Math.round(metrics.latencyMs) } },
    };
  }
  const [name, payload] = Object.entries(event)[0]!;
  return { name, payload } as StreamEvent<ConverseStreamOutput>;
};
