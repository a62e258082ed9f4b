import { expect, test } from 'vitest';
import { sentencesOf } from './sentences.ts';

test.each<[string, string[]]>([
  ['One. Two! Three? Four', ['One.', 'Two!', 'Three?', 'Four']],
  ['He said "Stop." Then he left.', ['He said "Stop."', 'Then he left.']],
  ['Dr. Smith met Mr. Jones. They talked.', ['Dr. Smith met Mr. Jones.', 'They talked.']],
  ['It costs 3.50 euros. Cheap.', ['It costs 3.50 euros.', 'Cheap.']],
  ['See e.g. the manual. Done.', ['See e.g. the manual.', 'Done.']],
  ['1. First\n2. Second', ['1. First', '2. Second']],
  ['A heading\n\nA line that is\nwrapped here.', ['A heading', 'A line that is\nwrapped here.']],
  ['Text:\nand more', ['Text:', 'and more']],
  ['東京です。大阪です！', ['東京です。', '大阪です！']],
  ['Wait… what?', ['Wait…', 'what?']],
  ['', []],
  [' \n\t', []],
])('%j', (text, expected) => {
  expect(sentencesOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(expected);
});
