import fc from 'fast-check';
import type { ParsedBlock, ParsedDocument } from '../parsing/parsed-document.ts';

/** A document of paragraphs, or of the blocks given. */
export const documentOf = (...blocks: readonly (string | ParsedBlock)[]): ParsedDocument => ({
  mimeType: 'text/plain',
  blocks: blocks.map((block) => (typeof block === 'string' ? { kind: 'paragraph', text: block } : block)),
});

const WORDS = [
  ...'the river runs past mills and quiet towns where people sell bread cloth iron and salt'.split(' '),
  ...["don't", '3.14', 'https://example.com/a/b?c=d', 'antidisestablishmentarianism', 'e.g.', 'Dr.', '(or)'],
  ...[
    'Ünïcödé',
    'чай',
    'شاي',
    '茶',
    '配送状況を確認したい',
    'ขอบคุณครับ',
    '👩‍👩‍👧',
    '🎉🎉',
    'e\u0301',
    '<|endoftext|>',
  ],
  ...['x'.repeat(70), '='.repeat(40), '----', '|', '{"a":[1,2]}', '\u00a0', '\u{20000}\u{20001}'],
];
const ENDS = ['.', '.', '.', '!', '?', '…', '。', ':', ''];
const GAPS = [' ', ' ', ' ', ' ', '\n', '  ', '\n  ', '\t', ''];

const sentence = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...GAPS)), { minLength: 1, maxLength: 30 }),
    fc.constantFrom(...ENDS),
  )
  .map(([words, end]) => words.map(([word, gap]) => word + gap).join('') + end);

const prose = fc.array(sentence, { minLength: 1, maxLength: 12 }).map((sentences) => sentences.join(' '));

/** Anything that could come out of a parser: no blank lines at its ends, no half characters. */
const blockText = fc
  .oneof(
    { weight: 6, arbitrary: prose },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  )
  .map((text) => text.trim().toWellFormed())
  .filter((text) => text !== '');

const block: fc.Arbitrary<ParsedBlock> = fc.oneof(
  { weight: 6, arbitrary: blockText.map((text): ParsedBlock => ({ kind: 'paragraph', text })) },
  {
    weight: 2,
    arbitrary: sentence
      .map((text) => text.replace(/\s+/g, ' ').trim() || 'Heading')
      .map((text): ParsedBlock => ({ kind: 'heading', text, level: 1 })),
  },
  {
    weight: 1,
    arbitrary: blockText.map((text): ParsedBlock => ({ kind: 'record', text, metadata: { k: 'v' } })),
  },
);

/** Documents with words, numbers, addresses, scripts without spaces, emoji, garbage; headings and records. */
export const anyDocument: fc.Arbitrary<ParsedDocument> = fc
  .array(block, { maxLength: 12 })
  .map((blocks) => ({ mimeType: 'text/plain', blocks }));
