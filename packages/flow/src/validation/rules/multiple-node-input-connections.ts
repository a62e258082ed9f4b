import { edgesInto, listed } from '../connections.ts';
import type { Edge } from '../graph.ts';
import { error, type Rule } from '../rule.ts';
import type { Scope } from '../scope.ts';

/**
 * An input has several connections that may all bring a value. Allowed is only what branches that exclude each other
 * bring: then at most one arrives.
 */
export const multipleNodeInputConnections: Rule<'MultipleNodeInputConnections'> = function* (scope) {
  for (const node of scope.graph.nodes)
    for (const input of new Set(node.inputs.map(({ name }) => name))) {
      const edges = edgesInto(scope.graph, node, input);
      if (edges.length > 1 && mayMeet(scope, edges))
        yield error(
          `Input ${input} of node ${node.name} is fed by connections ${listed(edges.map((edge) => edge.connection.name))}, of which more than one may bring a value. Keep one, or let each come from another branch of a Condition node.`,
          { node: node.name, input },
        );
    }
};

function mayMeet({ branches }: Scope, [first, ...others]: readonly Edge[]): boolean {
  if (!first || !branches.isKnown) return false;
  let taken = branches.along(first);
  for (const edge of others) {
    const next = branches.along(edge);
    if (!taken.and(next).isNone) return true;
    taken = taken.or(next);
  }
  return false;
}
