import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Secret } from './secret.ts';
import { Sessions, TEMPORARY_KEY_LIFETIME } from './sessions.ts';
import { authenticate, type SignedRequest } from './sigv4.ts';
import { signed } from './test-support/sign.ts';

const root = { accountId: '123456789012', region: 'us-east-1', arn: 'arn:aws:iam::123456789012:root' };
const SIGNED_AT = Date.UTC(2026, 5, 1, 12);

/** A session whose keys sign a request now, and the verdict on it. */
const signedIn = async () => {
  const clock = { now: SIGNED_AT };
  const sessions = await Sessions.open({
    records: {
      listLiving: async () => [],
      insert: async () => {},
      delete: async () => true,
      deleteExpired: async () => {},
    },
    secret: new Secret('root'),
    now: () => clock.now,
    random: randomBytes,
    lifetime: 8 * TEMPORARY_KEY_LIFETIME,
  });
  const { cookie, session, credentials } = await sessions.create(root);
  const sign = (
    over: { secret?: string; sessionToken?: string; accessKeyId?: string; presignedFor?: number } = {},
  ) =>
    signed(
      { method: 'GET', path: '/flows/' },
      {
        accessKeyId: credentials.accessKeyId,
        secret: credentials.secretAccessKey.reveal(),
        sessionToken: credentials.sessionToken.reveal(),
        at: clock.now,
        ...over,
      },
    );
  const verdict = (request: SignedRequest) => {
    try {
      return authenticate(request, sessions.accessKeys, clock.now);
    } catch (error) {
      return (error as Error).name;
    }
  };
  return { clock, sessions, cookie, session, credentials, sign, verdict };
};

describe('a request signed with temporary keys', () => {
  test('is of who signed in, in the session', async () => {
    const { sign, verdict, session, credentials } = await signedIn();
    expect(verdict(await sign())).toEqual({
      ...root,
      accessKeyId: credentials.accessKeyId,
      sessionId: session.id,
    });
  });

  test('may be presigned', async () => {
    const { sign, verdict, session } = await signedIn();
    expect(verdict(await sign({ presignedFor: 60 }))).toMatchObject({ sessionId: session.id });
  });

  test('is refused from the moment that they end, and in these words only with the right secret', async () => {
    const { sign, verdict, clock, credentials } = await signedIn();
    clock.now = credentials.expiresAt - 1;
    expect(verdict(await sign())).toMatchObject({ arn: root.arn });
    clock.now = credentials.expiresAt;
    expect(verdict(await sign())).toBe('ExpiredTokenException');
    expect(verdict(await sign({ secret: 'guessed' }))).toBe('InvalidSignatureException');
  });

  test('is refused once the session has ended', async () => {
    const { sign, verdict, sessions, cookie } = await signedIn();
    const request = await sign();
    expect(verdict(request)).toMatchObject({ arn: root.arn });
    const ended = sessions.end(cookie);
    expect(verdict(request)).toBe('UnrecognizedClientException');
    await ended;
  });

  test('is refused with another secret, without its token, and with the token of another session', async () => {
    const { sign, verdict, sessions, credentials } = await signedIn();
    const other = (await sessions.create(root)).credentials;
    expect(verdict(await sign({ secret: other.secretAccessKey.reveal() }))).toBe('InvalidSignatureException');
    expect(verdict(await sign({ sessionToken: other.sessionToken.reveal() }))).toBe(
      'UnrecognizedClientException',
    );
    expect(verdict(await sign({ accessKeyId: other.accessKeyId }))).toBe('UnrecognizedClientException');
    const { authorization, ...headers } = Object.fromEntries((await sign()).headers);
    const without = new Map(Object.entries({ ...headers, authorization: authorization! }));
    without.delete('x-amz-security-token');
    expect(verdict({ ...(await sign()), headers: without })).not.toMatchObject({ arn: root.arn });
    expect(credentials.accessKeyId).not.toBe(other.accessKeyId);
  });

  test('is refused when the token was put in without being signed', async () => {
    const { sign, verdict, credentials } = await signedIn();
    const request = await sign();
    const authorization = request.headers.get('authorization')!.replace(';x-amz-security-token', '');
    const headers = new Map(request.headers).set('authorization', authorization);
    expect(headers.get('x-amz-security-token')).toBe(credentials.sessionToken.reveal());
    expect(verdict({ ...request, headers })).toBe('InvalidSignatureException');
  });
});
