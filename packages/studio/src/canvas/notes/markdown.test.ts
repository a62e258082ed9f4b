import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';

test.each<[string, readonly Block[]]>([
  ['', []],
  ['# Title', [{ kind: 'heading', level: 1, content: [{ kind: 'text', text: 'Title' }] }]],
  [
    'one **two** _three_ `four`',
    [
      {
        kind: 'paragraph',
        content: [
          { kind: 'text', text: 'one ' },
          { kind: 'strong', text: 'two' },
          { kind: 'text', text: ' ' },
          { kind: 'emphasis', text: 'three' },
          { kind: 'text', text: ' ' },
          { kind: 'code', text: 'four' },
        ],
      },
    ],
  ],
  [
    '- a\n- b\n\n1. c',
    [
      {
        kind: 'list',
        isOrdered: false,
        items: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]],
      },
      { kind: 'list', isOrdered: true, items: [[{ kind: 'text', text: 'c' }]] },
    ],
  ],
  ['```\na < b\n```', [{ kind: 'code', text: 'a < b' }]],
  [
    '[site](https://example.com/a) [bad](javascript:alert(1))',
    [
      {
        kind: 'paragraph',
        content: [
          { kind: 'link', text: 'site', href: 'https://example.com/a' },
          { kind: 'text', text: ' [bad](javascript:alert(1))' },
        ],
      },
    ],
  ],
  [
    '<img src=x onerror=alert(1)>',
    [{ kind: 'paragraph', content: [{ kind: 'text', text: '<img src=x onerror=alert(1)>' }] }],
  ],
])('%j reads as %j', (text, blocks) => expect(parseMarkdown(text)).toEqual(blocks));

const inlines = (blocks: readonly Block[]): Inline[] =>
  blocks.flatMap((block) =>
    block.kind === 'code' ? [] : block.kind === 'list' ? block.items.flat() : [...block.content],
  );

test('any text ends, and no link leads elsewhere than to the web', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      for (const part of inlines(parseMarkdown(text)))
        if (part.kind === 'link') expect(part.href).toMatch(/^https?:\/\//);
    }),
  );
});
