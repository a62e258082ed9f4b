import { parseConditionExpression } from '../expressions/index.ts';
import type { NodeType } from './node-type.ts';

/** The name of the condition that holds when no other does; it has no expression. */
export const DEFAULT_CONDITION = 'default';

/** Opens the conditional connections of the first condition that holds, in list order. */
export const condition: NodeType = {
  type: 'Condition',
  configurationKey: 'condition',
  slots: () => ({ inputs: 'free', outputs: [] }),
  missingConfiguration: (node) =>
    node.configuration?.condition?.conditions?.length
      ? undefined
      : 'has no conditions; add at least one with an expression, and one named "default".',
  lower(node) {
    const conditions = node.configuration?.condition?.conditions ?? [];
    return {
      kind: 'choose',
      conditions: conditions.map(({ name, expression }) => {
        if (name === DEFAULT_CONDITION) return { name, expression: null };
        const parsed = parseConditionExpression(expression ?? '');
        if (!parsed.ok)
          throw new Error(`condition ${name} of ${node.name} was not validated: ${parsed.cause}`);
        return { name, expression: parsed.expression };
      }),
    };
  },
};
