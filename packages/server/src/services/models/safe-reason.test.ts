import { describe, expect, test } from 'vitest';
import { safeReason } from './safe-reason.ts';

const SECRET = 'correct horse battery staple';

describe('what a provider gives as its reason', () => {
  test('is shown without the secrets in it, and else as it is', () => {
    expect(safeReason(`wrong key ${SECRET}`, [SECRET])).toBe('wrong key ***');
    expect(safeReason('wrong c', [SECRET])).toBe('wrong c');
  });

  test.each([1, 5, 20, 27])('shows no part of a secret of which %i characters are still read', (read) => {
    const reason = safeReason(`${' '.repeat(3_990 - read)}wrong key ${SECRET} again`, [SECRET]);
    expect(reason).toBe('wrong key');
  });
});
