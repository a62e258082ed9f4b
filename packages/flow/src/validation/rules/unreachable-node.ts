import { isStart } from '../graph.ts';
import { type Rule, warning } from '../rule.ts';

/** No path leads from where values enter to the node, so it never runs. */
export const unreachableNode: Rule<'UnreachableNode'> = function* ({ graph, loop }) {
  // Without a node where values enter nothing is reachable; that is reported by itself.
  if (!graph.nodes.some(isStart)) return;
  for (const node of graph.nodes)
    if (!graph.reachable.has(node) && graph.byName.get(node.name) === node)
      yield warning(
        `Node ${node.name} never runs: no path leads to it from the ${loop ? 'LoopInput' : 'Input'} node. Connect it, or remove it.`,
        { node: node.name },
      );
};
