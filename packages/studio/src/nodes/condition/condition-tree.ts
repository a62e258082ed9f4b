import { type ConditionExpression, parseConditionExpression } from '@streambed/flow/expressions';
import type { FlowNodeIODataType } from '@streambed/model/bedrock-agent';

export type Comparison = Extract<ConditionExpression, { kind: 'compare' }>;
export type Operator = Comparison['operator'];
export type Operand = Extract<ConditionExpression, { kind: 'input' | 'constant' }>;
export type Group = Extract<ConditionExpression, { kind: 'and' | 'or' }>;

export type { ConditionExpression };

const LEVEL = { or: 1, and: 2, not: 3, compare: 4, input: 5, constant: 5 } as const;

/** Every backslash and quote is escaped, since the two escapes of the grammar are these. */
const constantText = (value: string | number | boolean): string =>
  typeof value === 'string' ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : String(value);

/** The text of a condition, as its author would write it; parsing it gives the same tree. */
export const conditionText = (expression: ConditionExpression): string => {
  const below = (inner: ConditionExpression, level: number): string =>
    LEVEL[inner.kind] < level ? `(${conditionText(inner)})` : conditionText(inner);
  switch (expression.kind) {
    case 'and':
    case 'or':
      // The same word inside of itself is a group that the author made.
      return expression.operands
        .map((operand) => below(operand, LEVEL[expression.kind] + 1))
        .join(` ${expression.kind} `);
    case 'not':
      return `not ${below(expression.operand, LEVEL.not)}`;
    case 'compare':
      return `${conditionText(expression.left)} ${expression.operator} ${conditionText(expression.right)}`;
    case 'input':
      return expression.name;
    case 'constant':
      return constantText(expression.value);
  }
};

/** What can be compared with what: an Object or Array with nothing. */
export const operatorsFor = (type: FlowNodeIODataType | undefined): readonly Operator[] => {
  if (type === 'Number') return ['==', '!=', '<', '<=', '>', '>='];
  if (type === 'Object' || type === 'Array') return [];
  return ['==', '!='];
};

/** A value to begin with, of the type. */
export const emptyConstant = (type: FlowNodeIODataType | undefined): Operand => ({
  kind: 'constant',
  value: type === 'Number' ? 0 : type === 'Boolean' ? true : '',
});

/** A first comparison of an input. */
export const newComparison = (input: {
  readonly name: string;
  readonly type: FlowNodeIODataType;
}): Comparison => ({
  kind: 'compare',
  operator: '==',
  left: { kind: 'input', name: input.name },
  right: emptyConstant(input.type),
});

/** Where in the text the parser stumbled, from its own message; the end when it does not say. */
export const faultPosition = (text: string, cause: string): number => {
  const told = /[Aa]t character (\d+)/.exec(cause)?.[1];
  return told === undefined ? Math.max(text.length - 1, 0) : Math.min(Number(told) - 1, text.length);
};

/** What makes two texts the same condition: blanks and needless parentheses do not matter. */
export const sameCondition = (a: string, b: string): boolean => {
  const [left, right] = [parseConditionExpression(a), parseConditionExpression(b)];
  return left.ok && right.ok && conditionText(left.expression) === conditionText(right.expression);
};
