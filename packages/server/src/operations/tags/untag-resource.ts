import type { UntagResourceRequest, UntagResourceResponse } from '@streambed/model/bedrock-agent';
import { operation } from '../operation.ts';
import { findTaggableResource } from './find-taggable-resource.ts';

/** Removes tags from a resource; keys that are not there are no error. */
export const untagResource = operation<UntagResourceRequest, UntagResourceResponse>({
  name: 'UntagResource',
  service: 'bedrock-agent',
  action: 'bedrock:UntagResource',
  resource: (input) => input.resourceArn,
  handle: (input, { store, scope }) =>
    store.transaction(async (repositories) => {
      const { arn } = await findTaggableResource(repositories, scope, input.resourceArn);
      if (input.tagKeys.length > 0) await repositories.tags.remove(scope, arn, input.tagKeys);
      return {};
    }),
});
