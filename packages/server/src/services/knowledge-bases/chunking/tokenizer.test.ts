import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base';
import { beforeAll, describe, expect, test } from 'vitest';
import { documentText } from './document-text.ts';
import { anyDocument } from './documents.fixture.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await loadTokenizer();
});

const wordsOf = (text: string): string[] => {
  const words: string[] = [];
  let start = 0;
  tokenizer.words(text, 0, text.length, (end) => {
    words.push(text.slice(start, end));
    start = end;
    return true;
  });
  return words;
};

describe('the tokenizer', () => {
  test.each([
    ['', 0],
    ['hello', 1],
    ['Hello, world!', 4],
    ['tiktoken is great!', 6],
    ['antidisestablishmentarianism', 6],
    ['2 + 2 = 4', 7],
    ['お誕生日おめでとう', 9],
  ])('counts %j as cl100k_base does: %i', (text, tokens) => {
    // The figures for these texts that OpenAI's cookbook gives for cl100k_base.
    expect(tokenizer.count(text)).toBe(tokens);
  });

  test('takes names of special tokens for text', () => {
    expect(tokenizer.count('<|endoftext|>')).toBe(7);
  });

  test('agrees with the library on texts without runs that are cut', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.string({ unit: 'grapheme', maxLength: 9 }), { maxLength: 40 })
          .map((words) => words.join(' ')),
        (text) => {
          fc.pre(!/\S{30}/.test(text) && !/\s{30}/.test(text));
          expect(tokenizer.count(text)).toBe(countTokens(text, { disallowedSpecial: new Set() }));
        },
      ),
    );
  });

  test('agrees on a text longer than a window, wherever that ends', () => {
    for (const gap of ['', '   ', '\n\n \n', 'abc'])
      for (let pad = 0; pad < 12; pad++) {
        const text = `${'x '.repeat(2_040 + pad)}${gap}and "quoted"\n\n it's 12345 ... over`.repeat(3);
        expect(tokenizer.count(text)).toBe(countTokens(text));
      }
  });

  test('cuts a text into words that are all of it', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const { text } = documentText(document);
        expect(wordsOf(text).join('')).toBe(text);
        expect(wordsOf(text).every((word) => word.isWellFormed())).toBe(true);
      }),
    );
  });

  test('goes on from the end of any word as if nothing had been before', () => {
    fc.assert(
      fc.property(anyDocument, fc.nat(), (document, choice) => {
        const { text } = documentText(document);
        const words = wordsOf(text);
        const from = words.length === 0 ? 0 : choice % words.length;
        expect(wordsOf(words.slice(from).join(''))).toEqual(words.slice(from));
      }),
    );
  });

  test('stops when it is told to', () => {
    const seen: number[] = [];
    tokenizer.words('one two three', 0, 13, (end) => seen.push(end) < 2);
    expect(seen).toEqual([3, 7]);
  });

  test.each(['a', ' ', '\n', '=', '配', '\u{20000}', '🎉', '1', ' \n', 'ท้'])(
    'takes no more time for %j a million times than for prose',
    (unit) => {
      const text = unit.repeat(1_000_000 / unit.length);
      let words = 0;
      tokenizer.words(text, 0, text.length, (end) => {
        words = end;
        return true;
      });
      // Quadratic time would not end within the time limit of a test, and too deep a regular expression throws.
      expect(words).toBe(text.length);
    },
  );
});
