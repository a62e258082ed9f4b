import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromColumnText, toColumnText } from './column-text.ts';

const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(0, 0x1a, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0x30, 0x64),
      fc.integer({ min: 0, max: 0xffff }),
    ),
  )
  .map((units) => String.fromCharCode(...units));

describe('text in columns', () => {
  test('comes back as it was, and in between is text that every database keeps', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const stored = toColumnText(text);
        expect(stored.isWellFormed()).toBe(true);
        expect(stored).not.toContain('\0');
        expect(fromColumnText(stored)).toBe(text);
      }),
      { numRuns: 5_000 },
    );
  });

  test('keeps different strings different', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(toColumnText(a) === toColumnText(b)).toBe(a === b);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each(['', 'flow', 'é 😀 \\ \u001b', '{"a":"\\u0000\\ud800"}'])('%j is stored unchanged', (text) => {
    expect(toColumnText(text)).toBe(text);
  });
});
