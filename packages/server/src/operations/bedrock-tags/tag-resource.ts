import type { TagResourceRequest, TagResourceResponse } from '@streambed/model/bedrock';
import { operation } from '../operation.ts';
import { assertBedrockTagCount, bedrockTagsOf, findTaggedGuardrail } from './bedrock-tags.ts';

/** Adds tags to a guardrail; a key that is there gets the new value. */
export const tagBedrockResource = operation<TagResourceRequest, TagResourceResponse>({
  name: 'TagResource',
  service: 'bedrock',
  action: 'bedrock:TagResource',
  resource: (input) => input.resourceARN,
  handle: (input, { store, scope }) =>
    store.transaction(async (repositories) => {
      const tags = bedrockTagsOf(input.tags);
      const arn = await findTaggedGuardrail(repositories, scope, input.resourceARN);
      const present = await repositories.tags.get(scope, arn);
      assertBedrockTagCount(new Set([...present.keys(), ...tags.keys()]).size, arn);
      if (tags.size > 0) await repositories.tags.put(scope, arn, tags);
      return {};
    }),
});
