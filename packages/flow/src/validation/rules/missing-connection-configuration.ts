import { conditionOf, dataOf } from '../connections.ts';
import { error, type Rule } from '../rule.ts';

/** A connection does not say what it joins, or says it in the form of the other type. */
export const missingConnectionConfiguration: Rule<'MissingConnectionConfiguration'> = function* ({ graph }) {
  for (const connection of graph.connections) {
    if (dataOf(connection) || conditionOf(connection)) continue;
    const { name, source, target, type } = connection;
    yield error(
      type === 'Conditional'
        ? `Connection ${name} from ${source} to ${target} is conditional but names no condition. Set configuration.conditional.condition.`
        : `Connection ${name} from ${source} to ${target} does not say which output feeds which input. Set configuration.data.sourceOutput and targetInput.`,
      { connection: name },
    );
  }
};
