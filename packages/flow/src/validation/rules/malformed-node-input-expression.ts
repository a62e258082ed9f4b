import { parseInputExpression } from '../../expressions/index.ts';
import { error, type Rule } from '../rule.ts';

/** The expression of an input cannot be read. */
export const malformedNodeInputExpression: Rule<'MalformedNodeInputExpression'> = function* ({ graph }) {
  for (const node of graph.nodes)
    for (const input of node.inputs) {
      const parsed = parseInputExpression(input.expression ?? '');
      if (!parsed.ok)
        yield error(
          `The expression of input ${input.name} of node ${node.name} cannot be read: ${parsed.cause}`,
          { node: node.name, input: input.name, cause: parsed.cause.slice(0, 2048) },
        );
    }
};
