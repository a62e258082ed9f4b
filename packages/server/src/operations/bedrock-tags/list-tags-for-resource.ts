import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '@streambed/model/bedrock';
import { operation } from '../operation.ts';
import { findTaggedGuardrail } from './bedrock-tags.ts';

/** Shows the tags of a guardrail, ordered by key; an empty list when it has none. */
export const listBedrockTagsForResource = operation<ListTagsForResourceRequest, ListTagsForResourceResponse>({
  name: 'ListTagsForResource',
  service: 'bedrock',
  action: 'bedrock:ListTagsForResource',
  resource: (input) => input.resourceARN,
  async handle(input, { store, scope }) {
    const arn = await findTaggedGuardrail(store, scope, input.resourceARN);
    return { tags: [...(await store.tags.get(scope, arn))].map(([key, value]) => ({ key, value })) };
  },
});
