import { expect, test } from 'vitest';
import { randomIds } from './random-ids.ts';

test('a resource id is ten digits or capital letters, every one of them as likely', () => {
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  for (let i = 0; i < 20_000; i++) {
    const id = randomIds.resourceId();
    expect(id).toMatch(/^[0-9A-Z]{10}$/);
    seen.add(id);
    for (const character of id) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  expect(seen.size).toBe(20_000);
  expect(counts.size).toBe(36);
  // 200,000 draws over 36 characters: 5,556 each, give or take 75. Ten of these is no chance.
  for (const count of counts.values()) expect(Math.abs(count - 5_556)).toBeLessThan(750);
});

test('a uuid is one of version 4', () => {
  expect(randomIds.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
