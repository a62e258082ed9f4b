import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countTokens, truncateToTokens } from './tokens.ts';

test.each([
  ['', 0],
  ['a', 1],
  ['abcd', 1],
  ['abcde', 2],
  ['日本', 2],
])('%j counts %i', (text, tokens) => {
  expect(countTokens(text)).toBe(tokens);
});

test('a truncated text is a beginning, not empty, whole in its characters, and fits', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.integer({ min: 1, max: 20 }),
      (text, tokens) => {
        const cut = truncateToTokens(text, tokens);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut).not.toBe('');
        expect(cut.isWellFormed()).toBe(text.isWellFormed());
        if ([...cut].length > 1) expect(countTokens(cut)).toBeLessThanOrEqual(tokens);
      },
    ),
  );
});
