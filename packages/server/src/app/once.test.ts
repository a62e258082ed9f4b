import { expect, test } from 'vitest';
import { once } from './once.ts';

test('the value is made when it is first asked for, and shared', async () => {
  let made = 0;
  const value = once(async () => ++made);
  expect(await value.ifStarted()).toBeUndefined();
  expect(made).toBe(0);
  expect(await Promise.all([value(), value()])).toEqual([1, 1]);
  expect(await value()).toBe(1);
  expect(await value.ifStarted()).toBe(1);
});

test('a failed making is told to all who wait for it, and tried again by the next', async () => {
  let made = 0;
  const value = once(async () => {
    made++;
    if (made === 1) throw new Error('not yet');
    return made;
  });
  const [first, second] = await Promise.allSettled([value(), value()]);
  expect([first?.status, second?.status]).toEqual(['rejected', 'rejected']);
  expect(await value.ifStarted()).toBeUndefined();
  expect(await value()).toBe(2);
});
