import { describe, expect, test } from 'vitest';
import { assertRoomFor, assertVersionNumberLeft, cloudQuotas, liftedQuotas, parseQuotas } from './quotas.ts';

describe('STREAMBED_QUOTAS', () => {
  test.each([
    [undefined, cloudQuotas],
    ['', cloudQuotas],
    ['on', cloudQuotas],
    [' off ', liftedQuotas],
    ['flows=1000', { ...cloudQuotas, flows: 1000 }],
    ['flows=0', { ...cloudQuotas, flows: 0 }],
    [
      'versionsPerFlow=50, aliasesPerFlow=off',
      { ...cloudQuotas, versionsPerFlow: 50, aliasesPerFlow: Infinity },
    ],
  ])('%j', (text, expected) => {
    expect(parseQuotas(text)).toEqual(expected);
  });

  test.each([
    ['yes', /"yes", which is no quota.*flows, nodesPerFlow, versionsPerFlow/],
    ['__proto__=1', /"__proto__", which is no quota/],
    ['flows=many', /gives flows the value "many"/],
    ['flows=-1', /gives flows the value "-1"/],
    ['flows', /gives flows the value ""/],
  ])('%s is refused', (text, message) => {
    expect(() => parseQuotas(text)).toThrow(message);
  });
});

describe('a quota', () => {
  test('has room below it and none at it', () => {
    expect(() => assertRoomFor(cloudQuotas, 'flows', 99, 'Account 1', 'flows')).not.toThrow();
    expect(() => assertRoomFor(cloudQuotas, 'flows', 100, 'Account 1', 'flows')).toThrow(
      expect.objectContaining({
        code: 'ServiceQuotaExceededException',
        message: expect.stringMatching(/Account 1 already has 100 flows.*STREAMBED_QUOTAS="flows=200"/),
      }),
    );
  });

  test('that is lifted always has room', () => {
    expect(() => assertRoomFor(liftedQuotas, 'flows', 1e9, 'Account 1', 'flows')).not.toThrow();
  });

  test('of five-digit version numbers cannot be lifted', () => {
    expect(() => assertVersionNumberLeft(99_998, 'Flow A')).not.toThrow();
    expect(() => assertVersionNumberLeft(99_999, 'Flow A')).toThrow(
      expect.objectContaining({ code: 'ServiceQuotaExceededException' }),
    );
  });
});
