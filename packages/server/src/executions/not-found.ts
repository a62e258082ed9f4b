import { FlowError } from '@streambed/flow/ports';
import type { Scope } from '../store/index.ts';

/**
 * What is said of a flow that is not there, in the same words for an id that does not exist and for an ARN of another
 * account, region or partition: nobody learns from us what others have.
 */
export const noSuchFlow = (scope: Scope, identifier: string): FlowError =>
  resourceNotFound(
    `There is no flow ${identifier} in account ${scope.accountId} and region ${scope.region}. Check the flowIdentifier and the region of the request, or look the flow up with ListFlows.`,
  );

/** As {@link noSuchFlow}, for an alias that is not there or belongs to another flow. */
export const noSuchAlias = (flowId: string, identifier: string): FlowError =>
  resourceNotFound(
    `Flow ${flowId} has no alias ${identifier}. Check the flowAliasIdentifier, or look the alias up with ListFlowAliases; TSTALIASID serves the prepared draft.`,
  );

export const resourceNotFound = (message: string): FlowError =>
  new FlowError({ kind: 'resourceNotFound', blame: 'caller', message });
