import { elsewhere } from '../connections.ts';
import { error, type Rule } from '../rule.ts';

/** A connection joins a node inside a loop with one outside. */
export const invalidLoopBoundary: Rule<'InvalidLoopBoundary'> = function* (scope) {
  for (const { name, source, target } of scope.graph.connections) {
    const outsiders = [source, target].filter((end) => !scope.graph.byName.has(end) && elsewhere(scope, end));
    if (outsiders.length > 0)
      yield error(
        `Connection ${name} from ${source} to ${target} crosses the border of a loop. Values enter a loop through the inputs of the Loop node and leave it through its outputs.`,
        { connection: name, source, target },
      );
  }
};
