import { conditionOf, dataOf } from '../connections.ts';
import { type Rule, warning } from '../rule.ts';

/** Two connections join the same output and input, or the same condition and node. */
export const duplicateConnections: Rule<'DuplicateConnections'> = function* ({ graph }) {
  const firsts = new Map<string, string>();
  for (const { connection } of graph.edges) {
    const { name, source, target } = connection;
    const data = dataOf(connection);
    const condition = conditionOf(connection);
    if (!data && !condition) continue;
    const key = JSON.stringify([source, target, data?.sourceOutput, data?.targetInput, condition]);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, name);
    else
      yield warning(
        `Connection ${name} says the same as connection ${first}: ${
          data
            ? `output ${data.sourceOutput} of ${source} to input ${data.targetInput} of ${target}`
            : `condition ${condition} of ${source} to ${target}`
        }. Remove one of them.`,
        { source, target },
      );
  }
};
