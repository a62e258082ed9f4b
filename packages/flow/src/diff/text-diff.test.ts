import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLines, diffText } from './text-diff.ts';

const sides = (before: string, after: string): [string, string] => {
  const pieces = diffText(before, after);
  const side = (kind: 'added' | 'removed') =>
    pieces
      .filter((piece) => piece.kind !== kind)
      .map(({ text }) => text)
      .join('');
  return [side('added'), side('removed')];
};

const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('sing', 'a', 'song', ' ', '\n', '. ', '{{genre}}', '🙂', '\r\n'), {
      maxLength: 40,
    })
    .map((words) => words.join('')),
);

test('the pieces make both texts', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      expect(sides(before, after)).toEqual([before, after]);
      expect(diffText(before, before).every(({ kind }) => kind === 'same')).toBe(true);
      const kinds = diffText(before, after).map(({ kind }) => kind);
      expect(kinds.some((kind, at) => kind === kinds[at - 1])).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['Sing a song', 'Sing one song', ['=Sing ', '-a', '+one', '= song']],
  ['one\ntwo\nthree\n', 'one\nthree\n', ['=one\n', '-two\n', '=three\n']],
  ['', 'new', ['+new']],
  ['{{genre}}, ten at most.', '{{genre}}, five at most.', ['={{genre}}, ', '-ten', '+five', '= at most.']],
])('%j → %j', (before, after, expected) => {
  const sign = { same: '=', added: '+', removed: '-' };
  expect(diffText(before, after).map(({ kind, text }) => sign[kind] + text)).toEqual(expected);
});

test('texts that have nothing in common replace each other, however long', () => {
  const long = (word: string) => Array.from({ length: 20_000 }, (_, at) => `${word}${at}`).join(' ');
  expect(diffText(long('a'), long('b')).length).toBeLessThan(10_000);
  expect(sides(long('a'), long('b'))).toEqual([long('a'), long('b')]);
});

test('lines side by side', () => {
  const shown = diffLines('one\ntwo\nthree\n', 'one\n2\nand a half\nthree\n').map(
    ({ before, after, isSame }) => [
      before && `${before.number} ${before.text}`,
      after && `${after.number} ${after.text}`,
      isSame,
    ],
  );
  expect(shown).toEqual([
    ['1 one', '1 one', true],
    ['2 two', '2 2', false],
    [undefined, '3 and a half', false],
    ['3 three', '4 three', true],
  ]);
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const pairs = diffLines(before, after);
      const side = (of: 'before' | 'after') => pairs.flatMap((pair) => pair[of]?.text ?? []).join('\n');
      expect(side('before')).toBe(before.replace(/\n$/, ''));
      expect(side('after')).toBe(after.replace(/\n$/, ''));
    }),
  );
});
