import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  counted,
  displayWidth,
  dollars,
  duration,
  harmless,
  inline,
  jsonText,
  padEnd,
  padStart,
  shorten,
} from './text.ts';

describe('the width of a text', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['müde', 4],
    ['e\u0301', 1],
    ['漢字', 4],
    ['ｆｕｌｌ', 8],
    ['한글', 4],
    ['🙂', 2],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['✓ → ●', 5],
    ['\u001b[31mred\u001b[39m', 3],
  ])('of %j is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('a shortened text', () => {
  test.each([
    ['fits', 10, 'fits'],
    ['exactly', 7, 'exactly'],
    ['too long', 7, 'too lo…'],
    ['漢字漢字', 5, '漢字…'],
    ['漢字漢字', 6, '漢字…'],
    ['🙂🙂🙂', 4, '🙂…'],
  ])('%j in %i columns is %j', (text, width, expected) => {
    expect(shorten(text, width)).toBe(expected);
  });

  test('takes no more than its width, and is the text itself when that fits', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (text, width) => {
          const short = shorten(text, width);
          expect(displayWidth(short)).toBeLessThanOrEqual(width);
          if (displayWidth(text) <= width) expect(short).toBe(text);
        },
      ),
    );
  });

  test('of megabytes is made at once', () => {
    expect(shorten('x'.repeat(10_000_000), 10)).toBe(`${'x'.repeat(9)}…`);
  });
});

describe('padding', () => {
  test('counts columns, not characters', () => {
    expect([padEnd('漢', 4), padStart('漢', 4), padEnd('long', 2)]).toEqual(['漢  ', '  漢', 'long']);
  });
});

describe('what a terminal is shown', () => {
  test.each([
    ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
    ['\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
    ['a\rb', 'a\\u000db'],
    ['\u009b31m', '\\u009b31m'],
    ['right\u202eleft', 'right\\u202eleft'],
  ])('for %j is %j', (text, shown) => {
    expect(harmless(text)).toBe(shown);
  });
});

describe('a value in one line', () => {
  test.each([
    ['text', 20, '"text"'],
    [{ a: [1, null, true] }, 40, '{"a":[1,null,true]}'],
    ['line\nline', 20, '"line\\nline"'],
    ['\u009b2J', 20, '"\\u009b2J"'],
    [{ text: 'abcdefghij' }, 12, '{"text":"ab…'],
    [undefined, 20, 'nothing'],
  ])('%j in %i columns is %j', (value, width, expected) => {
    expect(inline(value, width)).toBe(expected);
  });

  test('of megabytes is made of its beginning', () => {
    const value = { list: Array.from({ length: 200_000 }, (_, index) => ({ index, text: 'x'.repeat(50) })) };
    expect(inline(value, 30)).toBe('{"list":[{"index":0,"text":"x…');
  });

  test('keeps a key called __proto__', () => {
    expect(inline(JSON.parse('{"__proto__":1}'), 30)).toBe('{"__proto__":1}');
  });
});

describe('a time', () => {
  test.each([
    [0, '0 ms'],
    [206.4, '206 ms'],
    [1_240, '1.24 s'],
    [59_940, '59.9 s'],
    [125_000, '2 min 5 s'],
  ])('of %i ms is %j', (ms, expected) => {
    expect(duration(ms)).toBe(expected);
  });
});

test('counts', () => {
  expect([counted(1, 'node'), counted(2_000, 'node'), counted(0, 'alias', 'aliases')]).toEqual([
    '1 node',
    '2,000 nodes',
    '0 aliases',
  ]);
});

test.each([
  [0, '$0.00'],
  [0.0000125, '$0.000013'],
  [0.0013, '$0.0013'],
  [0.25, '$0.25'],
  [1.254, '$1.25'],
  [1234.5, '$1234.50'],
])('%d dollars read %s', (usd, text) => {
  expect(dollars(usd)).toBe(text);
});

describe('JSON for programs, which may be shown on a terminal', () => {
  test('has nothing that steers it, and means the same', () => {
    const hostile = { name: 'a\u009b31m\u001b[2J\u202eb\u061c\u007f', 'k\u0085\u2066': ['\n\t\r\b'] };
    for (const text of [jsonText(hostile), jsonText(hostile, 2)]) {
      expect(text).not.toMatch(/[^\n\x20-\x7e]/);
      expect(JSON.parse(text)).toEqual(hostile);
    }
  });

  test('means the same whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(jsonText(value, 2))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
