import type { FlowNodeInput, FlowNodeOutput } from '../../definition/index.ts';
import { isWholeValue, parseInputExpression, typesReadBy, yieldsArray } from '../../expressions/index.ts';
import { dataOf } from '../connections.ts';
import type { Edge } from '../graph.ts';
import { error, type Rule, warning } from '../rule.ts';

/**
 * A connection brings a value of another type than its input has. Certain only for the whole value; when an
 * expression takes a part of it, what can be known beforehand is a warning.
 */
export const incompatibleConnectionDataType: Rule<'IncompatibleConnectionDataType'> = function* ({ graph }) {
  for (const edge of graph.edges) {
    const data = dataOf(edge.connection);
    const output = edge.source.outputs.find(({ name }) => name === data?.sourceOutput);
    const input = edge.target.inputs.find(({ name }) => name === data?.targetInput);
    const complaint = output && input && complain(edge, output, input);
    if (complaint) yield complaint;
  }
};

function complain({ connection, source, target }: Edge, output: FlowNodeOutput, input: FlowNodeInput) {
  const parsed = parseInputExpression(input.expression ?? '');
  if (!parsed.ok) return undefined;
  const details = { connection: connection.name };
  const from = `output ${output.name} of ${source.name} (${output.type})`;
  const into = `input ${input.name} of ${target.name} (${input.type})`;
  if (isWholeValue(parsed.expression))
    return output.type === input.type
      ? undefined
      : error(
          `Connection ${connection.name} brings ${from} to ${into}. Nothing is converted: give both the same type, or take a part of the value with the input's expression.`,
          details,
        );
  const readable = typesReadBy(parsed.expression);
  if (readable && !readable.includes(output.type))
    return warning(
      `Connection ${connection.name} brings ${from} to ${into}, whose expression ${input.expression} reads an ${readable.join(' or an ')}. Write $.data to take the whole value.`,
      details,
    );
  if (yieldsArray(parsed.expression) && input.type !== 'Array')
    return warning(
      `Connection ${connection.name} leads to ${into}, whose expression ${input.expression} always gives an Array. Set the input's type to Array, or point the expression at one element.`,
      details,
    );
  return undefined;
}
