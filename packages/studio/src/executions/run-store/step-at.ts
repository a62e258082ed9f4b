import type { Iteration } from '@streambed/model/streambed';
import type { NodeRun, Step } from './run-state.ts';

/** The key that the iteration has in this node's scope; undefined when the node does not lie in all of it. */
export const keyAt = ({ around }: NodeRun, iteration: readonly Iteration[]): string | undefined => {
  if (around.length > iteration.length) return undefined;
  for (const [depth, { nodeName }] of around.entries())
    if (iteration[depth]!.nodeName !== nodeName) return undefined;
  return around.map((_, depth) => iteration[depth]!.index).join('.');
};

/**
 * The step of a node to show: the one of the chosen iteration where the node lies inside it, else the first that
 * failed, else the latest. undefined when nothing of the node is known there.
 */
export const stepAt = (node: NodeRun, iteration: readonly Iteration[]): Step | undefined => {
  if (node.around.length === 0) return node.steps.get('') ?? node.latest;
  const key = iteration.length > 0 ? keyAt(node, iteration) : undefined;
  return key === undefined ? (node.failed ?? node.latest) : node.steps.get(key);
};
