import type { CountTokensRequest, CountTokensResponse } from '@streambed/model/bedrock-runtime';
import { parseJsonBody, validationException } from '../../protocol/index.ts';
import { operation } from '../operation.ts';
import { estimateConverse, estimateInvocation } from './estimate-tokens.ts';
import { modelResource } from './model-resource.ts';
import { isPromptArn } from './prompt-request.ts';

/**
 * How many tokens a request would be. An estimate, the same for every model: the tokenizers of models are their makers'
 * own. Source: services-data.md section 2.
 */
export const countTokens = operation<CountTokensRequest, CountTokensResponse>({
  name: 'CountTokens',
  service: 'bedrock-runtime',
  action: 'bedrock:CountTokens',
  resource: ({ modelId }, scope) => modelResource(scope, modelId),
  async handle({ modelId, input: { converse, invokeModel } }) {
    if (isPromptArn(modelId))
      throw validationException(
        `Tokens are counted for a model, and ${modelId} is a prompt. Name the model that answers it.`,
        [{ name: 'modelId', message: 'names a prompt' }],
      );
    if (converse !== undefined) return { inputTokens: estimateConverse(converse) };
    return { inputTokens: estimateInvocation(parseJsonBody(invokeModel?.body ?? new Uint8Array(0))) };
  },
});
