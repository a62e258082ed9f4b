import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { atOnce } from '../../turns.ts';
import { documentText } from './document-text.ts';
import { anyDocument } from './documents.fixture.ts';
import { createRuler, type Ruler } from './ruler.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await loadTokenizer();
});

const rulerOf = (text: string): Ruler => atOnce(createRuler(text, tokenizer));

/** A text and two places in it that hold no white space at the outside. */
const piece = fc
  .tuple(anyDocument, fc.nat(), fc.nat())
  .map(([document, one, other]) => {
    const { text } = documentText(document);
    const places = [one % (text.length + 1), other % (text.length + 1)].sort((a, b) => a - b);
    return { text, start: places[0]!, end: places[1]! };
  })
  .map(({ text, start, end }) => ({ text, ...rulerOf(text).trim({ start, end }) }))
  .filter(({ start, end }) => start < end);

describe('a ruler', () => {
  test('counts in any piece what the tokenizer counts in its text', () => {
    fc.assert(
      fc.property(piece, ({ text, start, end }) => {
        expect(rulerOf(text).count(start, end)).toBe(tokenizer.count(text.slice(start, end)));
      }),
      { numRuns: 500 },
    );
  });

  test('fits as much as there is room for', () => {
    fc.assert(
      fc.property(piece, fc.integer({ min: 1, max: 60 }), ({ text, start, end }, tokens) => {
        const ruler = rulerOf(text);
        const fits = ruler.fit(start, end, tokens);
        const inside = text.slice(start, fits);
        expect(fits).toBeGreaterThan(start);
        expect(fits).toBeLessThanOrEqual(end);
        expect(inside).toBe(inside.trim());
        if ([...inside].length > 1) expect(ruler.count(start, fits)).toBeLessThanOrEqual(tokens);
        if (tokens >= tokenizer.count(text.slice(start, end))) expect(fits).toBe(end);
      }),
      { numRuns: 500 },
    );
  });

  test('goes back as far as there is room for', () => {
    fc.assert(
      fc.property(piece, fc.integer({ min: 1, max: 60 }), ({ text, start, end }, tokens) => {
        const ruler = rulerOf(text);
        const from = ruler.fitBefore(end, start, tokens);
        expect(from).toBeGreaterThanOrEqual(start);
        expect(from).toBeLessThanOrEqual(end);
        expect(tokenizer.count(text.slice(from, end))).toBeLessThanOrEqual(tokens);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['one two three four', 2, 'one two', 'three four'],
    ["I don't", 2, 'I', "don't"],
    ['see https://example.com/a/b now', 4, 'see', 'now'],
    ['pi is 3.14', 4, 'pi is', '3.14'],
    ['word\n\n\nword', 1, 'word', 'word'],
  ])('parts %j at white space', (text, tokens, first, last) => {
    const ruler = rulerOf(text);
    expect(text.slice(0, ruler.fit(0, text.length, tokens))).toBe(first);
    expect(text.slice(ruler.fitBefore(text.length, 0, tokens))).toBe(last);
  });

  test('has nothing to go back to where the last word is too long', () => {
    expect(rulerOf('in 1831.').fitBefore(8, 0, 1)).toBe(8);
  });

  test.each([
    ['a word that has more tokens', 'Donaudampfschifffahrtsgesellschaft', 3],
    ['a run without a limit', 'あいうえおかきくけこ', 4],
    ['emoji of several tokens', '🎉🎉🎉', 4],
  ])('cuts %s between characters', (_what, text, tokens) => {
    const ruler = rulerOf(text);
    const end = ruler.fit(0, text.length, tokens);
    expect(end).toBeLessThan(text.length);
    expect(text.slice(0, end).isWellFormed()).toBe(true);
    expect(ruler.count(0, end)).toBeLessThanOrEqual(tokens);
  });

  test('takes a character that does not fit', () => {
    expect(rulerOf('🎉🎉').fit(0, 4, 1)).toBe(2);
  });
});
