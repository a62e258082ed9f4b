import { evaluateInputExpression, parseInputExpression } from '@streambed/flow/expressions';
import type { JsonObject } from '@streambed/model';
import type { NodeView } from '../../document/index.ts';
import type { Samples } from '../../editor/index.ts';

/**
 * The values that a single node would be run on: pinned, recorded or exemplary ones, each through the input's
 * expression. undefined when one of them is not known.
 */
export const nodeInputsOf = (
  node: Pick<NodeView, 'id' | 'inputs'>,
  samples: Samples,
): JsonObject | undefined => {
  const inputs: JsonObject = {};
  for (const { name, expression } of node.inputs) {
    const sample = samples.delivered(node.id, name);
    const parsed = parseInputExpression(expression);
    if (!sample || !parsed.ok) return undefined;
    try {
      inputs[name] = evaluateInputExpression(parsed.expression, sample.value);
    } catch {
      return undefined;
    }
  }
  return inputs;
};
