import { expect, test } from 'vitest';
import { lately } from './lately.ts';

/** A clock that is set by hand. */
const handClock = () => {
  const clock = { time: 0, now: () => clock.time, monotonic: () => clock.time, after: () => () => {} };
  return clock;
};

test('who asks meanwhile or soon after is told the same, who asks later is not', async () => {
  const clock = handClock();
  let made = 0;
  const value = lately(async (key: string) => `${key} ${++made}`, 1_000, clock);
  expect(await Promise.all([value('a'), value('a'), value('b')])).toEqual(['a 1', 'a 1', 'b 2']);
  clock.time = 999;
  expect(await value('a')).toBe('a 1');
  clock.time = 1_000;
  expect(await Promise.all([value('a'), value('a')])).toEqual(['a 3', 'a 3']);
});

test('it holds from when it was found, however long that took', async () => {
  const clock = handClock();
  let finish: (value: number) => void = () => {};
  let made = 0;
  const value = lately(
    () => {
      made++;
      return new Promise<number>((resolve) => {
        finish = resolve;
      });
    },
    1_000,
    clock,
  );
  const asked = value('a');
  clock.time = 5_000;
  const again = value('a');
  finish(1);
  expect(await Promise.all([asked, again])).toEqual([1, 1]);
  clock.time = 5_999;
  expect(await value('a')).toBe(1);
  expect(made).toBe(1);
});

test('a failure is told to all who wait for it, and found out anew by the next', async () => {
  let made = 0;
  const value = lately(
    async () => {
      if (++made === 1) throw new Error('not yet');
      return made;
    },
    1_000,
    handClock(),
  );
  const settled = await Promise.allSettled([value('a'), value('a')]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await value('a')).toBe(2);
});
