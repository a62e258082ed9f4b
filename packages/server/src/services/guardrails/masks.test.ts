import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyMasks, joinMasks } from './masks.ts';

const mask = (start: number, end: number, replacement = `{${start}-${end}}`, text = 0) => ({
  text,
  start,
  end,
  replacement,
});

describe('masks that overlap', () => {
  test.each([
    ['are joined under the name of the longer one', [mask(0, 4), mask(2, 9)], [mask(0, 9, '{2-9}')]],
    ['keep the name of the one around', [mask(0, 9), mask(2, 4)], [mask(0, 9)]],
    ['keep the first of two that are as long', [mask(0, 4), mask(2, 6)], [mask(0, 6, '{0-4}')]],
    ['of the same place go by the alphabet', [mask(0, 4, '{B}'), mask(0, 4, '{A}')], [mask(0, 4, '{A}')]],
    ['but only touch stay two', [mask(0, 4), mask(4, 6)], [mask(0, 4), mask(4, 6)]],
    ['in different texts stay two', [mask(0, 4), mask(2, 6, '{x}', 1)], [mask(0, 4), mask(2, 6, '{x}', 1)]],
    ['of nothing are left out', [mask(3, 3)], []],
  ])('%s', (_, masks, joined) => {
    expect(joinMasks(masks)).toEqual(joined);
  });

  const masks = fc.array(
    fc
      .tuple(fc.nat(30), fc.nat(9), fc.constantFrom('{A}', '{B}', '{C}'), fc.nat(1))
      .map(([start, length, replacement, text]) => ({ text, start, end: start + length, replacement })),
    { maxLength: 8 },
  );

  test('come out the same in whatever order they were found', () => {
    fc.assert(
      fc.property(masks, fc.infiniteStream(fc.nat()), (found, random) => {
        const shuffled = found
          .map((one) => ({ one, at: random.next().value }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ one }) => one);
        expect(joinMasks(shuffled)).toEqual(joinMasks(found));
      }),
    );
  });

  test('leave nothing of what any of them covers, and all of the rest', () => {
    fc.assert(
      fc.property(masks, (found) => {
        const texts = [
          'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN',
          'zyxwvutsrqponmlkjihgfedcbaNMLKJIHGFEDCBA',
        ];
        const applied = applyMasks(texts, joinMasks(found));
        for (const [index, text] of texts.entries()) {
          const plain = applied[index]!.replaceAll(/\{[ABC]\}/g, '');
          const kept = [...text]
            .filter((_, at) => !found.some((one) => one.text === index && one.start <= at && at < one.end))
            .join('');
          expect(plain).toBe(kept);
        }
      }),
    );
  });
});

test('masks of very many texts are each looked at a few times, not once for each text', () => {
  let looks = 0;
  const count = 5_000;
  const masks = Array.from({ length: count }, (_, index) => ({
    start: 0,
    end: 6,
    replacement: '{EMAIL}',
    get text() {
      looks++;
      return index;
    },
  }));
  const applied = applyMasks(Array(count).fill('a@b.co!'), masks);
  expect(new Set(applied)).toEqual(new Set(['{EMAIL}!']));
  expect(looks).toBeLessThanOrEqual(4 * count);
});
