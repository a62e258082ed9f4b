import type { NodeRun } from '../run-store/index.ts';
import type { Executions } from './executions.ts';

/** Starting from a node goes by the node that encloses it, as far as loops are concerned. */
export const startingNode = (executions: Executions, node: Pick<NodeRun, 'path'>): string | undefined =>
  executions.source.idOf(node.path.split('/')[0]!);
