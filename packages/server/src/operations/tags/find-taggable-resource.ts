import { resourceNotFound } from '../../protocol/index.ts';
import type { Repositories, Scope } from '../../store/index.ts';
import { type TaggableResource, taggableResourceOf } from '../identifiers.ts';

/**
 * The flow, alias, prompt or prompt version behind an ARN, if it is there. Throws ResourceNotFoundException, in the
 * same words for a resource that does not exist and for an ARN of another account, region or partition.
 */
export async function findTaggableResource(
  repositories: Repositories,
  scope: Scope,
  arn: string,
): Promise<TaggableResource> {
  const resource = taggableResourceOf(scope, arn);
  if (resource && (await exists(repositories, scope, resource))) return resource;
  throw resourceNotFound(
    `There is no resource ${arn} in account ${scope.accountId} and region ${scope.region}. ` +
      'Tags can be put on flows, flow aliases, prompts, prompt versions and knowledge bases: check the resourceArn.',
  );
}

async function exists(
  repositories: Repositories,
  scope: Scope,
  resource: TaggableResource,
): Promise<boolean> {
  switch (resource.kind) {
    case 'flow':
      return (await repositories.flows.get(scope, resource.flowId)) !== undefined;
    case 'flow-alias':
      return (await repositories.flowAliases.get(scope, resource.flowId, resource.aliasId)) !== undefined;
    case 'prompt':
      return (await repositories.prompts.get(scope, resource.promptId, resource.version)) !== undefined;
    case 'knowledge-base':
      return (await repositories.knowledgeBases.get(scope, resource.knowledgeBaseId)) !== undefined;
  }
}
