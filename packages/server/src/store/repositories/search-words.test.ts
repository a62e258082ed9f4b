import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchWords } from './search-words.ts';

test.each([
  ['nothing', '', []],
  ['marks only', '" * ( ) : ^ -', []],
  ['words and numbers', 'The 9:05 to Zürich', ['The', '9', '05', 'to', 'Zürich']],
  ['accents apart from their letters', 'cafe\u0301', ['café']],
  ['operators of a query', 'a AND b NOT c', ['a', 'AND', 'b', 'NOT', 'c']],
  ['Chinese', '知识库', ['知识', '识库']],
  ['one character', '山', ['山']],
  ['Japanese beside English', 'AWSの説明 flow', ['AW', 'WS', 'Sの', 'の説', '説明', 'flow']],
  ['Korean, which has blanks', '지식 기반', ['지식', '기반']],
  ['what is too long for a word', 'x'.repeat(80), ['x'.repeat(50)]],
])('%s', (_, text, words) => {
  expect(searchWords(text)).toEqual(words);
});

test('words hold nothing that means something to an index, and their words are themselves', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      for (const word of searchWords(text)) {
        expect(word).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
        expect(word.isWellFormed()).toBe(true);
      }
    }),
  );
});
