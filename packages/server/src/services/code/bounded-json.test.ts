import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JSON_DEPTH, JSON_KEYS, JSON_NODES, parseBoundedJson } from './bounded-json.ts';

describe('parseBoundedJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseBoundedJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['brackets in strings', JSON.stringify({ a: '['.repeat(500), b: '\\"[{,' })],
    ['the depth that is allowed', '['.repeat(JSON_DEPTH) + ']'.repeat(JSON_DEPTH)],
    ['a long array', `[${'0,'.repeat(20_000)}0]`],
    ['as many members as allowed', `{${Array.from({ length: JSON_KEYS }, (_, n) => `"${n}":0`).join()}}`],
    ['a lone surrogate', '"\\ud800"'],
  ])('accepts %s', (_, text) => {
    expect(JSON.stringify(parseBoundedJson(text))).toBe(JSON.stringify(JSON.parse(text)));
  });

  it('keeps __proto__ as data', () => {
    const value = parseBoundedJson('{"__proto__":{"polluted":1}}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it.each([
    ['too deep', '['.repeat(JSON_DEPTH + 1) + ']'.repeat(JSON_DEPTH + 1), RangeError],
    ['200,000 levels', '['.repeat(200_000), RangeError],
    ['too many members', `{${'"a":0,'.repeat(JSON_KEYS)}"b":0}`, RangeError],
    ['too many values', `[${'0,'.repeat(JSON_NODES)}0]`, RangeError],
    ['nothing', '', SyntaxError],
    ['NaN', 'NaN', SyntaxError],
    ['an open string', '"abc', SyntaxError],
    ['two values', '1 2', SyntaxError],
    ['closing brackets alone', ']]]]', SyntaxError],
  ])('refuses %s', (_, text, error) => {
    expect(() => parseBoundedJson(text)).toThrow(error);
  });
});
