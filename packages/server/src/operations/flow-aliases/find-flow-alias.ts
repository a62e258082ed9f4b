import { resourceNotFound } from '../../protocol/index.ts';
import type { FlowAliasRecord, Repositories, Scope } from '../../store/index.ts';
import { flowAliasIdOf } from '../identifiers.ts';

/**
 * The alias of a flow that exists, by id or alias ARN. Throws ResourceNotFoundException, in the same words for an
 * absent id, an ARN of elsewhere and an ARN of another flow's alias.
 */
export async function findFlowAlias(
  repositories: Pick<Repositories, 'flowAliases'>,
  scope: Scope,
  flowId: string,
  identifier: string,
): Promise<FlowAliasRecord> {
  const aliasId = flowAliasIdOf(scope, flowId, identifier);
  const alias =
    aliasId === undefined ? undefined : await repositories.flowAliases.get(scope, flowId, aliasId);
  if (alias) return alias;
  throw resourceNotFound(
    `Flow ${flowId} has no alias ${identifier}. ` +
      'Check the aliasIdentifier, or look the alias up with ListFlowAliases.',
  );
}
