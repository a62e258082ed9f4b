import { error, type Rule, warning } from '../rule.ts';

/**
 * The conditions along the paths into a node can never all hold: it needs values of branches that exclude each other.
 * Reported once, at the node where they meet; what follows from it is not repeated.
 */
export const unsatisfiedConnectionConditions: Rule<'UnsatisfiedConnectionConditions'> = function* ({
  graph,
  branches,
}) {
  if (!branches.isKnown) return;
  for (const node of graph.nodes) {
    const conflict = branches.conflicts.get(node);
    if (conflict?.[0]) {
      const { connection } = conflict[0];
      yield error(
        `Node ${node.name} can never run: it needs connection ${connection.name} from ${connection.source}, but other things that it needs come from branches that are never taken together with it. Take all that it needs from one branch, or use one node per branch.`,
        { connection: connection.name },
      );
      continue;
    }
    for (const edge of graph.incoming.get(node) ?? []) {
      const along = branches.along(edge);
      const runs = branches.of(node);
      if (!along.isNone && !runs.isNone && along.and(runs).isNone)
        yield warning(
          `Connection ${edge.connection.name} never ${edge.connection.type === 'Conditional' ? 'opens' : 'brings anything to'} node ${node.name}: the node runs only in branches that are never taken together with it. Remove it, or change the conditions.`,
          { connection: edge.connection.name },
        );
    }
  }
};
