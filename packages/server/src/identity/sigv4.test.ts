import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret.ts';
import { authenticate } from './sigv4.ts';
import { exampleKey, keysOf, signedText, type Unsigned } from './test-support/sign.ts';
import {
  editAuthorization,
  failure,
  getFlows,
  NOW,
  sign,
  unsigned,
  verify,
  withHeader,
} from './test-support/verify.ts';

describe('the Authorization header', () => {
  it.each([
    ['Credential', /Credential=[^,]*, /, "requires 'Credential' parameter"],
    ['SignedHeaders', /SignedHeaders=[^,]*, /, "requires 'SignedHeaders' parameter"],
    ['Signature', /, Signature=.*/, "requires 'Signature' parameter"],
    [
      'every parameter',
      / .*/,
      "requires 'Credential' parameter. Authorization header requires 'Signature' parameter",
    ],
    ['the equal sign', 'Signature=', 'Signature', 'missing equal-sign'],
    ['the key id', 'Credential=AKIDEXAMPLE', 'Credential=', '5 slash-delimited elements'],
    ['the terminator', '/aws4_request', '', '5 slash-delimited elements'],
    ['the names of SignedHeaders', /SignedHeaders=[^,]*/, 'SignedHeaders=;', 'SignedHeaders must be'],
  ] as [string, string | RegExp, string, string?][])('without %s is incomplete', async (_, from, ...rest) => {
    const [to, message] = rest.length === 2 ? (rest as [string, string]) : ['', rest[0]];
    expect(failure(editAuthorization(await sign(), from, to))).toMatchObject({
      code: 'IncompleteSignatureException',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['more elements in Credential', '/aws4_request', '/aws4_request/x', '5 slash-delimited elements'],
    ['a parameter twice', 'Signature=', 'Signature=0, Signature=', 'twice'],
    ['an empty parameter', ', Signature=', ',, Signature=', 'missing equal-sign'],
    ['header names in upper case', 'host;', 'Host;', 'lower-case'],
    ['unsorted header names', 'host;', 'x-zzz;host;', 'sorted'],
    ['a header name twice', 'host;', 'host;host;', 'sorted'],
    ['8 KB', 'Signature=', `${' '.repeat(8200)}Signature=`, 'longer than'],
  ])('with %s is incomplete', async (_, from, to, message) => {
    expect(failure(editAuthorization(await sign(), from, to))).toMatchObject({
      code: 'IncompleteSignatureException',
      message: expect.stringContaining(message),
    });
  });

  it('may have its parameters in any order, with or without blanks', async () => {
    const request = await sign();
    const [credential, headers, signature] = request.headers
      .get('authorization')!
      .slice('AWS4-HMAC-SHA256 '.length)
      .split(', ');
    for (const parameters of [
      `${signature},${headers},${credential}`,
      `${headers} ,  ${signature} , ${credential}`,
    ]) {
      expect(verify(withHeader(request, 'authorization', `AWS4-HMAC-SHA256 ${parameters}`))).toMatchObject({
        accessKeyId: 'AKIDEXAMPLE',
      });
    }
  });

  it.each([
    ['no date', undefined, 'IncompleteSignatureException', "'X-Amz-Date' or a 'Date' header"],
    ['a date of another form', '2026-01-02T03:04:05Z', 'IncompleteSignatureException', 'ISO-8601'],
    ['a day that no month has', '20260231T030405Z', 'IncompleteSignatureException', 'ISO-8601'],
    ['an hour that no day has', '20260102T243405Z', 'IncompleteSignatureException', 'ISO-8601'],
  ])('with %s is refused', async (_, date, code, message) => {
    expect(failure(withHeader(await sign(), 'x-amz-date', date))).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});

describe('the clock', () => {
  const MINUTE = 60_000;
  it.each([
    [-5 * MINUTE, undefined],
    [5 * MINUTE, undefined],
    [0, undefined],
    [
      -5 * MINUTE - 1000,
      'Signature not yet current: 20260102T030405Z is still later than 20260102T030404Z (20260102T025904Z + 5 min.)',
    ],
    [
      5 * MINUTE + 1000,
      'Signature expired: 20260102T030405Z is now earlier than 20260102T030406Z (20260102T030906Z - 5 min.)',
    ],
    [
      16 * MINUTE,
      'Signature expired: 20260102T030405Z is now earlier than 20260102T031505Z (20260102T032005Z - 5 min.)',
    ],
    [-365 * 24 * 60 * MINUTE, 'Signature not yet current'],
  ])('off by %d ms', async (offset, message) => {
    const request = await sign();
    if (message === undefined) expect(verify(request, NOW + offset)).toBeDefined();
    else
      expect(failure(request, NOW + offset)).toMatchObject({
        code: 'InvalidSignatureException',
        message: expect.stringContaining(message),
      });
  });

  it('is looked at before the key, and the key before the signature', async () => {
    const unknown = await sign(getFlows, { accessKeyId: 'AKIAUNKNOWN', secret: 'x' });
    expect(failure(unknown, NOW + 6 * MINUTE).code).toBe('InvalidSignatureException');
    expect(failure(unknown)).toMatchObject({
      code: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    });
  });

  it('may be told by a Date header where there is no x-amz-date', async () => {
    const empty = createHash('sha256').digest('hex');
    const canonical = `GET\n/flows/\n\ndate:Fri, 02 Jan 2026 03:04:05 GMT\nhost:127.0.0.1:4600\n\ndate;host\n${empty}`;
    const scope = '20260102/us-east-1/bedrock/aws4_request';
    const digest = createHash('sha256').update(canonical).digest('hex');
    const signature = await signedText(`AWS4-HMAC-SHA256\n20260102T030405Z\n${scope}\n${digest}`, NOW);
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=date;host, Signature=${signature}`;
    const at = (date: string) => unsigned(['authorization', authorization, 'date', date]);
    expect(verify(at('Fri, 02 Jan 2026 03:04:05 GMT'))).toMatchObject({ accessKeyId: 'AKIDEXAMPLE' });
    expect(failure(at('Fri, 02 Jan 2026 03:04:06 GMT')).code).toBe('InvalidSignatureException');
    expect(failure(at('Fri, 02 Jan 2026 02:04:05 GMT')).message).toContain(
      'Signature expired: 20260102T020405Z',
    );
    expect(failure(at('yesterday')).code).toBe('IncompleteSignatureException');
  });
});

describe('the scope', () => {
  it.each([
    ['another service', { service: 's3' }, "correct service: 'bedrock'"],
    ['a region that is none', { region: 'US_EAST_1' }, 'valid region'],
    ['a region too long for an ARN', { region: 'a'.repeat(21) }, 'valid region'],
  ])('refuses %s', async (_, options, message) => {
    expect(failure(await sign(getFlows, options))).toMatchObject({
      code: 'InvalidSignatureException',
      message: expect.stringContaining(message),
    });
  });

  it('refuses another day and another terminator', async () => {
    const request = await sign();
    expect(failure(editAuthorization(request, '/20260102/', '/20260101/')).message).toContain(
      "'20260101' != '20260102'",
    );
    expect(failure(editAuthorization(request, 'aws4_request', 'aws5_request')).message).toContain(
      'terminator',
    );
  });

  it('gives the caller its region', async () => {
    expect(verify(await sign(getFlows, { region: 'eu-central-1' }))).toEqual({
      accountId: '123456789012',
      region: 'eu-central-1',
      accessKeyId: 'AKIDEXAMPLE',
      arn: 'arn:aws:iam::123456789012:root',
    });
  });
});

describe('what the signature covers', () => {
  const post: Unsigned = {
    method: 'POST',
    path: '/flows/',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  };

  it.each([true, false])('the body (hash declared: %s)', async (declareHash) => {
    const request = await sign(post, { declareHash });
    expect(verify(request)).toBeDefined();
    expect(failure({ ...request, body: Buffer.from('{"a":2}') }).code).toBe('InvalidSignatureException');
    expect(failure({ ...request, body: Buffer.alloc(0) }).code).toBe('InvalidSignatureException');
  });

  it.each([
    'UNSIGNED-PAYLOAD',
    'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    'STREAMING-AWS4-HMAC-SHA256-EVENTS',
    'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
    'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855',
    '',
    'e3b0',
  ])('refuses %j for a hash, however well signed', async (value) => {
    const request = await sign({
      ...post,
      body: '',
      headers: { ...post.headers, 'x-amz-content-sha256': value },
    });
    expect(failure(request)).toMatchObject({
      code: 'InvalidSignatureException',
      message: expect.stringContaining('x-amz-content-sha256'),
    });
    expect(failure({ ...request, body: Buffer.from('other') }).code).toBe('InvalidSignatureException');
  });

  it.each(['x-amz-content-sha256', 'x-amz-target', 'x-amz-meta', 'x-amz-user-agent'])(
    'refuses %s outside of SignedHeaders',
    async (name) => {
      const request = await sign(post, { declareHash: false });
      const hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
      expect(failure(withHeader(request, name, name === 'x-amz-content-sha256' ? hash : 'x'))).toMatchObject({
        code: 'InvalidSignatureException',
        message: `'${name}' must be a 'SignedHeader' in the AWS Authorization.`,
      });
    },
  );

  it('refuses a signed header that was dropped or changed', async () => {
    const request = await sign({ ...post, headers: { ...post.headers, 'x-amz-target': 'a' } });
    for (const name of ['content-type', 'host', 'x-amz-content-sha256', 'x-amz-target']) {
      expect(failure(withHeader(request, name, undefined)).code, name).toBe('InvalidSignatureException');
      expect(failure(withHeader(request, name, 'other')).code, name).toBe('InvalidSignatureException');
    }
  });

  it('must have the host in it', async () => {
    const request = await sign();
    expect(failure(editAuthorization(request, 'SignedHeaders=host;', 'SignedHeaders='))).toMatchObject({
      code: 'InvalidSignatureException',
      message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    });
  });

  it('finds the host under the name of the other HTTP version', async () => {
    for (const [name, other] of [
      ['host', ':authority'],
      [':authority', 'host'],
    ] as const) {
      const request = await sign({ ...getFlows, headers: { [name]: 'flows.example:4600' } });
      expect(verify(request)).toBeDefined();
      expect(
        verify(withHeader(withHeader(request, name, undefined), other, 'flows.example:4600')),
      ).toBeDefined();
      expect(failure(withHeader(withHeader(request, name, undefined), other, 'evil.example')).code).toBe(
        'InvalidSignatureException',
      );
    }
  });
});

describe('session tokens', () => {
  const temporary = { ...exampleKey, accessKeyId: 'ASIAEXAMPLE', sessionToken: new Secret('token-1') };
  const both = keysOf(exampleKey, temporary);
  it.each([
    ['a temporary key with its token', 'ASIAEXAMPLE', 'token-1', true],
    ['a temporary key without a token', 'ASIAEXAMPLE', undefined, false],
    ['a temporary key with another token', 'ASIAEXAMPLE', 'token-2', false],
    ['a long-term key with a token', 'AKIDEXAMPLE', 'token-1', false],
    ['a long-term key without a token', 'AKIDEXAMPLE', undefined, true],
  ])('%s', async (_, accessKeyId, sessionToken, isGood) => {
    for (const presignedFor of [undefined, 60]) {
      const request = await sign(getFlows, {
        accessKeyId,
        ...(sessionToken && { sessionToken }),
        ...(presignedFor && { presignedFor }),
      });
      const verified = () => authenticate(request, both, NOW);
      if (isGood) expect(verified()).toMatchObject({ accessKeyId });
      else expect(verified).toThrow(expect.objectContaining({ code: 'UnrecognizedClientException' }));
    }
  });
});
