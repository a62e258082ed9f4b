import { elsewhere } from '../connections.ts';
import { error, type Rule } from '../rule.ts';

/** A connection leads to a node that does not exist. */
export const unknownConnectionTarget: Rule<'UnknownConnectionTarget'> = function* (scope) {
  for (const { name, target } of scope.graph.connections)
    if (!scope.graph.byName.has(target) && !elsewhere(scope, target))
      yield error(
        `Connection ${name} leads to node ${target}, which does not exist. Set its target to an existing node, or remove it.`,
        { connection: name },
      );
};
