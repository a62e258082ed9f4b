import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from '@streambed/model/bedrock-agent';
import { operation } from '../operation.ts';
import { findTaggableResource } from './find-taggable-resource.ts';

/** Shows the tags of a resource; an empty object when it has none. */
export const listTagsForResource = operation<ListTagsForResourceRequest, ListTagsForResourceResponse>({
  name: 'ListTagsForResource',
  service: 'bedrock-agent',
  action: 'bedrock:ListTagsForResource',
  resource: (input) => input.resourceArn,
  async handle(input, { store, scope }) {
    const { arn } = await findTaggableResource(store, scope, input.resourceArn);
    // fromEntries defines own properties, so even a tag named __proto__ stays plain data.
    return { tags: Object.fromEntries(await store.tags.get(scope, arn)) };
  },
});
