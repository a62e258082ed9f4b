import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../turns.ts';
import { normalizeText, readWords } from '../text-normalization.ts';
import { createPhraseBook } from './phrase-book.ts';

const CLASSES = { weapon: 'gun knife', verb: 'throw carry' };

function found(phrase: string, text: string, acrossSentences = false): string[] {
  const book = createPhraseBook([{ phrase, value: phrase, acrossSentences }], CLASSES);
  const words = atOnce(book.read(readWords(normalizeText(text))));
  const matches: string[] = [];
  atOnce(book.find(words, ({ start, end }) => matches.push(words.forms.slice(start, end).join(' '))));
  return matches;
}

describe('a phrase', () => {
  it.each<[string, string, string[]]>([
    ['throw ball', 'He throws the ball', []],
    ['throw _ ball', 'He throws the ball', ['throws the ball']],
    ['throw _1 ball', 'throw the big ball', []],
    ['throw the? ball', 'throw ball, throw the ball', ['throw ball', 'throw the ball']],
    ['throw|carry ball', 'carry balls', ['carry balls']],
    ['@verb _ @weapon', 'carrying a knife', ['carrying a knife']],
    ['@verb|drop it', 'dropped it', ['dropped it']],
    ['instruction', '1nstruct10n5', ['1nstruct10n5']],
    ['instruction', 'instr*ction', ['instr*ction']],
    ['instruction', 'instruuuction', ['instruuuction']],
    ['ignore _ instruction', 'i g n o r e instructions', ['ignore instructions']],
    ['ignore all instruction', 'ignoreallinstructions', ['ignore all instructions']],
    ['ignore all instruction', 'ignoreallotherinstructions', []],
  ])('%j in %j', (phrase, text, matches) => {
    expect(found(phrase, text)).toEqual(matches);
  });

  it('stays within a sentence unless it may run on', () => {
    expect(found('throw _ ball', 'Throw it. Balls fly.')).toEqual([]);
    expect(found('throw _ ball', 'Throw it. Balls fly.', true)).toEqual(['throw it balls']);
  });

  it.each(['_ ball', 'a _ b _ c _ d _ e _ f', '@nothing'])('%j is refused', (phrase) => {
    expect(() => createPhraseBook([{ phrase, value: 0 }], CLASSES)).toThrow(/phrase|class/);
  });

  it('is found in any text without failing, within the text', () => {
    const book = createPhraseBook(
      [
        { phrase: 'a _3 b _3 a', value: 0 },
        { phrase: 'b? a', value: 1 },
      ],
      {},
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'cc', '.', '"', '*', '1', '\n\n', '😀')), (parts) => {
        const words = atOnce(book.read(readWords(parts.join(' '))));
        atOnce(
          book.find(words, ({ start, end }) => {
            expect(start).toBeLessThan(end);
            expect(end).toBeLessThanOrEqual(words.forms.length);
          }),
        );
      }),
    );
  });
});
