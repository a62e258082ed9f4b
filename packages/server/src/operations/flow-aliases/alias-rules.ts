import type {
  FlowAliasConcurrencyConfiguration,
  FlowAliasRoutingConfigurationListItem,
} from '@streambed/model/bedrock-agent';
import { conflict, validationException } from '../../protocol/index.ts';
import type { Repositories, Scope } from '../../store/index.ts';
import { findFlowVersion } from '../flow-versions/find-flow-version.ts';
import { versionNumberOf } from '../identifiers.ts';
import { everyRow } from '../pagination.ts';

/**
 * The routing of an alias as it is stored. It names the version to serve, which must exist: a number, or `DRAFT` for
 * what was last prepared. Throws ValidationException when it names none, ResourceNotFoundException when the version
 * is not there.
 */
export async function routingOf(
  repositories: Repositories,
  scope: Scope,
  flowId: string,
  routing: readonly FlowAliasRoutingConfigurationListItem[],
): Promise<FlowAliasRoutingConfigurationListItem[]> {
  const flowVersion = routing[0]?.flowVersion;
  if (flowVersion === undefined) {
    const message = 'Name the version that the alias serves, for example [{"flowVersion": "1"}].';
    throw validationException(`routingConfiguration[0].flowVersion is missing. ${message}`, [
      { name: 'routingConfiguration[0].flowVersion', message },
    ]);
  }
  const number = versionNumberOf(flowVersion);
  if (number === undefined) return [{ flowVersion: 'DRAFT' }];
  await findFlowVersion(repositories, scope, flowId, number);
  return [{ flowVersion: String(number) }];
}

/**
 * The concurrency of an alias as it is stored. `Manual` bounds the nodes that run side by side and so needs the
 * bound; with `Automatic` a bound says nothing and is kept as it was sent.
 */
export function concurrencyOf(
  concurrency: FlowAliasConcurrencyConfiguration | undefined,
): FlowAliasConcurrencyConfiguration | undefined {
  if (!concurrency) return undefined;
  const { type, maxConcurrency } = concurrency;
  if (type === 'Manual' && maxConcurrency === undefined) {
    const message =
      'Give the number of nodes that may run side by side (1 to 100), or use the type Automatic.';
    throw validationException(`concurrencyConfiguration.maxConcurrency is missing. ${message}`, [
      { name: 'concurrencyConfiguration.maxConcurrency', message },
    ]);
  }
  return maxConcurrency === undefined ? { type } : { type, maxConcurrency };
}

/** Alias names are unique within a flow. `exceptId` is the alias that is being renamed. Throws ConflictException. */
export async function assertNameFree(
  repositories: Repositories,
  scope: Scope,
  flowId: string,
  name: string,
  exceptId?: string,
): Promise<void> {
  for await (const alias of everyRow((page) => repositories.flowAliases.list(scope, flowId, page))) {
    if (alias.name !== name || alias.id === exceptId) continue;
    throw conflict(
      `Flow ${flowId} already has an alias named ${name}: ${alias.id}. ` +
        'Choose another name, or change that alias with UpdateFlowAlias.',
    );
  }
}
