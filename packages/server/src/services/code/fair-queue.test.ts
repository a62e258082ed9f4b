import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFairQueue } from './fair-queue.ts';

const all = () => true;

it('serves accounts in turn, each in its own order', () => {
  const queue = createFairQueue<string>();
  for (const item of ['a1', 'a2', 'a3']) queue.add('a', item);
  queue.add('b', 'b1');
  queue.add('c', 'c1');
  const order = [];
  for (let next = queue.next(all); next; next = queue.next(all)) order.push(next.item);
  expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  expect(queue.size).toBe(0);
});

it('passes over accounts that may not run and keeps what they wait for', () => {
  const queue = createFairQueue<string>();
  queue.add('a', 'a1');
  queue.add('b', 'b1');
  expect(queue.next((account) => account !== 'a')).toEqual({ account: 'b', item: 'b1' });
  expect(queue.next((account) => account !== 'a')).toBeUndefined();
  expect([queue.size, queue.waiting('a'), queue.waiting('b')]).toEqual([1, 1, 0]);
});

it('takes out what gave up waiting, once', () => {
  const queue = createFairQueue<string>();
  queue.add('a', 'a1');
  expect([queue.remove('a', 'a1'), queue.remove('a', 'a1'), queue.remove('b', 'x')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(queue.size).toBe(0);
});

it('hands out everything once, and nobody waits for more than one item of each other account', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 }), (accounts) => {
      const queue = createFairQueue<number>();
      accounts.forEach((account, index) => {
        queue.add(account, index);
      });
      const order = [];
      for (let next = queue.next(all); next; next = queue.next(all)) order.push(next);
      expect(order.map(({ item }) => item).sort((a, b) => a - b)).toEqual(accounts.map((_, index) => index));
      const kinds = new Set(accounts);
      for (const account of kinds) {
        const mine = order.filter((entry) => entry.account === account).map(({ item }) => item);
        expect(mine).toEqual([...mine].sort((a, b) => a - b));
        expect(order.findIndex((entry) => entry.account === account)).toBeLessThan(kinds.size);
      }
    }),
  );
});
