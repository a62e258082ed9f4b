import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { SIGN_IN_CODE_LIFETIME, SignInCodes } from './sign-in-codes.ts';

const root = { accountId: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' };
const NOW = 1_000_000;

describe('a sign-in code', () => {
  test('signs in whom it was made for, once', () => {
    const codes = new SignInCodes(randomBytes);
    const { code, expiresAt } = codes.create(root, NOW);
    expect(expiresAt).toBe(NOW + 10 * 60_000);
    expect(Buffer.from(code, 'base64url').length * 8).toBeGreaterThanOrEqual(128);
    expect(codes.redeem(code, NOW)).toEqual(root);
    expect(codes.redeem(code, NOW)).toBeUndefined();
  });

  test('is good until its last moment, and used up by a try after that', () => {
    const codes = new SignInCodes(randomBytes);
    const early = codes.create(root, NOW).code;
    const late = codes.create(root, NOW).code;
    expect(codes.redeem(early, NOW + SIGN_IN_CODE_LIFETIME - 1)).toEqual(root);
    expect(codes.redeem(late, NOW + SIGN_IN_CODE_LIFETIME)).toBeUndefined();
    expect(codes.redeem(late, NOW)).toBeUndefined();
  });

  test('is nowhere in memory as it is', () => {
    const codes = new SignInCodes(randomBytes);
    const { code } = codes.create(root, NOW);
    expect(inspect(codes, { depth: 9, showHidden: true })).not.toContain(code);
  });

  test.each(['', 'x', 'x'.repeat(100_000), '\0', '__proto__'])('is not %j', (guess) => {
    const codes = new SignInCodes(randomBytes);
    codes.create(root, NOW);
    expect(codes.redeem(guess, NOW)).toBeUndefined();
  });

  test('makes room for a younger one when there are very many', () => {
    const codes = new SignInCodes(randomBytes);
    const made = Array.from({ length: 65 }, () => codes.create(root, NOW).code);
    expect(codes.redeem(made[0]!, NOW)).toBeUndefined();
    expect(codes.redeem(made[1]!, NOW)).toEqual(root);
    expect(codes.redeem(made[64]!, NOW)).toEqual(root);
  });
});
