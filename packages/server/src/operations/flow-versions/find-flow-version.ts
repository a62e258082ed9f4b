import { resourceNotFound } from '../../protocol/index.ts';
import type { FlowVersionRecord, Repositories, Scope } from '../../store/index.ts';

/** A numbered version of a flow that exists. Throws ResourceNotFoundException. */
export async function findFlowVersion(
  repositories: Pick<Repositories, 'flowVersions'>,
  scope: Scope,
  flowId: string,
  version: number,
): Promise<FlowVersionRecord> {
  const record = await repositories.flowVersions.get(scope, flowId, version);
  if (record) return record;
  throw resourceNotFound(
    `Flow ${flowId} has no version ${version}. ` +
      'List its versions with ListFlowVersions, or make one with CreateFlowVersion.',
  );
}
