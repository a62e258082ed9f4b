import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareBy,
  type FilterOperator,
  type FilterQuery,
  matchesFilter,
  readTableQuery,
  writeTableQuery,
} from './table-query.ts';

const operators: readonly FilterOperator[] = [':', '!:', '=', '!=', '^', '!^', '<', '<=', '>', '>='];

test('what a table shows survives its address', () => {
  const token = fc.record(
    {
      propertyKey: fc.stringMatching(/^[\w.-]{1,12}$/),
      operator: fc.constantFrom(...operators),
      // A value that begins like the rest of an operator would be read as one: nobody means that.
      value: fc.string({ unit: 'grapheme' }).filter((value) => !/^[=:^]/.test(value)),
    },
    { requiredKeys: ['operator', 'value'] },
  );
  const query = fc.record({
    filter: fc.record({
      tokens: fc.array(token, { minLength: 2, maxLength: 4 }),
      operation: fc.constantFrom('and' as const, 'or' as const),
    }),
    sort: fc.option(fc.record({ column: fc.stringMatching(/^\w{1,8}$/), isDescending: fc.boolean() }), {
      nil: undefined,
    }),
  });
  fc.assert(
    fc.property(query, (shown) => {
      const address = writeTableQuery(new URLSearchParams('to=x'), shown).toString();
      expect(readTableQuery(new URLSearchParams(address))).toEqual(shown);
      expect(new URLSearchParams(address).get('to')).toBe('x');
    }),
  );
});

const row = { name: 'Digest', runs: 12, tags: ['team:flows', 'stage:test'], none: undefined };
const reader = {
  value: (item: typeof row, key: string) => item[key as keyof typeof row],
  texts: (item: typeof row) => [item.name, ...item.tags],
};
const of = (text: string, operation: 'and' | 'or' = 'and'): FilterQuery => ({
  ...readTableQuery(new URLSearchParams(text.split(' ').map((token) => ['f', token]))).filter,
  operation,
});

describe('a filter', () => {
  test.each([
    ['name=digest', true],
    ['name!=digest', false],
    ['name:GES', true],
    ['name^dig', true],
    ['name!^dig', false],
    ['runs>9', true],
    ['runs>=12', true],
    ['runs<9', false],
    ['runs=12', true],
    ['tags=team:flows', true],
    ['tags!=team:flows', false],
    ['tags:stage', true],
    ['none=x', false],
    ['none!=x', true],
    [':test', true],
    ['!:test', false],
    [':nowhere', false],
    ['name:dig runs<9', false],
  ])('%s on the row: %s', (text, holds) => {
    expect(matchesFilter(row, of(text), reader)).toBe(holds);
  });

  test('with or needs one of its tokens', () => {
    expect(matchesFilter(row, of('name:dig runs<9', 'or'), reader)).toBe(true);
  });

  test('without tokens holds', () => {
    expect(matchesFilter(row, { tokens: [], operation: 'or' }, reader)).toBe(true);
  });
});

test('rows without a value come last, either way round', () => {
  const rows = [{ n: 2 }, { n: undefined }, { n: 10 }];
  const sorted = (isDescending: boolean) =>
    rows.toSorted(compareBy(({ n }) => n, isDescending)).map(({ n }) => n);
  expect(sorted(false)).toEqual([2, 10, undefined]);
  expect(sorted(true)).toEqual([10, 2, undefined]);
  expect(['b10', 'a', 'B2'].toSorted(compareBy((text) => text, false))).toEqual(['a', 'B2', 'b10']);
});
