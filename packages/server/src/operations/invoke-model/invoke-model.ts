import type { ServiceCall } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import type { InvokeModelRequest, InvokeModelResponse } from '@streambed/model/bedrock-runtime';
import { asModelException } from '../bedrock-runtime/model-exceptions.ts';
import { modelResource } from '../bedrock-runtime/model-resource.ts';
import { serviceCallOf } from '../bedrock-runtime/service-call.ts';
import { type OperationContext, operation } from '../operation.ts';
import { JSON_TYPE, jsonBytes } from './answer-bytes.ts';
import { readInvocation } from './invocation.ts';

/** Asks a model in the words of its own family, and answers in them. Source: services-data.md section 2. */
export const invokeModel = operation<InvokeModelRequest, InvokeModelResponse>({
  name: 'InvokeModel',
  service: 'bedrock-runtime',
  action: 'bedrock:InvokeModel',
  resource: ({ modelId }, scope) => modelResource(scope, modelId),
  async handle(input, context) {
    try {
      const { performanceConfigLatency } = input;
      return {
        body: jsonBytes(await answerOf(input, context, serviceCallOf(context))),
        contentType: JSON_TYPE,
        ...(performanceConfigLatency !== undefined && { performanceConfigLatency }),
      };
    } catch (error) {
      throw asModelException(error);
    }
  },
});

const answerOf = async (
  input: InvokeModelRequest,
  context: OperationContext,
  call: ServiceCall,
): Promise<JsonObject> => {
  const { model, embeddings } = context.ports;
  const invocation = await readInvocation(input, context, call);
  if (invocation.kind === 'embedding') {
    const { request, whole } = invocation.embedding;
    return whole(await embeddings.embed({ ...request, modelId: input.modelId }, call));
  }
  const { request, conversation, guarding } = invocation;
  const answer = await model.converse(request, call);
  return { ...conversation.whole(answer), ...guarding?.members(answer) };
};
