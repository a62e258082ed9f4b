import type { DeleteFlowRequest, DeleteFlowResponse } from '@streambed/model/bedrock-agent';
import { conflict } from '../../protocol/index.ts';
import type { Repositories, Scope } from '../../store/index.ts';
import { countUserAliases } from '../flow-aliases/test-alias.ts';
import { flowIdOf, flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { noSuchFlow } from './find-flow.ts';

/**
 * Deletes a flow with its draft, test alias and tags. While it has versions or aliases that is a ConflictException,
 * unless `skipResourceInUseCheck` is true: then they go with it. Source: api-control.md section 4.
 */
export const deleteFlow = operation<DeleteFlowRequest, DeleteFlowResponse>({
  name: 'DeleteFlow',
  service: 'bedrock-agent',
  action: 'bedrock:DeleteFlow',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  handle: (input, { store, scope }) =>
    store.transaction(async (repositories) => {
      // The flow itself is not read: one whose stored row is damaged can still be deleted.
      const flowId = flowIdOf(scope, input.flowIdentifier);
      if (flowId === undefined) throw noSuchFlow(scope, input.flowIdentifier);
      if (input.skipResourceInUseCheck !== true) await assertUnused(repositories, scope, flowId);
      const deleted = await repositories.flows.delete(scope, flowId);
      if (!deleted) throw noSuchFlow(scope, input.flowIdentifier);
      return { id: flowId };
    }),
});

async function assertUnused(repositories: Repositories, scope: Scope, flowId: string): Promise<void> {
  const versions = await repositories.flowVersions.count(scope, flowId);
  const aliases = await countUserAliases(repositories, scope, flowId);
  if (versions === 0 && aliases === 0) return;
  throw conflict(
    `Flow ${flowId} is in use (versions: ${versions}, aliases besides its test alias: ${aliases}). ` +
      'Delete its aliases, then its versions, then the flow, or set skipResourceInUseCheck to true to delete all.',
  );
}
