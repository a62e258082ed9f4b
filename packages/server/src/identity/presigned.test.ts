import { describe, expect, it } from 'vitest';
import { readRequestHead } from '../protocol/index.ts';
import type { SignedRequest } from './sigv4.ts';
import { type SignOptions, signedParts, type Unsigned } from './test-support/sign.ts';
import { failure, getFlows, NOW, sign, verify } from './test-support/verify.ts';

describe('presigned requests', () => {
  const presigned = (request: Unsigned = getFlows, options: Partial<SignOptions> = {}) =>
    signedParts(request, { at: NOW, presignedFor: 600, ...options });
  const wire = (
    { target, rawHeaders }: { target: string; rawHeaders: string[] },
    body = '',
  ): SignedRequest => ({
    ...readRequestHead('GET', target, rawHeaders),
    body: Buffer.from(body),
  });

  it('are good from five minutes before their date until they expire', async () => {
    const request = wire(await presigned());
    for (const at of [NOW - 300_000, NOW, NOW + 600_000])
      expect(verify(request, at)).toMatchObject({ accessKeyId: 'AKIDEXAMPLE' });
    expect(failure(request, NOW + 601_000).message).toContain('Signature expired');
    expect(failure(request, NOW - 301_000).message).toContain('Signature not yet current');
  });

  it('cover the body', async () => {
    const request = wire(await presigned());
    expect(failure({ ...request, body: Buffer.from('{}') }).code).toBe('InvalidSignatureException');
  });

  it.each([
    ['X-Amz-Algorithm', /X-Amz-Algorithm=[^&]*&?/, '', "must include 'X-Amz-Algorithm'"],
    ['X-Amz-Credential', /X-Amz-Credential=[^&]*&?/, '', "must include 'X-Amz-Credential'"],
    ['X-Amz-Date', /X-Amz-Date=[^&]*&?/, '', "must include 'X-Amz-Date'"],
    ['X-Amz-Expires', /X-Amz-Expires=[^&]*&?/, '', "must include 'X-Amz-Expires'"],
    ['X-Amz-SignedHeaders', /X-Amz-SignedHeaders=[^&]*&?/, '', "must include 'X-Amz-SignedHeaders'"],
    ['X-Amz-Signature', /X-Amz-Signature=[^&]*&?/, '', "must include 'X-Amz-Signature'"],
    ['another algorithm', 'AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1', 'X-Amz-Algorithm must be'],
    ['no end', 'X-Amz-Expires=600', 'X-Amz-Expires=604801', 'from 1 to 604800'],
    ['an end that is no number', 'X-Amz-Expires=600', 'X-Amz-Expires=1e3', 'from 1 to 604800'],
    ['an end before the start', 'X-Amz-Expires=600', 'X-Amz-Expires=-1', 'from 1 to 604800'],
    ['a parameter twice', '/flows/?', '/flows/?X-Amz-Credential=x&', 'x-amz-credential twice'],
    [
      'a parameter twice in another case',
      '/flows/?',
      '/flows/?x-amz-credential=x&',
      'x-amz-credential twice',
    ],
    [
      'a parameter in another case',
      'X-Amz-Credential',
      'x-amz-credential',
      "must include 'X-Amz-Credential'",
    ],
  ])('are incomplete without, or with: %s', async (_, from, to, message) => {
    const parts = await presigned();
    expect(failure(wire({ ...parts, target: parts.target.replace(from, to) }))).toMatchObject({
      code: 'IncompleteSignatureException',
      message: expect.stringContaining(message),
    });
  });

  it('are refused beside an Authorization header, whichever is right', async () => {
    const parts = await presigned();
    const header = (await sign()).headers.get('authorization')!;
    for (const authorization of [header, 'Bearer x']) {
      const both = wire({ ...parts, rawHeaders: [...parts.rawHeaders, 'authorization', authorization] });
      expect(failure(both)).toMatchObject({
        code: 'IncompleteSignatureException',
        message: expect.stringContaining('both'),
      });
    }
    const request = await sign({ ...getFlows, query: { 'X-Amz-Signature': 'x' } });
    expect(failure(request).message).toContain('both');
  });

  it('take no unsigned payload', async () => {
    const request = wire(
      await presigned({ ...getFlows, query: { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' } }),
    );
    expect(failure(request)).toMatchObject({
      code: 'InvalidSignatureException',
      message: expect.stringContaining('x-amz-content-sha256'),
    });
  });
});
