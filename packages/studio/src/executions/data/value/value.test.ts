import { evaluateInputExpression, parseInputExpression } from '@streambed/flow/expressions';
import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIRST_PART, formatSize, textPart } from './json-part.ts';
import { diffLines } from './line-diff.ts';
import { parseInline, parseMarkdown } from './markdown.ts';
import { treeRows } from './tree-rows.ts';

describe('the text of a value', () => {
  test('is its JSON where it fits', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = value as JsonValue;
        const { text, isWhole } = textPart(json);
        expect(isWhole).toBe(true);
        if (typeof json !== 'string') expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(json)));
      }),
    );
  });

  test('is its beginning where it does not', () => {
    const list: JsonValue = Array.from({ length: 500_000 }, (_, index) => ({ index, text: 'some words' }));
    const { text, isWhole } = textPart(list);
    expect(isWhole).toBe(false);
    expect(text).toHaveLength(FIRST_PART);
    expect(JSON.stringify(list.slice(0, 20), undefined, 2).startsWith(text.slice(0, 500))).toBe(true);
    expect(textPart('x'.repeat(100_000))).toEqual({ text: 'x'.repeat(FIRST_PART), isWhole: false });
  });

  test.each([
    [12, '12 B'],
    [65_536, '64 KB'],
    [52_428_800, '50.0 MB'],
  ])('of %i characters is %s', (size, says) => {
    expect(formatSize(size)).toBe(says);
  });
});

test('every path of a tree is an expression that leads to the row’s value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (any) => {
      const value = JSON.parse(JSON.stringify(any)) as JsonValue;
      const open = new Set<string>();
      let rows = treeRows(value, open, new Map());
      for (let turn = 0; turn < 4; turn++) {
        for (const { path } of rows) open.add(path);
        rows = treeRows(value, open, new Map());
      }
      for (const row of rows) {
        const parsed = parseInputExpression(row.path);
        // Empty names and quotes within names have no form that every expression reads; such rows are only looked at.
        if (!parsed.ok) continue;
        expect(evaluateInputExpression(parsed.expression, value)).toEqual(row.value);
      }
    }),
  );
});

test('a long level is shown by parts', () => {
  const rows = treeRows(
    Array.from({ length: 250 }, (_, index) => index),
    new Set(['$.data']),
    new Map(),
  );
  expect(rows).toHaveLength(102);
  expect(rows.at(-1)?.more).toBe(150);
});

describe('markdown', () => {
  test('keeps blocks and inline marks', () => {
    expect(parseMarkdown('# Title\n\nA **bold** `word`\n\n- one\n- two\n\n```\n<b>x</b>\n```')).toEqual([
      { kind: 'heading', level: 1, parts: [{ kind: 'text', text: 'Title' }] },
      {
        kind: 'paragraph',
        parts: [
          { kind: 'text', text: 'A ' },
          { kind: 'strong', parts: [{ kind: 'text', text: 'bold' }] },
          { kind: 'text', text: ' ' },
          { kind: 'code', text: 'word' },
        ],
      },
      {
        kind: 'list',
        ordered: false,
        items: [[{ kind: 'text', text: 'one' }], [{ kind: 'text', text: 'two' }]],
      },
      { kind: 'code', text: '<b>x</b>' },
    ]);
  });

  test.each([
    '[x](javascript:alert(1))',
    '[x](data:text/html,a)',
    '[x](//evil.example)',
    '[x](ftp://a.example/)',
  ])('%s is no link', (text) => {
    expect(parseInline(text).some(({ kind }) => kind === 'link')).toBe(false);
  });

  test('shows the host of a link and loads no image', () => {
    expect(parseInline('[bank](https://evil.example/login) ![pixel](https://evil.example/p.png)')).toEqual([
      {
        kind: 'link',
        parts: [{ kind: 'text', text: 'bank' }],
        href: 'https://evil.example/login',
        host: 'evil.example',
      },
      { kind: 'text', text: ' ' },
      { kind: 'image', text: 'pixel' },
    ]);
  });

  test('reads any text', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('*', '_', '`', '[', ']', '(', ')', 'a', ' ', '\n', '|', '#', '>', '-'),
          maxLength: 300,
        }),
        (text) => {
          parseMarkdown(text);
        },
      ),
    );
  });
});

test('a diff gives back both texts', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      const without = (kind: string) =>
        lines
          .filter((line) => line.kind !== kind)
          .map((line) => line.text)
          .join('\n');
      expect(without('added')).toBe(before);
      expect(without('removed')).toBe(after);
    }),
  );
});
