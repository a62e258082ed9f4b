import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CustomWords } from './custom-words.ts';
import { fold } from './fold.ts';

const found = (words: readonly string[], text: string): string[] =>
  CustomWords.of(words)
    .find(fold(text))
    .map(({ start, end }) => text.slice(start, end));

/** The same by trying every word at every place. */
const naive = (words: readonly string[], text: string): string[] => {
  const tokens = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.flatMap((word) => {
    const parts = word.toLowerCase().split(/\s+/).filter(Boolean);
    return tokens.flatMap((_, at) =>
      parts.length > 0 && parts.every((part, offset) => tokens[at + offset] === part)
        ? [parts.join(' ')]
        : [],
    );
  });
};

describe('custom words', () => {
  it('finds what trying every word at every place finds', () => {
    const word = fc.constantFrom('a', 'b', 'ab', 'c', 'A');
    const phrase = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
    const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.uniqueArray(phrase, { maxLength: 8 }), text, (words, over) => {
        const ours = found(words, over).map((match) => match.toLowerCase());
        expect(ours.sort()).toEqual(naive(words, over).sort());
      }),
    );
  });

  it('finds one of 10,000 words', () => {
    const words = Array.from({ length: 10_000 }, (_, index) => `word${index} of many`);
    expect(found(words, 'It is WORD7777  of\nmany.')).toEqual(['WORD7777  of\nmany']);
  });

  it('finds nothing when there is nothing to find', () => {
    expect(found([], 'anything')).toEqual([]);
    expect(found(['', '  '], 'anything')).toEqual([]);
  });

  it('reports places within the text for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (word, text) => {
        for (const { start, end } of CustomWords.of([word]).find(fold(text))) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });

  // As many and as long as a guardrail may have: what is stored must not become a bomb when it is used.
  it.each([
    ['of many short tokens', (index: number) => `${'a b '.repeat(24)}${index.toString(36)}`, 30_000_000],
    ['that share nothing', (index: number) => scattered(index, 50, 26, 97).join(' '), 30_000_000],
    [
      'in a script without spaces',
      (index: number) => scattered(index, 100, 20_000, 0x4e00).join(''),
      50_000_000,
    ],
  ])('of 10,000 phrases %s take a bounded room', (_, phrase, most) => {
    const words = Array.from({ length: 10_000 }, (_, index) => phrase(index));
    const compiled = CustomWords.of(words);
    expect(compiled.bytes).toBeLessThan(most);
    expect(compiled.find(fold(`x ${words[4_711]} y`)).map(({ word }) => word)).toContain(4_711);
  });
});

/** Characters that look random, the same for the same index. */
const scattered = (index: number, count: number, of: number, first: number): string[] => {
  let seed = index + 1;
  return Array.from({ length: count }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(first + (Math.floor(seed / 7) % of));
  });
};
