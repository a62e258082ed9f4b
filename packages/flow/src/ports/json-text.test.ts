import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJsonText } from './json-text.ts';

describe('parseJsonText', () => {
  test('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(parseJsonText(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('fails only in its two ways, whatever the text', () => {
    const piece = fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', ':', '1', 'a', '\\u', 'd800', 'true');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          parseJsonText(pieces.join(''));
        } catch (error) {
          expect(error instanceof SyntaxError || error instanceof RangeError).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['100 levels', '['.repeat(100) + ']'.repeat(100)],
    ['10,000 members', `{${Array.from({ length: 10_000 }, (_, index) => `"${index}":0`).join(',')}}`],
    ['an array longer than an object may be', `[${'0,'.repeat(20_000)}0]`],
    ['brackets and commas in a string', JSON.stringify(`[{,"\\`.repeat(20_000))],
    ['a whole pair, escaped', '"\\ud83d\\ude00"'],
    ['a backslash before what looks like half a pair', '"\\\\ud800"'],
  ])('takes %s', (_, text) => expect(parseJsonText(text)).toEqual(JSON.parse(text)));

  test.each([
    ['101 levels', '['.repeat(101), RangeError, 'nested'],
    ['200,000 levels', '[{"a":'.repeat(100_000), RangeError, 'nested'],
    [
      '10,001 members',
      `{${Array.from({ length: 10_001 }, (_, index) => `"${index}":0`).join(',')}}`,
      RangeError,
      'members',
    ],
    ['more than a million values', `[${'0,'.repeat(1_000_001)}0]`, RangeError, 'values'],
    ['half a pair, escaped', '"\\ud800"', RangeError, 'surrogate'],
    ['half a pair after a backslash', '"\\\\\\uDC00"', RangeError, 'surrogate'],
    ['half a pair, as it is', '"\ud800"', RangeError, 'surrogate'],
    ['nothing', '', SyntaxError, 'is not JSON'],
    ['a secret', 'sk-secret', SyntaxError, 'is not JSON'],
  ])('refuses %s', (_, text, type, message) => {
    expect(() => parseJsonText(text)).toThrow(type);
    expect(() => parseJsonText(text)).toThrow(message);
    expect(() => parseJsonText(text)).not.toThrow('sk-secret');
  });

  test('keys are data', () => {
    const value = parseJsonText('{"__proto__":{"polluted":1}}');
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
