import { resourceNotFound } from '../../protocol/index.ts';
import type { FlowRecord, Repositories, Scope } from '../../store/index.ts';
import { flowIdOf } from '../identifiers.ts';

/**
 * The flow behind an id or ARN. Throws ResourceNotFoundException, in the same words for an id that does not exist
 * and for an ARN of another account, region or partition.
 */
export async function findFlow(
  repositories: Pick<Repositories, 'flows'>,
  scope: Scope,
  identifier: string,
): Promise<FlowRecord> {
  const flowId = flowIdOf(scope, identifier);
  const flow = flowId === undefined ? undefined : await repositories.flows.get(scope, flowId);
  if (!flow) throw noSuchFlow(scope, identifier);
  return flow;
}

/** The answer for a flow that is not there. */
export const noSuchFlow = (scope: Scope, identifier: string) =>
  resourceNotFound(
    `There is no flow ${identifier} in account ${scope.accountId} and region ${scope.region}. ` +
      'Check the flowIdentifier and the region of the request, or look the flow up with ListFlows.',
  );
