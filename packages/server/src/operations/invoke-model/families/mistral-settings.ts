import type { ConverseRequest } from '@streambed/flow/ports';
import type { BodyObject } from '../native-body.ts';

/** What both of Mistral's bodies have beside the prompt or the messages. */
export const mistralSettings = (
  body: BodyObject,
): Pick<ConverseRequest, 'inferenceConfig' | 'additionalModelRequestFields'> => {
  const maxTokens = body.integer('max_tokens', { min: 1 });
  const temperature = body.number('temperature', { min: 0, max: 1 });
  const topP = body.number('top_p', { min: 0, max: 1 });
  const topK = body.integer('top_k', { min: 0 });
  const stopSequences = body.stopSequences('stop');
  return {
    inferenceConfig: {
      ...(maxTokens !== undefined && { maxTokens }),
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { topP }),
      ...(stopSequences !== undefined && { stopSequences }),
    },
    ...(topK !== undefined && { additionalModelRequestFields: { top_k: topK } }),
  };
};
