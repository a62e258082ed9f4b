import { describe, expect, test } from 'vitest';
import { AttemptLimit } from './attempt-limit.ts';

const fail = (limit: AttemptLimit, address: string, times: number, now = 0) => {
  for (let i = 0; i < times; i++) limit.failed(address, now);
};

describe('who fails too often', () => {
  test('waits for the rest of the minute, and only they', () => {
    const limit = new AttemptLimit();
    fail(limit, '192.0.2.1', 19, 1_000);
    expect(limit.wait('192.0.2.1', 2_000)).toBe(0);
    fail(limit, '192.0.2.1', 1, 2_000);
    expect(limit.wait('192.0.2.1', 11_000)).toBe(50_000);
    expect(limit.wait('192.0.2.2', 11_000)).toBe(0);
    expect(limit.wait('192.0.2.1', 61_000)).toBe(0);
  });

  test('begins anew after the minute', () => {
    const limit = new AttemptLimit();
    fail(limit, '192.0.2.1', 20, 0);
    fail(limit, '192.0.2.1', 1, 60_000);
    expect(limit.wait('192.0.2.1', 60_001)).toBe(0);
  });

  test.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::1', '2001:db8:0:0:5::', true],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ])('%s and %s are the same customer: %s', (one, other, isSame) => {
    const limit = new AttemptLimit();
    fail(limit, one, 20);
    expect(limit.wait(other, 1) > 0).toBe(isSame);
  });

  test('are forgotten before memory is full of them', () => {
    const limit = new AttemptLimit();
    fail(limit, 'first', 20);
    for (let i = 0; i < 10_000; i++) limit.failed(`a${i}`, 0);
    expect(limit.wait('first', 1)).toBe(0);
  });
});
