import { evaluateInputExpression, parseInputExpression } from '@streambed/flow/expressions';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { NodeView } from '../../document/index.ts';
import type { Samples } from '../../editor/index.ts';

const knownValue = (
  node: Pick<NodeView, 'id'>,
  { name, expression }: NodeView['inputs'][number],
  samples: Samples,
): JsonValue | undefined => {
  const sample = samples.delivered(node.id, name);
  const parsed = parseInputExpression(expression);
  if (!sample || !parsed.ok) return undefined;
  try {
    return evaluateInputExpression(parsed.expression, sample.value);
  } catch {
    return undefined;
  }
};

/**
 * The values that a single node would be run on: pinned, recorded or exemplary ones, each through the input's
 * expression; and the names of the inputs of which none is known.
 */
export const nodeInputsOf = (
  node: Pick<NodeView, 'id' | 'inputs'>,
  samples: Samples,
): { readonly values: JsonObject; readonly unknown: readonly string[] } => {
  const values: JsonObject = {};
  const unknown: string[] = [];
  for (const input of node.inputs) {
    const value = knownValue(node, input, samples);
    if (value === undefined) unknown.push(input.name);
    else values[input.name] = value;
  }
  return { values, unknown };
};
