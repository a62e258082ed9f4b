import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesWildcard } from './wildcard.ts';

test.each([
  ['*', '', true],
  ['*', 'anything', true],
  ['', '', true],
  ['', 'x', false],
  ['prod-*', 'prod-', true],
  ['prod-*', 'prod-a', true],
  ['prod-*', 'dev-prod-a', false],
  ['*-logs', 'a-logs-logs', true],
  ['a*b*c', 'aXbXbXc', true],
  ['a*b*c', 'aXcXb', false],
  ['a.c', 'abc', false],
  ['arn:aws:lambda:*:function:score', 'arn:aws:lambda:us-east-1:000000000000:function:score', true],
])('%j and %j: %s', (pattern, text, expected) => expect(matchesWildcard(pattern, text)).toBe(expected));

test('agrees with the same pattern as a regular expression', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 8 }).map((some) => some.join(''));
  fc.assert(
    fc.property(letters, fc.array(fc.constantFrom('a', 'b'), { maxLength: 10 }), (pattern, some) => {
      const text = some.join('');
      expect(matchesWildcard(pattern, text)).toBe(
        new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text),
      );
    }),
    { numRuns: 2000 },
  );
});

test('a pattern made to backtrack takes no longer than its length says', () => {
  expect(matchesWildcard(`${'*a'.repeat(50)}b`, 'a'.repeat(20_000))).toBe(false);
});
