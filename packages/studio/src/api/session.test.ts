import { describe, expect, test, vi } from 'vitest';
import { createStudioSession, SignInError } from './index.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const answer = (minutes = 60) => ({
  session: {
    principalArn: 'arn:aws:iam::000000000000:root',
    accountId: '000000000000',
    region: 'us-east-1',
    createdAt: '',
    expiresAt: '',
  },
  credentials: {
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: 's',
    sessionToken: 't',
    expiration: new Date(NOW + minutes * 60_000).toISOString(),
  },
});
const json = (body: object, init?: ResponseInit) => new Response(JSON.stringify(body), init);
const refusal = (name: string, message: string, status: number, headers = {}) =>
  json({ message }, { status, headers: { 'x-amzn-errortype': name, 'x-amzn-requestid': 'r-1', ...headers } });

/** A session whose requests are answered from a list, and what it asked for. */
const sessionOf = (...answers: (Response | Error)[]) => {
  const asked: string[] = [];
  const clock = { now: NOW };
  const session = createStudioSession({
    endpoint: 'http://a.example',
    createSession: async () => answer(),
    now: () => clock.now,
    fetch: vi.fn(async (url, init) => {
      asked.push(`${String(url).split('/').at(-1)} ${String(init?.body)}`);
      const next = answers.shift();
      if (next === undefined || next instanceof Error) throw next ?? new TypeError('no more answers');
      return next;
    }),
  });
  return { session, asked, clock, status: () => session.state.getState().status };
};

describe('on opening the page', () => {
  test('the session of the cookie goes on', async () => {
    const { session, status, asked } = sessionOf(json(answer()));
    expect(status()).toBe('checking');
    await session.resume();
    expect(status()).toBe('signedIn');
    expect(asked).toEqual(['renew {}']);
    expect(await session.credentials()).toMatchObject({ accessKeyId: 'ASIAEXAMPLE', sessionToken: 't' });
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['no cookie', new Response(null, { status: 204 }), 'signedOut'],
    ['an ended session', refusal('ExpiredTokenException', 'over', 403), 'signedOut'],
    ['no server', new TypeError('Failed to fetch'), 'unreachable'],
    ['a broken server', refusal('InternalServerException', 'x', 500), 'unreachable'],
  ])('with %s one is %s', async (_, response, expected) => {
    const { session, status } = sessionOf(response);
    await session.resume();
    expect(status()).toBe(expected);
  });
});

describe('credentials', () => {
  test('are renewed before they end, once for all who ask', async () => {
    const { session, asked, clock } = sessionOf(json(answer(60)), json(answer(120)));
    await session.resume();
    clock.now = NOW + 59 * 60_000;
    const [first, second] = await Promise.all([session.credentials(), session.credentials()]);
    expect(first).toBe(second);
    expect(first.expiration).toEqual(new Date(NOW + 120 * 60_000));
    expect(asked).toHaveLength(2);
  });

  test('that nobody renews any more end the session, and the page stays', async () => {
    const { session, status, clock } = sessionOf(
      json(answer()),
      refusal('ExpiredTokenException', 'over', 403),
    );
    await session.resume();
    clock.now = NOW + 3_600_000;
    await expect(session.credentials()).rejects.toThrow(SignInError);
    expect(status()).toBe('expired');
    await session.signInWithKey({ accessKeyId: 'a', secretAccessKey: 'b', region: 'us-east-1' });
    expect(status()).toBe('signedIn');
  });

  test('survive a server that is down', async () => {
    const { session, status, clock } = sessionOf(json(answer()), new TypeError('Failed to fetch'));
    await session.resume();
    clock.now = NOW + 3_600_000;
    await expect(session.credentials()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(status()).toBe('signedIn');
  });
});

describe('a link', () => {
  test('signs in', async () => {
    const { session, status, asked } = sessionOf(json(answer()));
    await session.signInWithCode('abc');
    expect(asked).toEqual(['link {"code":"abc"}']);
    expect(status()).toBe('signedIn');
  });

  test.each([
    ['AccessDeniedException', 403, 'expiredLink'],
    ['ThrottlingException', 429, 'refused'],
    ['InternalServerException', 500, 'unreachable'],
  ])('refused with %s is %s', async (name, httpStatus, kind) => {
    const { session, status } = sessionOf(refusal(name, 'why', httpStatus));
    await expect(session.signInWithCode('abc')).rejects.toMatchObject({ kind, message: 'why' });
    expect(status()).toBe('checking');
  });
});

test('signing out forgets the credentials at once, even when nobody answers', async () => {
  const { session, status } = sessionOf(json(answer()), new TypeError('Failed to fetch'));
  await session.resume();
  await session.signOut();
  expect(status()).toBe('signedOut');
  await expect(session.credentials()).rejects.toThrow();
  expect(status()).toBe('signedOut');
});
