import type { UntagResourceRequest, UntagResourceResponse } from '@streambed/model/bedrock';
import { operation } from '../operation.ts';
import { findTaggedGuardrail } from './bedrock-tags.ts';

/** Removes tags from a guardrail; keys that are not there are no error. */
export const untagBedrockResource = operation<UntagResourceRequest, UntagResourceResponse>({
  name: 'UntagResource',
  service: 'bedrock',
  action: 'bedrock:UntagResource',
  resource: (input) => input.resourceARN,
  handle: (input, { store, scope }) =>
    store.transaction(async (repositories) => {
      const arn = await findTaggedGuardrail(repositories, scope, input.resourceARN);
      if (input.tagKeys.length > 0) await repositories.tags.remove(scope, arn, input.tagKeys);
      return {};
    }),
});
