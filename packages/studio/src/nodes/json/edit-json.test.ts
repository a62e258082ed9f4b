import type { JsonValue } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import { addAt, removeAt, renameAt, replaceAt } from './edit-json.ts';
import { readJson } from './read-json.ts';

const value: JsonValue = { a: 1, list: [{ b: 2 }, 'x'], c: null };

describe('a JSON value', () => {
  test('is changed in its place, and nothing else of it', () => {
    const next = replaceAt(value, ['list', 0, 'b'], true) as typeof value & object;
    expect(next).toEqual({ a: 1, list: [{ b: true }, 'x'], c: null });
    expect(Object.keys(next)).toEqual(['a', 'list', 'c']);
    expect(value).toEqual({ a: 1, list: [{ b: 2 }, 'x'], c: null });
    expect(replaceAt(value, [], 3)).toBe(3);
  });

  test('loses members and elements', () => {
    expect(removeAt(value, ['list', 0])).toEqual({ a: 1, list: ['x'], c: null });
    expect(removeAt(value, ['c'])).toEqual({ a: 1, list: [{ b: 2 }, 'x'] });
    expect(removeAt(value, [])).toBe(value);
  });

  test('gets members with free names, and elements at the end', () => {
    expect(addAt({ member: 1 }, [])).toEqual({ value: { member: 1, member_2: '' }, keys: ['member_2'] });
    expect(addAt(value, ['list'])).toMatchObject({ keys: ['list', 2] });
  });

  test('keeps the order of members when one is renamed, and both when the name is taken', () => {
    expect(JSON.stringify(renameAt(value, ['a'], 'z'))).toBe('{"z":1,"list":[{"b":2},"x"],"c":null}');
    expect(renameAt(value, ['a'], 'c')).toBe(value);
  });
});

test.each([
  ['{"a": 1,\n "b": }', 2],
  ['{"a": 1,', 1],
  ['', 1],
])('what is wrong with %j is in line %i', (text, line) => {
  expect(readJson(text)).toMatchObject({ ok: false, line });
});
