import {
  type ConditionExpression,
  evaluateCondition,
  parseConditionExpression,
} from '@streambed/flow/expressions';
import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conditionText, faultPosition, operatorsFor, sameCondition } from './condition-tree.ts';
import { type Truth, truthOf } from './condition-truth.ts';

const parsed = (text: string): ConditionExpression => {
  const result = parseConditionExpression(text);
  if (!result.ok) throw new Error(result.cause);
  return result.expression;
};

/** Comparisons of three inputs of known types, and what can be made of them. */
const comparison: fc.Arbitrary<ConditionExpression> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    operator: fc.constantFrom('==' as const, '!=' as const, '<' as const, '<=' as const, '>' as const),
    left: fc.constant({ kind: 'input' as const, name: 'amount' }),
    right: fc.record({
      kind: fc.constant('constant' as const),
      value: fc
        .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }))
        .map((value) => (value === 0 ? 0 : value)),
    }),
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    operator: fc.constantFrom('==' as const, '!=' as const),
    left: fc.constant({ kind: 'input' as const, name: 'kind' }),
    right: fc.record({ kind: fc.constant('constant' as const), value: fc.string() }),
  }),
  fc.constant({ kind: 'input' as const, name: 'paid' }),
);
const { condition } = fc.letrec<{ condition: ConditionExpression }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    comparison,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('condition') }),
  ),
}));

describe('the text of a condition', () => {
  test('says the same tree', () => {
    fc.assert(
      fc.property(condition, (expression) => {
        expect(parsed(conditionText(expression))).toEqual(expression);
      }),
    );
  });

  test.each([
    ['a  >  1', 'a > 1'],
    ['((a > 1)) and (b == "x")', 'a > 1 and b == "x"'],
    ['a > 1 or b > 1 and c > 1', 'a > 1 or b > 1 and c > 1'],
    ['(a > 1 or b > 1) and c > 1', '(a > 1 or b > 1) and c > 1'],
    ['not (a > 1 and b > 1)', 'not (a > 1 and b > 1)'],
    ['a == "say \\"hi\\""', 'a == "say \\"hi\\""'],
    ['a == "C:\\\\x"', 'a == "C:\\\\x"'],
  ])('%j is written %j', (text, written) => expect(conditionText(parsed(text))).toBe(written));

  test('tells equal conditions from others', () => {
    expect(sameCondition('(a > 1)', 'a>1')).toBe(true);
    expect(sameCondition('a > 1', 'a > 2')).toBe(false);
    expect(sameCondition('a >', 'a >')).toBe(false);
  });
});

test.each([
  ['a && b', 2],
  ['a > ', 3],
])('in %j the fault is at %i', (text, at) => {
  const result = parseConditionExpression(text);
  expect(result.ok).toBe(false);
  expect(faultPosition(text, (result as { cause: string }).cause)).toBe(at);
});

test('only what can be compared is offered', () => {
  expect(operatorsFor('Object')).toEqual([]);
  expect(operatorsFor('Boolean')).toEqual(['==', '!=']);
  expect(operatorsFor('Number')).toContain('<=');
});

const marks = (truth: Truth): unknown =>
  truth.parts.length === 0 ? truth.mark : [truth.mark, ...truth.parts.map(marks)];
const values = new Map<string, JsonValue>([
  ['amount', 250],
  ['kind', 'bug'],
  ['paid', false],
]);

describe('truth', () => {
  test('is the engine’s own', () => {
    fc.assert(
      fc.property(condition, fc.integer(), fc.string(), fc.boolean(), (expression, amount, kind, paid) => {
        const given = new Map<string, JsonValue>([
          ['amount', amount],
          ['kind', kind],
          ['paid', paid],
        ]);
        expect(truthOf(expression, given).mark).toBe(String(evaluateCondition(expression, given)));
      }),
    );
  });

  test.each([
    ['amount > 100 and kind == "bug"', ['true', 'true', 'true']],
    ['amount > 1000 and kind == "bug"', ['false', 'false', 'unreached']],
    ['amount > 100 or (kind == "x" and paid)', ['true', 'true', ['unreached', 'unreached', 'unreached']]],
    ['not paid', ['true', 'false']],
    ['missing > 1 and paid', ['unknown', 'unknown', 'unknown']],
    ['kind > 1', 'error'],
  ])('of %j is %j', (text, expected) => expect(marks(truthOf(parsed(text), values))).toEqual(expected));
});
