import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OVERLAP, overlappingPieces, PIECE } from './pieces.ts';

describe('overlapping pieces', () => {
  it('leave a short text whole', () => {
    expect(overlappingPieces('short')).toEqual(['short']);
    expect(overlappingPieces('')).toEqual(['']);
  });

  it('are bounded, lose nothing and overlap', () => {
    const words = fc.array(fc.constantFrom('word ', '😀', 'x'.repeat(700), '\n'), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 800 }), (parts, times) => {
        const text = parts.join('').repeat(times).slice(0, 60_000);
        const pieces = overlappingPieces(text);
        let end = 0;
        for (const [index, piece] of pieces.entries()) {
          expect(piece.length).toBeLessThanOrEqual(PIECE);
          const start = index === 0 ? 0 : text.indexOf(piece, Math.max(0, end - OVERLAP - 300));
          expect(start).toBeGreaterThanOrEqual(0);
          if (index > 0) expect(end - start).toBeGreaterThanOrEqual(OVERLAP);
          end = start + piece.length;
        }
        expect(text.endsWith(pieces.at(-1) as string)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('never cut a surrogate pair', () => {
    for (const piece of overlappingPieces(`a${'😀'.repeat(20_000)}`)) expect(piece.isWellFormed()).toBe(true);
  });
});
