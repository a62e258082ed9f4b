import { beforeEach, expect, it, vi } from 'vitest';
import { failure, sign } from './test-support/verify.ts';

/** Every use of the key material, counted beneath the code under test. */
const work = vi.hoisted(() => ({ hmacs: 0, hashes: 0 }));
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return {
    ...crypto,
    createHmac: (...given: Parameters<typeof crypto.createHmac>) => {
      work.hmacs += 1;
      return crypto.createHmac(...given);
    },
    hash: (...given: Parameters<typeof crypto.hash>) => {
      work.hashes += 1;
      return crypto.hash(...given);
    },
  };
});

beforeEach(() => {
  work.hmacs = 0;
  work.hashes = 0;
});

/** threats.md row 19. Work is counted, not timed: a clock would say something else on each machine. */
it('costs as much for a key id that nobody has as for a wrong secret, the first time and later', async () => {
  const unknown = await sign(undefined, { accessKeyId: 'AKIAUNKNOWN', secret: 'wrong' });
  const wrong = await sign(undefined, { secret: 'wrong' });
  const spent = (request: typeof wrong, code: string) => {
    work.hmacs = 0;
    work.hashes = 0;
    expect(failure(request).code).toBe(code);
    return { ...work };
  };
  const first = spent(wrong, 'InvalidSignatureException');
  expect(first.hmacs).toBeGreaterThan(0);
  expect(spent(unknown, 'UnrecognizedClientException')).toEqual(first);
  const later = spent(wrong, 'InvalidSignatureException');
  expect(spent(unknown, 'UnrecognizedClientException')).toEqual(later);
});
