import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { regexObstacle } from './regex-obstacle.ts';

describe('a regex of a guardrail', () => {
  test.each([
    '\\d{3}-\\d{2}-\\d{4}',
    '(?i)order\\s+no',
    '(?:a|b)+?',
    '(?P<year>\\d{4})',
    '(?<year>\\d{4})',
    '\\bID\\b',
    '[[:alpha:]]+',
    '\\p{Lu}\\p{Ll}+',
    '[(?=]',
    '\\Q(?=\\E',
    '\\(?=',
  ])('%s can be used', async (pattern) => {
    expect(await regexObstacle(pattern)).toBeUndefined();
  });

  test.each([
    ['(?=a)', 'look-ahead'],
    ['a(?!b)', 'look-ahead'],
    ['(?<=a)b', 'look-behind'],
    ['(?<!a)b', 'look-behind'],
    ['(a)\\1', 'a back-reference'],
    ['(?<n>a)\\k<n>', 'a back-reference'],
    ['(?P<n>a)(?P=n)', 'a back-reference'],
    ['(?>a+)b', 'an atomic group'],
    ['a++b', 'a possessive or doubled repetition'],
    ['(?(1)a|b)', 'a conditional'],
    ['a(?R)b', 'recursion'],
    ['(a{1000}){1000}', 'too large'],
    ['(a?){300}a{900}', 'too large'],
    ['a{1001}', 'too large'],
    ['(', 'missing closing'],
    ['[a', 'missing closing'],
    ['\\Z', '\\Z'],
    ['(?P<n', 'RE2 syntax'],
  ])('%s is refused for %s', async (pattern, reason) => {
    expect(await regexObstacle(pattern)).toContain(reason);
  });

  test('is judged, whatever was written', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '(',
        ')',
        '(?',
        '(?<',
        '(?P',
        '[',
        ']',
        '{9',
        '}',
        '{1000}',
        '*',
        '+',
        '?',
        '|',
        '\\',
        '^',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 60 }), async (pieces) => {
        const obstacle = await regexObstacle(pieces.join('').slice(0, 500));
        expect(obstacle === undefined || obstacle.length > 20).toBe(true);
        expect(obstacle ?? '').not.toMatch(/undefined|TypeError|RangeError|\bat \w+ \(/);
      }),
    );
  });
});
