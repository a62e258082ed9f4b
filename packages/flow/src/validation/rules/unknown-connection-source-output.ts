import { dataOf, listed } from '../connections.ts';
import { error, type Rule } from '../rule.ts';
import { undeclared } from '../slots.ts';

/** A data connection takes a value from an output that its source does not have. */
export const unknownConnectionSourceOutput: Rule<'UnknownConnectionSourceOutput'> = function* ({ graph }) {
  for (const { connection, source } of graph.edges) {
    const output = dataOf(connection)?.sourceOutput;
    if (output === undefined || source.outputs.some(({ name }) => name === output)) continue;
    // A predefined output that is not declared is reported as missing.
    if (undeclared(source.slots.outputs, source.outputs).some(({ name }) => name === output)) continue;
    const names = source.outputs.map(({ name }) => name);
    yield error(
      names.length === 0
        ? `Connection ${connection.name} takes output ${output} of node ${source.name}, which has no outputs. ${
            source.type === 'Condition'
              ? 'Connect the node whose value you need, and lead here with a conditional connection.'
              : 'Connect the node whose value you need.'
          }`
        : `Connection ${connection.name} takes output ${output} of node ${source.name}, which does not exist. It has: ${listed(names)}.`,
      { connection: connection.name },
    );
  }
};
