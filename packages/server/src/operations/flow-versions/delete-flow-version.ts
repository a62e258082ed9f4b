import type { DeleteFlowVersionRequest, DeleteFlowVersionResponse } from '@streambed/model/bedrock-agent';
import { conflict } from '../../protocol/index.ts';
import { findFlow } from '../flows/find-flow.ts';
import { flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findFlowVersion } from './find-flow-version.ts';

/**
 * Deletes a numbered version. While an alias routes to it that is a ConflictException, unless
 * `skipResourceInUseCheck` is true: the alias then answers ResourceNotFoundException until it is routed anew.
 */
export const deleteFlowVersion = operation<DeleteFlowVersionRequest, DeleteFlowVersionResponse>({
  name: 'DeleteFlowVersion',
  service: 'bedrock-agent',
  action: 'bedrock:DeleteFlowVersion',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  handle: (input, { store, scope }) =>
    store.transaction(async (repositories) => {
      const flow = await findFlow(repositories, scope, input.flowIdentifier);
      const { version } = await findFlowVersion(repositories, scope, flow.id, Number(input.flowVersion));
      if (input.skipResourceInUseCheck !== true) {
        const aliases = await repositories.flowAliases.routedTo(scope, flow.id, String(version));
        if (aliases.length > 0) throw versionInUse(flow.id, version, aliases);
      }
      await repositories.flowVersions.delete(scope, flow.id, version);
      return { id: flow.id, version: String(version) };
    }),
});

const versionInUse = (flowId: string, version: number, aliases: readonly string[]) =>
  conflict(
    `Version ${version} of flow ${flowId} is in use by alias ${aliases.join(', ')}. ` +
      'Route the alias to another version with UpdateFlowAlias or delete it, or set skipResourceInUseCheck to true.',
  );
