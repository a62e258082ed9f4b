import { createHash } from 'node:crypto';
import { bedrockAgent, bedrockAgentRuntime } from '@streambed/model';
import { describe, expect, it } from 'vitest';
import { readRequestHead } from '../protocol/index.ts';
import { Secret } from './secret.ts';
import { authenticate, type SignedRequest } from './sigv4.ts';
import {
  exampleKey,
  keysOf,
  type SignOptions,
  signed,
  signedParts,
  signedText,
  type Unsigned,
} from './test-support/sign.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const keys = keysOf(exampleKey);
const getFlows: Unsigned = { method: 'GET', path: '/flows/' };

const verify = (request: SignedRequest, now = NOW) => authenticate(request, keys, now);
const failure = (request: SignedRequest, now = NOW): { code: string; message: string } => {
  try {
    verify(request, now);
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('the request was believed');
};
const sign = (request: Unsigned = getFlows, options: Partial<SignOptions> = {}) =>
  signed(request, { at: NOW, ...options });
const withHeader = (request: SignedRequest, name: string, value: string | undefined): SignedRequest => {
  const headers = new Map(request.headers);
  if (value === undefined) headers.delete(name);
  else headers.set(name, value);
  return { ...request, headers };
};
const editAuthorization = (request: SignedRequest, from: string | RegExp, to: string) =>
  withHeader(request, 'authorization', request.headers.get('authorization')!.replace(from, to));
const unsigned = (
  headers: readonly string[],
  target = '/flows/',
  method = 'GET',
  body = '',
): SignedRequest => ({
  ...readRequestHead(method, target, ['host', '127.0.0.1:4600', ...headers]),
  body: Buffer.from(body),
});

describe('every operation', () => {
  const operations = [bedrockAgent, bedrockAgentRuntime].flatMap((model) =>
    model.operations.map(({ operation, method, uri }) => ({
      operation,
      method,
      target: uri.replace(/\{\w+\}/g, 'ABCDEFGHIJ'),
    })),
  );
  const basic = Buffer.from(`AKIDEXAMPLE:${exampleKey.secretAccessKey.reveal()}`).toString('base64');
  const wrong = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
  const date = ['x-amz-date', '20260102T030405Z'];
  const doors: readonly [name: string, code: string, headers: readonly string[], query?: string][] = [
    ['nothing', 'MissingAuthenticationTokenException', []],
    ['an empty Authorization', 'MissingAuthenticationTokenException', ['authorization', '']],
    ['a blank Authorization', 'MissingAuthenticationTokenException', ['authorization', '  ']],
    ['an API key', 'MissingAuthenticationTokenException', ['x-api-key', exampleKey.secretAccessKey.reveal()]],
    ['a cookie', 'MissingAuthenticationTokenException', ['cookie', 'session=1']],
    ['a token in the query', 'MissingAuthenticationTokenException', [], 'token=1&access_token=2'],
    [
      'Signature Version 2 in the query',
      'MissingAuthenticationTokenException',
      [],
      'AWSAccessKeyId=AKIDEXAMPLE&Signature=x&Expires=9999999999',
    ],
    [
      'Bearer',
      'IncompleteSignatureException',
      ['authorization', `Bearer ${exampleKey.secretAccessKey.reveal()}`],
    ],
    ['Basic', 'IncompleteSignatureException', ['authorization', `Basic ${basic}`]],
    [
      'Signature Version 2',
      'IncompleteSignatureException',
      ['authorization', 'AWS AKIDEXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=', ...date],
    ],
    [
      'Signature Version 4A',
      'IncompleteSignatureException',
      ['authorization', wrong.replace('HMAC', 'ECDSA-P256'), ...date],
    ],
    ['a wrong signature', 'InvalidSignatureException', ['authorization', wrong, ...date]],
    [
      'an unknown key',
      'UnrecognizedClientException',
      ['authorization', wrong.replace('AKIDEXAMPLE', 'test'), ...date],
    ],
    [
      'an unsigned payload',
      'InvalidSignatureException',
      [
        'authorization',
        wrong.replace('host;', 'host;x-amz-content-sha256;'),
        ...date,
        'x-amz-content-sha256',
        'UNSIGNED-PAYLOAD',
      ],
    ],
  ];
  it.each(doors)('refuses %s', (_, code, headers, query) => {
    for (const { operation, method, target } of operations) {
      const request = unsigned(headers, query === undefined ? target : `${target}?${query}`, method, '{}');
      expect(failure(request), operation).toMatchObject({ code });
    }
  });

  it.each(doors)('keeps secrets out of the answer to %s', (_, __, headers, query) => {
    const { message } = failure(unsigned(headers, `/flows/${query === undefined ? '' : `?${query}`}`));
    expect(message).not.toContain(exampleKey.secretAccessKey.reveal());
    expect(message).not.toContain(basic);
  });
});

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
