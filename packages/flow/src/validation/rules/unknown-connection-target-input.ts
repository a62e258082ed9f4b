import { dataOf, listed } from '../connections.ts';
import { error, type Rule } from '../rule.ts';
import { undeclared } from '../slots.ts';

/** A data connection feeds an input that its target does not have. */
export const unknownConnectionTargetInput: Rule<'UnknownConnectionTargetInput'> = function* ({ graph }) {
  for (const { connection, target } of graph.edges) {
    const input = dataOf(connection)?.targetInput;
    if (input === undefined || target.inputs.some(({ name }) => name === input)) continue;
    // A predefined input that is not declared is reported as missing.
    if (undeclared(target.slots.inputs, target.inputs).some(({ name }) => name === input)) continue;
    const names = target.inputs.map(({ name }) => name);
    yield error(
      names.length === 0
        ? `Connection ${connection.name} feeds input ${input} of node ${target.name}, which has no inputs. Remove it, or declare the input.`
        : `Connection ${connection.name} feeds input ${input} of node ${target.name}, which does not exist. It has: ${listed(names)}.`,
      { connection: connection.name },
    );
  }
};
