import { describe, expect, test } from 'vitest';
import { formatAgo, formatCost, formatCount, formatDuration, formatUsd } from './format.ts';

test.each([
  [0, '0 ms'],
  [0.44, '0.4 ms'],
  [812.4, '812 ms'],
  [999.6, '1.00 s'],
  [1_240, '1.24 s'],
  [9_996, '10.0 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [3_599_600, '1 h 00 min'],
  [3_840_000, '1 h 04 min'],
])('%f ms reads %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test.each([
  [0, '$0.00'],
  [12.4, '$12.40'],
  [0.31, '$0.31'],
  [0.0031, '$0.0031'],
  [0.000_000_4, '$0.00000040'],
])('%f dollars read %s', (usd, text) => {
  expect(formatUsd(usd)).toBe(text);
});

describe('a moment', () => {
  const now = Date.UTC(2026, 0, 2);
  test.each([
    [0, 'just now'],
    [60, '1 min ago'],
    [3_540, '59 min ago'],
    [3_600, '1 h ago'],
    [86_400, '1 d ago'],
  ])('%d seconds ago reads %s', (seconds, text) => {
    expect(formatAgo(now - seconds * 1000, now)).toBe(text);
  });
});

test.each([
  [{ tokens: 0, usd: 0, unpriced: false }, ''],
  [{ tokens: 12, usd: 0.0031, unpriced: false }, '$0.0031'],
  [{ tokens: 12, usd: 0, unpriced: true }, 'no price known'],
  [{ tokens: 12, usd: 0.31, unpriced: true }, 'at least $0.31'],
])('the cost of %j reads %j', (cost, text) => {
  expect(formatCost(cost)).toBe(text);
});

test('counts have their thousands apart', () => {
  expect(formatCount(12_345)).toBe('12,345');
});
