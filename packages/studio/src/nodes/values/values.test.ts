import { describe, expect, test } from 'vitest';
import { shortValue } from './short-value.ts';
import { LEVEL_PART, valueRows } from './value-rows.ts';

test.each([
  ['jazz', '"jazz"'],
  ['x'.repeat(100), `"${'x'.repeat(59)}…"`],
  [[1, 'a', null], '[1, "a", null]'],
  [Array.from({ length: 200 }, () => 'word'), /^\["word".*… 200\]$/],
  [{ a: 1, b: 2 }, '{a, b}'],
  [{}, '{}'],
  [true, 'true'],
])('%j is shown as %s', (value, shown) => {
  if (typeof shown === 'string') expect(shortValue(value)).toBe(shown);
  else expect(shortValue(value)).toMatch(shown);
});

describe('rows of a value', () => {
  const value = { name: 'Ana', tags: Array.from({ length: LEVEL_PART + 5 }, (_, index) => index) };
  test('are those that are open, with their paths', () => {
    expect(valueRows(value, new Set(), new Map()).map(({ path }) => path)).toEqual(['$.data']);
    expect(
      valueRows(value, new Set(['$.data']), new Map()).map(({ path, childCount }) => [path, childCount]),
    ).toEqual([
      ['$.data', 2],
      ['$.data.name', 0],
      ['$.data.tags', LEVEL_PART + 5],
    ]);
  });
  test('come by parts', () => {
    const rows = valueRows(value, new Set(['$.data', '$.data.tags']), new Map());
    expect(rows.at(-1)).toMatchObject({ more: 5, path: '$.data.tags more' });
    expect(rows).toHaveLength(3 + LEVEL_PART + 1);
    expect(
      valueRows(value, new Set(['$.data', '$.data.tags']), new Map([['$.data.tags', 1_000]])).at(-1),
    ).toMatchObject({
      path: `$.data.tags[${LEVEL_PART + 4}]`,
    });
  });
});
