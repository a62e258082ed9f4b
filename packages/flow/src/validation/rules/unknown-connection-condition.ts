import { conditionOf, listed } from '../connections.ts';
import { error, type Rule } from '../rule.ts';

/** A conditional connection names a condition that its source does not have. */
export const unknownConnectionCondition: Rule<'UnknownConnectionCondition'> = function* ({ graph }) {
  for (const { connection, source } of graph.edges) {
    if (connection.type !== 'Conditional') continue;
    const details = { connection: connection.name };
    if (source.type !== 'Condition') {
      yield error(
        `Connection ${connection.name} is conditional, but node ${source.name} is no Condition node. Make it a data connection, or begin it at a Condition node.`,
        details,
      );
      continue;
    }
    const condition = conditionOf(connection);
    const conditions = source.definition.configuration?.condition?.conditions ?? [];
    const names = conditions.map((entry) => entry?.name);
    if (condition !== undefined && !names.includes(condition))
      yield error(
        `Connection ${connection.name} names condition ${condition} of node ${source.name}, which does not exist. ${
          names.length > 0 ? `It has: ${listed(names)}.` : 'Add it to the node.'
        }`,
        details,
      );
  }
};
