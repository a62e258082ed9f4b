import { elsewhere } from '../connections.ts';
import { error, type Rule } from '../rule.ts';

/** A connection comes from a node that does not exist. */
export const unknownConnectionSource: Rule<'UnknownConnectionSource'> = function* (scope) {
  for (const { name, source } of scope.graph.connections)
    if (!scope.graph.byName.has(source) && !elsewhere(scope, source))
      yield error(
        `Connection ${name} comes from node ${source}, which does not exist. Set its source to an existing node, or remove it.`,
        { connection: name },
      );
};
