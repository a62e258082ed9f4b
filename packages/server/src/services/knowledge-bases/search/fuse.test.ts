import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuse } from './fuse.ts';

const ranking = (...numbers: number[]) => numbers.map((number) => ({ number, score: 0 }));

test('what stands high in both comes before what stands first in one', () => {
  const fused = fuse([ranking(1, 2, 3), ranking(4, 2, 5)]);
  expect(fused[0]?.number).toBe(2);
  expect(fused.map(({ number }) => number)).toEqual([2, 1, 4, 3, 5]);
});

test('first in every ranking scores 1, and nothing more', () => {
  expect(fuse([ranking(7), ranking(7)])).toEqual([{ number: 7, score: 1 }]);
  expect(fuse([ranking(7), []])).toEqual([{ number: 7, score: 0.5 }]);
  expect(fuse([[], []])).toEqual([]);
});

test('keeps everything once, best first', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 20 });
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      const fused = fuse([ranking(...one), ranking(...other)]);
      expect(new Set(fused.map(({ number }) => number))).toEqual(new Set([...one, ...other]));
      expect(fused.length).toBe(new Set([...one, ...other]).size);
      for (const [index, { score }] of fused.entries()) {
        expect(score).toBeLessThanOrEqual(fused[index - 1]?.score ?? 1);
        expect(score).toBeGreaterThan(0);
      }
    }),
  );
});
