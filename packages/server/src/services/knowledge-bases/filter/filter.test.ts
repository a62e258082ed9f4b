import { FlowError } from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { RetrievalFilter } from '@streambed/model/bedrock-agent-runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkFilter, matchesFilter } from './index.ts';

const metadata: JsonObject = {
  genre: 'history',
  year: 1905,
  public: true,
  authors: ['Ada', 'Grace Hopper'],
  empty: '',
  nothing: null,
};

const passes = (filter: RetrievalFilter) => matchesFilter(checkFilter(filter), metadata);

type Operator = keyof RetrievalFilter;

describe('a condition', () => {
  test.each<[Operator, string, JsonValue, boolean]>([
    ['equals', 'genre', 'history', true],
    ['equals', 'genre', 'History', false],
    ['equals', 'year', 1905, true],
    ['equals', 'year', '1905', false],
    ['equals', 'public', true, true],
    ['equals', 'public', 'true', false],
    ['equals', 'authors', 'Ada', false],
    ['equals', 'empty', '', true],
    ['equals', 'absent', '', false],
    ['equals', 'nothing', '', false],
    ['equals', '__proto__', 'x', false],
    ['equals', 'toString', 'x', false],
    ['notEquals', 'genre', 'history', false],
    ['notEquals', 'genre', 'poetry', true],
    ['notEquals', 'absent', 'poetry', true],
    ['notEquals', 'nothing', 'poetry', true],
    ['notEquals', 'constructor', 'x', true],
    ['greaterThan', 'year', 1904, true],
    ['greaterThan', 'year', 1905, false],
    ['greaterThan', 'absent', -1, false],
    ['greaterThan', 'genre', 0, false],
    ['greaterThanOrEquals', 'year', 1905, true],
    ['greaterThanOrEquals', 'year', 1905.5, false],
    ['lessThan', 'year', 1905, false],
    ['lessThan', 'year', 1906, true],
    ['lessThan', 'public', 2, false],
    ['lessThanOrEquals', 'year', 1905, true],
    ['lessThanOrEquals', 'absent', 1, false],
    ['in', 'genre', ['poetry', 'history'], true],
    ['in', 'genre', ['poetry'], false],
    ['in', 'year', [1905, 'x'], true],
    ['in', 'year', ['1905'], false],
    ['in', 'authors', ['Ada'], false],
    ['in', 'absent', ['x'], false],
    ['notIn', 'genre', ['poetry'], true],
    ['notIn', 'genre', ['history'], false],
    ['notIn', 'absent', ['x'], false],
    ['startsWith', 'genre', 'his', true],
    ['startsWith', 'genre', 'story', false],
    ['startsWith', 'genre', '', true],
    ['startsWith', 'year', '19', false],
    ['startsWith', 'absent', '', false],
    ['stringContains', 'genre', 'tor', true],
    ['stringContains', 'genre', 'x', false],
    ['stringContains', 'authors', 'Hop', true],
    ['stringContains', 'authors', 'Lin', false],
    ['stringContains', 'year', '9', false],
    ['listContains', 'authors', 'Ada', true],
    ['listContains', 'authors', 'Grace', false],
    ['listContains', 'genre', 'history', false],
    ['listContains', 'absent', 'x', false],
  ])('%s %s %j is %s', (operator, key, value, expected) => {
    expect(passes({ [operator]: { key, value } })).toBe(expected);
  });
});

const history: RetrievalFilter = { equals: { key: 'genre', value: 'history' } };
const poetry: RetrievalFilter = { equals: { key: 'genre', value: 'poetry' } };

describe('a group', () => {
  test.each<[string, RetrievalFilter, boolean]>([
    ['all of them', { andAll: [history, history] }, true],
    ['not all of them', { andAll: [history, poetry] }, false],
    ['one of them', { orAll: [poetry, history] }, true],
    ['none of them', { orAll: [poetry, poetry] }, false],
    ['groups within', { andAll: [{ orAll: [poetry, history] }, history] }, true],
    ['groups within, the other way', { orAll: [{ andAll: [poetry, history] }, poetry] }, false],
  ])('%s', (_, filter, expected) => {
    expect(passes(filter)).toBe(expected);
  });
});

describe('refused', () => {
  const value = 'x';
  const inner: RetrievalFilter = { andAll: [history, history] };
  test.each<[string, RetrievalFilter, string]>([
    ['nothing', {}, 'filter must hold exactly one operator; it holds none.'],
    ['two operators', { ...history, orAll: [history, history] }, 'equals and orAll'],
    ['a key that is empty', { equals: { key: '', value } }, 'filter.equals.key'],
    ['a key that is too long', { equals: { key: 'k'.repeat(101), value } }, '1 to 100 characters'],
    ['equality with a list', { equals: { key: 'k', value: ['x'] } }, 'filter.equals.value'],
    ['inequality with null', { notEquals: { key: 'k', value: null } }, 'filter.notEquals.value'],
    ['an order of strings', { greaterThan: { key: 'k', value: '5' } }, 'must be a number'],
    ['in what is no list', { in: { key: 'k', value } }, 'filter.in.value must be a list'],
    ['in an empty list', { notIn: { key: 'k', value: [] } }, 'at least one'],
    ['in lists', { in: { key: 'k', value: [['x']] } }, 'filter.in.value'],
    ['the start of a number', { startsWith: { key: 'k', value: 5 } }, 'must be a string'],
    ['a list that contains a number', { listContains: { key: 'k', value: 5 } }, 'must be a string'],
    ['a group of one', { andAll: [history] }, 'filter.andAll must hold at least 2'],
    [
      'a group in a group of a group',
      { orAll: [{ orAll: [inner, history] }, history] },
      'filter.orAll[0].orAll[0].andAll',
    ],
    ['six groups', { orAll: Array.from({ length: 6 }, () => inner) }, 'at most 5 groups; it holds 6'],
    [
      'a member that is wrong',
      { andAll: [history, { orAll: [history, {}] }] },
      'filter.andAll[1].orAll[1] must hold',
    ],
  ])('%s', (_, filter, message) => {
    expect(() => checkFilter(filter)).toThrow(FlowError);
    expect(() => checkFilter(filter)).toThrow(message);
  });
});

describe('whatever the metadata are', () => {
  const scalar = fc.oneof(fc.string({ maxLength: 3 }), fc.integer({ min: -3, max: 3 }), fc.boolean());
  const key = fc.constantFrom('a', 'b', '__proto__', 'length');
  const attributes = fc.dictionary(
    key,
    fc.oneof(scalar, fc.array(fc.string({ maxLength: 2 }), { maxLength: 3 })),
  );

  test('an attribute that is there is equal or not equal, in a list or not in it', () => {
    fc.assert(
      fc.property(attributes, key, scalar, (found, name, value) => {
        const is = (filter: RetrievalFilter) => matchesFilter(checkFilter(filter), found as JsonObject);
        const equal = is({ equals: { key: name, value } });
        expect(is({ notEquals: { key: name, value } })).toBe(!equal);
        expect(is({ in: { key: name, value: [value] } })).toBe(equal);
        expect(is({ notIn: { key: name, value: [value] } })).toBe(Object.hasOwn(found, name) && !equal);
        expect(is({ andAll: [{ equals: { key: name, value } }, { notEquals: { key: name, value } }] })).toBe(
          false,
        );
        expect(is({ orAll: [{ equals: { key: name, value } }, { notEquals: { key: name, value } }] })).toBe(
          true,
        );
      }),
    );
  });

  test('orders of numbers agree with each other', () => {
    fc.assert(
      fc.property(attributes, key, fc.integer({ min: -3, max: 3 }), (found, name, value) => {
        const is = (operator: Operator) =>
          matchesFilter(checkFilter({ [operator]: { key: name, value } }), found as JsonObject);
        const isNumber = Object.hasOwn(found, name) && typeof found[name] === 'number';
        expect(is('greaterThan') || is('lessThanOrEquals')).toBe(isNumber);
        expect(is('lessThan') || is('greaterThanOrEquals')).toBe(isNumber);
        expect(is('greaterThanOrEquals') && is('lessThanOrEquals')).toBe(isNumber && is('equals'));
      }),
    );
  });
});
