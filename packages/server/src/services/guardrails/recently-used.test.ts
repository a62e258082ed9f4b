import { expect, test } from 'vitest';
import { RecentlyUsed } from './recently-used.ts';

/** Which of some keys are still there, in order. */
const kept = (map: RecentlyUsed<string>, keys: string): string =>
  [...keys].filter((key) => map.get(key) !== undefined).join('');

test('beyond its number of entries, the one that was not asked for longest goes', () => {
  const map = new RecentlyUsed<string>({ most: 3, weight: 100 });
  for (const key of 'abc') map.set(key, key, 1);
  map.get('a');
  map.set('d', 'd', 1);
  expect(kept(map, 'abcd')).toBe('acd');
});

test('beyond its weight, as many go as must', () => {
  const map = new RecentlyUsed<string>({ most: 100, weight: 10 });
  for (const key of 'abcde') map.set(key, key, 2);
  map.set('f', 'f', 5);
  expect(kept(map, 'abcdef')).toBe('def');
  map.delete('f');
  map.set('d', 'd', 1);
  for (const key of 'ghi') map.set(key, key, 2);
  expect(kept(map, 'deghi')).toBe('deghi');
});

test('what is heavier than all may be is kept alone', () => {
  const map = new RecentlyUsed<string>({ most: 100, weight: 10 });
  map.set('a', 'a', 1);
  map.set('b', 'b', 50);
  expect(kept(map, 'ab')).toBe('b');
  map.set('c', 'c', 1);
  expect(kept(map, 'abc')).toBe('c');
});
