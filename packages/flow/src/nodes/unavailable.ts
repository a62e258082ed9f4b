import { dependencyFailed, type Work, type WorkResult } from '../ports/index.ts';

/** The outcome of a node whose service this version of Streambed does not have: it validates, but cannot run. */
export function unavailable(work: Work, resource: string | undefined): Promise<WorkResult> {
  return Promise.reject(
    dependencyFailed(
      resource ?? work.nodeType,
      `This version of Streambed cannot run ${work.nodeType} nodes yet; the flow is valid, but node ${work.nodeName} has no service to call.`,
    ),
  );
}
