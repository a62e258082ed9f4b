import type { TagResourceRequest, TagResourceResponse } from '@streambed/model/bedrock-agent';
import { operation } from '../operation.ts';
import { findTaggableResource } from './find-taggable-resource.ts';
import { assertTagCount, tagsOf } from './tag-rules.ts';

/** Adds tags to a resource; a key that is there gets the new value. */
export const tagResource = operation<TagResourceRequest, TagResourceResponse>({
  name: 'TagResource',
  service: 'bedrock-agent',
  action: 'bedrock:TagResource',
  resource: (input) => input.resourceArn,
  handle: (input, { store, scope }) =>
    store.transaction(async (repositories) => {
      const tags = tagsOf(input.tags);
      const { arn } = await findTaggableResource(repositories, scope, input.resourceArn);
      const present = await repositories.tags.get(scope, arn);
      assertTagCount(new Set([...present.keys(), ...tags.keys()]).size);
      if (tags.size > 0) await repositories.tags.put(scope, arn, tags);
      return {};
    }),
});
