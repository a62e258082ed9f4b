import type { DataType, FlowNodeInput } from '../definition/index.ts';
import {
  type ConditionExpression,
  conditionReferences,
  parseConditionExpression,
} from '../expressions/index.ts';

/**
 * Why a condition expression cannot be evaluated over these inputs, as text for its author; undefined when it can.
 * Beyond its grammar: every input it names exists, and the declared types can be compared.
 */
export function conditionCause(
  text: string | undefined,
  inputs: readonly FlowNodeInput[],
): string | undefined {
  if (!text) return 'It has no expression; only the condition named "default" does without one.';
  const parsed = parseConditionExpression(text);
  if (!parsed.ok) return parsed.cause;
  const types = new Map(inputs.map((input) => [input.name, input.type]));
  const unknown = conditionReferences(parsed.expression).find((name) => !types.has(name));
  if (unknown !== undefined)
    return `It names ${unknown.slice(0, 100)}, which is no input of the node; declare it, or name one of: ${[...types.keys()].join(', ') || '(the node has no inputs)'}.`;
  return typeCause(parsed.expression, types);
}

function typeCause(
  expression: ConditionExpression,
  types: ReadonlyMap<string, DataType>,
): string | undefined {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.operands
        .values()
        .map((operand) => typeCause(operand, types))
        .find((cause) => cause !== undefined);
    case 'not':
      return typeCause(expression.operand, types);
    case 'compare':
      return comparisonCause(expression, types);
    case 'input': {
      const type = types.get(expression.name);
      return type === 'Boolean'
        ? undefined
        : `It uses ${expression.name} by itself, which is a Boolean's place, but the input has the type ${type}; compare it with a value.`;
    }
    default:
      return undefined;
  }
}

function comparisonCause(
  { operator, left, right }: Extract<ConditionExpression, { kind: 'compare' }>,
  types: ReadonlyMap<string, DataType>,
): string | undefined {
  const [a, b] = [left, right].map((operand) => {
    if (operand.kind === 'input') return { text: operand.name, type: types.get(operand.name) };
    return { text: JSON.stringify(operand.value), type: constantType(operand.value) };
  });
  const isOrder = operator !== '==' && operator !== '!=';
  for (const side of [a!, b!]) {
    if (side.type === 'Object' || side.type === 'Array')
      return `It compares ${side.text}, which has the type ${side.type}; take a member of it with the input's expression.`;
    if (isOrder && side.type !== 'Number')
      return `${operator} compares Numbers, but ${side.text} has the type ${side.type}.`;
  }
  return a!.type === b!.type
    ? undefined
    : `It compares ${a!.text} (${a!.type}) with ${b!.text} (${b!.type}); ${operator} needs two values of one type.`;
}

function constantType(value: string | number | boolean): DataType {
  if (typeof value === 'string') return 'String';
  return typeof value === 'number' ? 'Number' : 'Boolean';
}
