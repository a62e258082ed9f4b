import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FlowError } from '../ports/index.ts';
import {
  type ConditionExpression,
  conditionReferences,
  evaluateCondition,
  type Operand,
  parseConditionExpression,
  renameReference,
} from './condition-expression.ts';

function parsed(text: string): ConditionExpression {
  const result = parseConditionExpression(text);
  if (!result.ok) throw new Error(`${text}: ${result.cause}`);
  return result.expression;
}

const holds = (text: string, inputs: Record<string, JsonValue>) =>
  evaluateCondition(parsed(text), new Map(Object.entries(inputs)));

describe('what holds', () => {
  test.each<[string, Record<string, JsonValue>, boolean]>([
    ['(retailPrice > 10) and (type == "produce")', { retailPrice: 11, type: 'produce' }, true],
    ['(retailPrice > 10) and (type == "produce")', { retailPrice: 10, type: 'produce' }, false],
    ['x == true', { x: true }, true],
    ['x == true', { x: false }, false],
    ['true == x', { x: true }, true],
    ['x', { x: true }, true],
    ['not x', { x: true }, false],
    ['not (a == "x")', { a: 'y' }, true],
    ['not not x', { x: true }, true],
    ['x and true', { x: true }, true],
    ['false or x', { x: false }, false],
    ['x != y', { x: 1, y: 2 }, true],
    ['x == y', { x: 'a', y: 'a ' }, false],
    ['x == "A"', { x: 'a' }, false],
    ['x >= -1.5', { x: -1.5 }, true],
    ['x<=2e3', { x: 2000 }, true],
    ['x < y', { x: 1, y: 1 }, false],
    ['((x)) > (1)', { x: 2 }, true],
    ['x == "say \\"hi\\" \\\\ \\n"', { x: 'say "hi" \\ \\n' }, true],
    ['x == "é😀 and or"', { x: 'é😀 and or' }, true],
    ['x == ""', { x: '' }, true],
    ['x==-0', { x: 0 }, true],
    ['\tx\n==\r\n1 ', { x: 1 }, true],
  ])('%s with %j: %j', (text, inputs, expected) => {
    expect(holds(text, inputs)).toBe(expected);
  });

  const truths = [false, true].flatMap((a) =>
    [false, true].flatMap((b) => [false, true].map((c) => ({ a, b, c }))),
  );

  test.each<[string, (inputs: { a: boolean; b: boolean; c: boolean }) => boolean]>([
    ['a or b and c', ({ a, b, c }) => a || (b && c)],
    ['a and b or c', ({ a, b, c }) => (a && b) || c],
    ['not a and b', ({ a, b }) => !a && b],
    ['not a or b', ({ a, b }) => !a || b],
    ['not (a or b) and c', ({ a, b, c }) => !(a || b) && c],
    ['(a or b) and c', ({ a, b, c }) => (a || b) && c],
    ['not a == b', ({ a, b }) => !(a === b)],
    ['a != b and b != c', ({ a, b, c }) => a !== b && b !== c],
  ])('precedence: %s', (text, expected) => {
    for (const inputs of truths) expect(holds(text, inputs)).toBe(expected(inputs));
  });

  test('and, or stop at the operand that decides', () => {
    expect(holds('x == "a" or y > 1', { x: 'a', y: 'no number' })).toBe(true);
    expect(holds('x == "a" and y > 1', { x: 'b', y: 'no number' })).toBe(false);
  });
});

describe('operands that cannot be compared are the author’s fault', () => {
  test.each<[string, Record<string, JsonValue>, string]>([
    ['x == 1', { x: '1' }, 'compares x (String) with 1 (Number); == needs two Strings'],
    ['x != "a"', { x: null }, 'compares x (Null) with "a" (String)'],
    ['x == y', { x: {}, y: {} }, 'compares x (Object) with y (Object)'],
    ['x == y', { x: [], y: [] }, 'compares x (Array) with y (Array)'],
    ['x == y', { x: null, y: null }, 'compares x (Null)'],
    ['x > 1', { x: '2' }, 'compares x (String) with 1 (Number); > needs two Numbers'],
    ['x <= y', { x: true, y: false }, '<= needs two Numbers'],
    ['x', { x: 'true' }, 'uses x as a Boolean, but it is a String'],
    ['not x', { x: [] }, 'it is an Array'],
    ['x == 1', {}, 'names the input x, which has no value'],
    ['toString', {}, 'names the input toString, which has no value'],
  ])('%s with %j', (text, inputs, message) => {
    expect(() => holds(text, inputs)).toThrow(FlowError);
    expect(() => holds(text, inputs)).toThrow(message);
  });
});

describe('malformed conditions say where, and what to write instead', () => {
  test.each([
    ['', 'It is empty'],
    ['   ', 'It is empty'],
    ['true', 'It names no input'],
    ['1 == 1', 'It names no input'],
    ['x = 1', 'At character 3: write "==" instead of "="'],
    ['x && y', 'At character 3: write "and"'],
    ['x || y', 'write "or"'],
    ['!x', 'write "not"'],
    ["x == 'a'", 'strings stand in double quotes'],
    ['$.data.x == 1', 'by its name alone'],
    ['x.y == 1', 'numbers are written like'],
    ['x == +1', 'numbers are written like'],
    ['x == .5', 'numbers are written like'],
    ['x == 1.', 'is no number'],
    ['x == 2y', '"2y" is no number'],
    ['x == 1e999', 'too large'],
    ['x == "a', 'the string is not closed'],
    ['x == "a\\"', 'the string is not closed'],
    ['x == {', '"{" means nothing'],
    ['x == $y', 'by its name alone'],
    ['x == `y`', '"`" means nothing'],
    ['x ==', 'It ends too early'],
    ['== 1', '"==" is unexpected'],
    ['(x == 1', 'It ends too early. A "(" is not closed'],
    ['x == 1)', '")" is unexpected'],
    ['()', '")" is unexpected'],
    ['x y', '"y" is unexpected. Join two conditions'],
    ['x AND y', 'Write "and" in lower case'],
    ['x == 1 "a"', 'a constant is unexpected'],
    ['x and', 'It ends too early'],
    ['not', 'It ends too early'],
    ['x not y', '"not" is unexpected'],
    ['1 < x < 2', 'Comparisons do not chain'],
    ['(x == y) == true', 'not the results of conditions'],
    ['x == not y', '"not" is unexpected'],
    ['x > "1"', '> compares Numbers, but "1" is a String'],
    ['true >= x', '>= compares Numbers, but true is a Boolean'],
    ['1 == "a" and x', 'compares values of one type'],
    ['x and 1', '"and" joins conditions, but 1 is a Number'],
    ['"a" or x', '"or" joins conditions'],
    ['not "a"', '"not" joins conditions'],
    ['process.exit(1)', 'numbers are written like'],
  ])('%s', (text, cause) => {
    expect(parseConditionExpression(text)).toMatchObject({
      ok: false,
      cause: expect.stringContaining(cause),
    });
  });

  test('nesting is bounded, length is not', () => {
    for (const deep of [
      `${'('.repeat(100_000)}x${')'.repeat(100_000)}`,
      `${'not '.repeat(100_000)}x`,
      '('.repeat(100_000),
    ])
      expect(parseConditionExpression(deep)).toMatchObject({
        ok: false,
        cause: expect.stringContaining('nests more than 50 levels'),
      });
    expect(parsed(`${'('.repeat(50)}x${')'.repeat(50)}`)).toEqual({ kind: 'input', name: 'x' });
    const wide = `x${' and x'.repeat(100_000)}${' or x'.repeat(100_000)}`;
    expect(holds(wide, { x: true })).toBe(true);
  });
});

test('references: each input once, in order of appearance', () => {
  expect(conditionReferences(parsed('b > 1 and (a == "c" or not b == 2) and a == d'))).toEqual([
    'b',
    'a',
    'd',
  ]);
});

const arbitraryOperand: fc.Arbitrary<Operand> = fc.oneof(
  fc
    .constantFrom('a', 'b', 'constructor', 'under_score', 'X1')
    .map((name) => ({ kind: 'input' as const, name })),
  fc
    .oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())
    .map((value) => ({ kind: 'constant' as const, value: value === 0 ? 0 : value })),
);

const { expression: arbitraryExpression } = fc.letrec<{ expression: ConditionExpression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    arbitraryOperand,
    fc.record({
      kind: fc.constant('compare' as const),
      operator: fc.constantFrom(
        '==' as const,
        '!=' as const,
        '<' as const,
        '<=' as const,
        '>' as const,
        '>=' as const,
      ),
      left: arbitraryOperand,
      right: arbitraryOperand,
    }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('expression'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('expression') }),
  ),
}));

function print(expression: ConditionExpression): string {
  switch (expression.kind) {
    case 'input':
      return expression.name;
    case 'constant':
      return typeof expression.value === 'string'
        ? `"${expression.value.replace(/["\\]/g, '\\$&')}"`
        : String(expression.value);
    case 'compare':
      return `${print(expression.left)} ${expression.operator} ${print(expression.right)}`;
    case 'not':
      return `not (${print(expression.operand)})`;
    default:
      return expression.operands.map((operand) => `(${print(operand)})`).join(` ${expression.kind} `);
  }
}

describe('properties', () => {
  test('print, then parse gives the same expression; it survives JSON', () => {
    let accepted = 0;
    fc.assert(
      fc.property(arbitraryExpression, (expression) => {
        const result = parseConditionExpression(print(expression));
        if (!result.ok) return;
        accepted++;
        expect(result.expression).toEqual(expression);
        expect(JSON.parse(JSON.stringify(result.expression))).toEqual(expression);
      }),
      { numRuns: 2000 },
    );
    // Many random expressions compare constants of wrong types and are refused; enough must not be.
    expect(accepted).toBeGreaterThan(100);
  });

  test('agrees with a naive evaluator', () => {
    const values = fc.oneof(fc.boolean(), fc.integer({ min: -1, max: 1 }), fc.constantFrom('', 'a'));
    const inputs = fc.record({ a: values, b: values, constructor: values, under_score: values, X1: values });
    fc.assert(
      fc.property(arbitraryExpression, inputs, (expression, values) => {
        let expected: unknown;
        try {
          expected = naive(expression, values);
        } catch {
          expected = undefined;
        }
        let actual: unknown;
        try {
          actual = evaluateCondition(expression, new Map(Object.entries(values)));
        } catch (error) {
          expect(error).toBeInstanceOf(FlowError);
        }
        expect(actual).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('any text is parsed or refused with a cause, never thrown at', () => {
    const words = fc.constantFrom(
      'a',
      '(',
      ')',
      'and',
      'or',
      'not',
      '==',
      '<',
      '1',
      '"s"',
      'true',
      ' ',
      '"',
      '\\',
      '-',
    );
    const texts = fc.oneof(
      fc.array(words).map((parts) => parts.join(' ')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const result = parseConditionExpression(text);
        if (!result.ok) {
          expect(result.cause).not.toBe('');
          return;
        }
        try {
          evaluateCondition(result.expression, new Map([['a', true]]));
        } catch (error) {
          expect(error).toBeInstanceOf(FlowError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

/** Throws wherever a type does not fit. */
function naive(expression: ConditionExpression, inputs: Record<string, unknown>): unknown {
  const bool = (part: ConditionExpression) => {
    const value = naive(part, inputs);
    if (typeof value !== 'boolean') throw new Error('no Boolean');
    return value;
  };
  switch (expression.kind) {
    case 'input':
    case 'constant': {
      const value = expression.kind === 'input' ? inputs[expression.name] : expression.value;
      if (typeof value !== 'boolean') throw new Error('no Boolean');
      return value;
    }
    case 'not':
      return !bool(expression.operand);
    case 'and':
      for (const operand of expression.operands) if (!bool(operand)) return false;
      return true;
    case 'or':
      for (const operand of expression.operands) if (bool(operand)) return true;
      return false;
    case 'compare': {
      const [a, b] = [expression.left, expression.right].map((side) =>
        side.kind === 'input' ? inputs[side.name] : side.value,
      ) as [number, number];
      if (typeof a !== typeof b) throw new Error('two types');
      if (expression.operator === '==') return a === b;
      if (expression.operator === '!=') return a !== b;
      if (typeof a !== 'number') throw new Error('no Number');
      return { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b }[expression.operator];
    }
  }
}

test.each([
  ['x > 1 and not (x == "x" or xy == 2)', 'z > 1 and not (z == "x" or xy == 2)'],
  ['y == "x"', 'y == "x"'],
  ['x == ', 'z == '],
  ["x == 'it'", "x == 'it'"],
])('%s names another input where it is an input', (before, after) => {
  expect(renameReference(before, 'x', 'z')).toBe(after);
});
