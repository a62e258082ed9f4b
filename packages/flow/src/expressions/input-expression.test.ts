import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FlowError } from '../ports/index.ts';
import {
  evaluateInputExpression,
  type InputExpression,
  inputExpressionText,
  isWholeValue,
  type PathStep,
  parseInputExpression,
  typesReadBy,
  yieldsArray,
} from './input-expression.ts';

const items: JsonValue[] = [
  { price: 3, tags: ['x', 'y'] },
  { price: 5, tags: [] },
  { weight: 7, tags: ['z'] },
];

const document: JsonValue = {
  name: 'Ada',
  'a b': 1,
  nothing: null,
  items,
  grid: [
    [1, 2],
    [3, 4],
  ],
};

function parsed(text: string): InputExpression {
  const result = parseInputExpression(text);
  if (!result.ok) throw new Error(`${text}: ${result.cause}`);
  return result.expression;
}

const evaluate = (text: string, value: JsonValue = document) => evaluateInputExpression(parsed(text), value);

describe('what an expression takes', () => {
  test.each<[string, JsonValue]>([
    ['$.data', document],
    ['$.data.name', 'Ada'],
    ['$.data.nothing', null],
    ["$.data['a b']", 1],
    ['$.data["a b"]', 1],
    ['$.data.items[0].price', 3],
    ['$.data.items[2].tags[0]', 'z'],
    ['$.data.items[0,2]', [items[0]!, items[2]!]],
    ['$.data.items[ 2 , 0 ].tags', [['z'], ['x', 'y']]],
    ['$.data.items[0:1].price', [3]],
    ['$.data.items[1:]', [items[1]!, items[2]!]],
    ['$.data.items[:2].price', [3, 5]],
    ['$.data.items[2:1]', []],
    ['$.data.items[1:99].tags[0]', ['z']],
    ['$.data.items[*].price', [3, 5]],
    ['$.data.items.*.price', [3, 5]],
    ['$.data.items[0].*', [3, ['x', 'y']]],
    ['$.data.grid[*][*]', [1, 2, 3, 4]],
    ['$.data.grid[0,5]', [[1, 2]]],
    ['$.data.grid[*].x', []],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  test('a scalar is reached by $.data alone', () => {
    expect(evaluate('$.data', 'hello')).toBe('hello');
    expect(isWholeValue(parsed('$.data'))).toBe(true);
    expect(isWholeValue(parsed('$.data.a'))).toBe(false);
  });

  test.each(['__proto__', 'constructor', 'toString', 'length'])('%s is a name like any other', (name) => {
    const value = JSON.parse(`{${JSON.stringify(name)}: 7}`) as JsonValue;
    expect(evaluate(`$.data.${name}`, value)).toBe(7);
    for (const without of [{}, [], 'text', 1] as JsonValue[])
      expect(() => evaluate(`$.data.${name}`, without)).toThrow(FlowError);
    expect(evaluate('$.data[*].constructor', [{}, 'text'])).toEqual([]);
  });
});

describe('a path that leads nowhere is the author’s fault', () => {
  test.each<[string, JsonValue, string]>([
    [
      '$.data.nme',
      { name: 1 },
      'looks for the member "nme" in $.data, but $.data is an Object with the member "name".',
    ],
    ['$.data.a.b', { a: 'text' }, 'looks for the member "b" in $.data.a, but $.data.a is a String.'],
    ['$.data.a.b', { a: null }, 'the member "b" in $.data.a, but $.data.a is null.'],
    ['$.data.a', {}, '$.data is an empty Object.'],
    ['$.data.a', [1], '$.data is an Array of 1 element.'],
    ['$.data[2]', [1, 2], 'looks for the element [2] in $.data, but $.data is an Array of 2 elements.'],
    ['$.data[0]', { 0: 'a' }, '$.data is an Object with the member "0".'],
    ['$.data[0]', 'text', '$.data is a String.'],
    ['$.data[0:1]', 'text', 'looks for the elements [0:1] in $.data, but $.data is a String.'],
    ['$.data[0,1]', {}, 'looks for the elements [0,1] in $.data'],
    ['$.data.*', 5, 'looks for the elements [*] in $.data, but $.data is a Number.'],
    ["$.data['a b']['\\'\\\\']", { 'a b': 1 }, 'The expression $.data["a b"]["\'\\\\"] looks for'],
  ])('%s of %j', (text, value, message) => {
    const attempt = () => evaluate(text, value);
    expect(attempt).toThrow(FlowError);
    expect(attempt).toThrow(message);
    try {
      attempt();
    } catch (error) {
      expect((error as FlowError).fault).toMatchObject({ kind: 'validation', blame: 'author' });
    }
  });

  test('contents are not shown, and the message stays short', () => {
    const secret = 'hunter2'.repeat(1000);
    const value = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`${i}${'k'.repeat(500)}`, secret]),
    );
    try {
      evaluate('$.data.other', value);
      expect.unreachable();
    } catch (error) {
      expect((error as FlowError).message).not.toContain('hunter2');
      expect((error as FlowError).message.length).toBeLessThan(1500);
    }
  });
});

describe('malformed expressions say what to write instead', () => {
  test.each([
    ['', 'it is empty; write $.data'],
    [' $.data', 'begins or ends with a blank'],
    ['$.name', 'write $.data.name'],
    ['$.dataset', 'write $.data.dataset'],
    ['name', 'it must begin with $.data'],
    ['$data', 'it must begin with $.data'],
    ["$['constructor']", 'it must begin with $.data'],
    ['$.data.', 'it ends with a dot'],
    ['$.data..price', '".." (search at any depth) is not supported'],
    ['$.data.a..b', '".." (search at any depth) is not supported'],
    ['$.data[?(@.price > 1)]', 'filters are not supported'],
    ['$.data[(@.length-1)]', 'scripts are not supported'],
    ['$.data.length()', 'functions are not supported'],
    ["$.data.constructor.constructor('return 1')()", 'functions are not supported'],
    ['$.data[-1]', 'negative indexes are not supported'],
    ['$.data[-2:]', 'negative indexes are not supported'],
    ['$.data[0,-1]', 'negative indexes are not supported'],
    ['$.data[0', 'a "[" is not closed'],
    ["$.data['a", 'is not closed'],
    ["$.data['a','b']", 'one member per bracket'],
    ['$.data[]', 'is no index'],
    ['$.data[a]', 'is no index'],
    ['$.data[1.5]', 'is no index'],
    ['$.data[99999999999999999999]', 'is no index'],
    ['$.data[:]', 'write [*]'],
    ['$.data[0:9:2]', 'a slice has no step'],
    ['$.data[a:b]', 'is no slice'],
    ['$.data[0,]', 'may only list indexes'],
    ['$.data[1,1]', 'lists an element twice'],
    ['$.data.a b', 'has a blank after'],
    ['$.data.$x', 'cannot begin with "$"'],
    ['$.data[0]x', 'cannot follow'],
    ['$.data.{{x}}', 'cannot begin with "{"'],
  ])('%s', (text, cause) => {
    const result = parseInputExpression(text);
    expect(result).toMatchObject({ ok: false, cause: expect.stringContaining(cause) });
  });
});

test.each<[string, string[] | undefined, boolean]>([
  ['$.data', undefined, false],
  ['$.data.a[0]', ['Object'], false],
  ['$.data[0].a', ['Array'], false],
  ['$.data[0,1].a', ['Array'], true],
  ['$.data.a[1:]', ['Object'], true],
  ['$.data.*', ['Object', 'Array'], true],
])('%s: what can be known beforehand', (text, types, isArray) => {
  expect(typesReadBy(parsed(text))).toEqual(types);
  expect(yieldsArray(parsed(text))).toBe(isArray);
});

const arbitraryStep: fc.Arbitrary<PathStep> = fc.oneof(
  fc.constantFrom('a', 'b', '__proto__', 'constructor', 'é', '"', '\\', "']", ''),
  fc.nat(3),
  fc.constant({ all: true } as const),
  fc.record({ from: fc.nat(3), to: fc.option(fc.nat(4)) }),
  fc.record({ indexes: fc.uniqueArray(fc.nat(4), { minLength: 2, maxLength: 4 }) }),
);

const arbitraryDocument = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<JsonValue[]>(null, true, 1, 'text'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', '__proto__', 'constructor', 'é'), tie('value')), {
        maxLength: 4,
      })
      .map((entries) =>
        JSON.parse(`{${entries.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`)}}`),
      ),
  ),
})).value;

describe('properties', () => {
  test('print, then parse gives the same steps; they survive JSON', () => {
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 6 }), (steps) => {
        expect(parsed(inputExpressionText(steps))).toEqual(steps);
        expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
      }),
    );
  });

  test('agrees with a naive evaluator, and the result is no larger than the value', () => {
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 5 }), arbitraryDocument, (steps, value) => {
        const expected = naive(steps, value);
        let actual: JsonValue | undefined;
        try {
          actual = evaluateInputExpression(steps, value);
        } catch (error) {
          expect(error).toBeInstanceOf(FlowError);
        }
        expect(actual).toEqual(expected);
        if (actual !== undefined)
          expect(JSON.stringify(actual).length).toBeLessThanOrEqual(JSON.stringify(value).length + 2);
      }),
      { numRuns: 2000 },
    );
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
  });

  test('any text is parsed or refused with a cause, never thrown at', () => {
    const characters = fc.constantFrom(...'$.data[]*:,0123456789\'"\\ -abc(){}?@é😀'.split(''));
    const texts = fc.oneof(
      fc.string({ unit: characters }),
      fc.string({ unit: characters }).map((tail) => `$.data${tail}`),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(texts, arbitraryDocument, (text, value) => {
        const result = parseInputExpression(text);
        if (!result.ok) {
          expect(result.cause).not.toBe('');
          return;
        }
        expect(parsed(inputExpressionText(result.expression))).toEqual(result.expression);
        try {
          evaluateInputExpression(result.expression, value);
        } catch (error) {
          expect(error).toBeInstanceOf(FlowError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('long expressions are no trouble', () => {
    expect(parsed(`$.data${'.a'.repeat(100_000)}`)).toHaveLength(100_000);
    expect(parseInputExpression(`$.data${'['.repeat(100_000)}`).ok).toBe(false);
    const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as JsonValue;
    expect(evaluate(`$.data${'[0]'.repeat(4999)}`, deep)).toEqual([]);
  });
});

/** Straight from the definition: each step maps a list of values to a list; only single steps may not come up empty. */
function naive(steps: InputExpression, value: JsonValue): JsonValue | undefined {
  let values: JsonValue[] = [value];
  let isList = false;
  for (const step of steps) {
    const isFan = typeof step === 'object';
    const before = values;
    values = values.flatMap((current): JsonValue[] => {
      const members = new Map(
        typeof current === 'object' && current !== null && !Array.isArray(current)
          ? Object.entries(current)
          : [],
      );
      const elements = Array.isArray(current) ? current : [];
      if (typeof step === 'string') return members.has(step) ? [members.get(step)!] : [];
      if (typeof step === 'number') return elements.slice(step, step + 1);
      if ('all' in step) return [...members.values(), ...elements];
      if ('indexes' in step) return step.indexes.filter((i) => i < elements.length).map((i) => elements[i]!);
      return elements.slice(step.from, step.to ?? elements.length);
    });
    if (!isList) {
      const [only] = before;
      const canHold =
        Array.isArray(only) || (isFan && 'all' in step && typeof only === 'object' && only !== null);
      if (isFan ? !canHold : values.length === 0) return undefined;
    }
    isList ||= isFan;
  }
  return isList ? values : values[0];
}
