import type { ConverseRequest, ConverseResponse } from '@streambed/model/bedrock-runtime';
import { operation } from '../operation.ts';
import { asModelException } from './model-exceptions.ts';
import { modelRequestOf } from './model-request.ts';
import { modelResource } from './model-resource.ts';
import { serviceCallOf } from './service-call.ts';

/** Asks a model, or the model of a prompt, and answers when it has. Source: services-data.md section 2. */
export const converse = operation<ConverseRequest, ConverseResponse>({
  name: 'Converse',
  service: 'bedrock-runtime',
  action: 'bedrock:InvokeModel',
  resource: ({ modelId }, scope) => modelResource(scope, modelId),
  async handle(input, context) {
    const call = serviceCallOf(context);
    try {
      const request = await modelRequestOf(input, context, call);
      const answer = await context.ports.model.converse(request, call);
      const { output, stopReason, usage, additionalModelResponseFields, trace } = answer;
      return {
        output,
        stopReason,
        usage,
        metrics: { latencyMs: Math.round(answer.metrics.latencyMs) },
        ...(additionalModelResponseFields !== undefined && { additionalModelResponseFields }),
        ...(trace !== undefined && { trace }),
      };
    } catch (error) {
      throw asModelException(error);
    }
  },
});
