import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Principal } from './caller.ts';
import { Secret } from './secret.ts';
import { type SessionRecords, Sessions, type StoredSession, TEMPORARY_KEY_LIFETIME } from './sessions.ts';

const root: Principal = {
  accountId: '000000000000',
  region: 'us-east-1',
  arn: 'arn:aws:iam::000000000000:root',
};
const LIFETIME = 8 * 60 * 60_000;

type Row = StoredSession & { readonly scope: { readonly accountId: string; readonly region: string } };

/** Sessions over rows in memory, at a time that tests move. */
const world = () => {
  const rows = new Map<string, Row>();
  const records: SessionRecords = {
    listLiving: async (time) => [...rows.values()].filter(({ expiresAt }) => expiresAt > time),
    insert: async (scope, session) => void rows.set(session.id, { ...session, scope }),
    delete: async (_scope, id) => rows.delete(id),
    deleteExpired: async (time) => {
      for (const [id, { expiresAt }] of rows) if (expiresAt <= time) rows.delete(id);
    },
  };
  const state = { now: 1_000_000, secret: new Secret('the secret of the root') };
  const open = () =>
    Sessions.open({
      records,
      secret: state.secret,
      now: () => state.now,
      random: randomBytes,
      lifetime: LIFETIME,
    });
  return { rows, records, state, open };
};

const keyOf = (sessions: Sessions, { credentials }: Awaited<ReturnType<Sessions['create']>>) =>
  sessions.accessKeys.find(credentials.accessKeyId, credentials.sessionToken.reveal());

describe('a session', () => {
  test('carries who signed in, and keys that end within the hour', async () => {
    const { open, state } = world();
    const sessions = await open();
    const signedIn = await sessions.create(root);
    expect(signedIn.session).toMatchObject({
      ...root,
      createdAt: state.now,
      expiresAt: state.now + LIFETIME,
    });
    expect(signedIn.credentials.expiresAt).toBe(state.now + TEMPORARY_KEY_LIFETIME);
    expect(keyOf(sessions, signedIn)).toMatchObject({
      accountId: root.accountId,
      arn: root.arn,
      sessionId: signedIn.session.id,
    });
  });

  test('is stored without anything that opens it', async () => {
    const { open, rows } = world();
    const { cookie, credentials } = await (await open()).create(root);
    const stored = JSON.stringify([...rows.values()]);
    for (const part of [cookie, cookie.split('.')[1]!, credentials.secretAccessKey.reveal()])
      expect(stored).not.toContain(part);
  });

  test('gives fresh keys for its cookie, and the old ones stay good', async () => {
    const { open, state } = world();
    const sessions = await open();
    const signedIn = await sessions.create(root);
    state.now += 30 * 60_000;
    const renewed = sessions.renew(signedIn.cookie);
    expect(renewed?.session).toEqual(signedIn.session);
    expect(renewed?.credentials.expiresAt).toBe(state.now + TEMPORARY_KEY_LIFETIME);
    expect(renewed?.credentials.accessKeyId).not.toBe(signedIn.credentials.accessKeyId);
    expect(keyOf(sessions, signedIn)).toBeDefined();
  });

  test('gives no key that outlives it', async () => {
    const { open, state } = world();
    const sessions = await open();
    const { cookie, session } = await sessions.create(root);
    state.now = session.expiresAt - 1;
    expect(sessions.renew(cookie)?.credentials.expiresAt).toBe(session.expiresAt);
    state.now = session.expiresAt;
    expect(sessions.renew(cookie)).toBeUndefined();
  });

  test('outlives a restart, keys and cookie', async () => {
    const { open } = world();
    const before = await open();
    const signedIn = await before.create(root);
    const after = await open();
    expect(keyOf(after, signedIn)).toMatchObject({ arn: root.arn });
    expect(after.renew(signedIn.cookie)?.session).toEqual(signedIn.session);
    expect(after.cookieSuffix).toBe(before.cookieSuffix);
  });

  test('does not outlive the secret of the root', async () => {
    const { open, state } = world();
    const signedIn = await (await open()).create(root);
    state.secret = new Secret('another secret of the root');
    const after = await open();
    expect(keyOf(after, signedIn)).toBeUndefined();
    expect(after.renew(signedIn.cookie)).toBeUndefined();
  });

  test('ends at once, with all its keys, and for good', async () => {
    const { open, rows } = world();
    const sessions = await open();
    const signedIn = await sessions.create(root);
    const other = await sessions.create(root);
    expect(keyOf(sessions, signedIn)).toBeDefined();
    const told: string[] = [];
    sessions.onEnd((id) => told.push(id));
    const ended = sessions.end(signedIn.cookie);
    expect(keyOf(sessions, signedIn)).toBeUndefined();
    expect(sessions.renew(signedIn.cookie)).toBeUndefined();
    await ended;
    expect(told).toEqual([signedIn.session.id]);
    expect([...rows.keys()]).toEqual([other.session.id]);
    expect(keyOf(await open(), signedIn)).toBeUndefined();
    expect(keyOf(sessions, other)).toBeDefined();
  });

  test('has an end that does not wait for the store', async () => {
    const { open, records } = world();
    const sessions = await open();
    const signedIn = await sessions.create(root);
    records.delete = () => Promise.reject(new Error('the disk is full'));
    await expect(sessions.end(signedIn.cookie)).rejects.toThrow('the disk is full');
    expect(keyOf(sessions, signedIn)).toBeUndefined();
  });

  test('is one of a hundred at most: the oldest ends', async () => {
    const { open, rows, state } = world();
    const sessions = await open();
    const first = await sessions.create(root);
    for (let i = 0; i < 99; i++) {
      state.now++;
      await sessions.create(root);
    }
    expect(sessions.renew(first.cookie)).toBeDefined();
    await sessions.create({ ...root, region: 'eu-west-1' });
    expect(sessions.renew(first.cookie)).toBeDefined();
    await sessions.create(root);
    expect(sessions.renew(first.cookie)).toBeUndefined();
    expect(rows.size).toBe(101);
  });

  test('that is over leaves the store with the next', async () => {
    const { open, rows, state } = world();
    const sessions = await open();
    await sessions.create(root);
    state.now += LIFETIME;
    const { session } = await sessions.create(root);
    expect([...rows.keys()]).toEqual([session.id]);
  });
});

describe('a cookie', () => {
  test.each([
    ['nothing', () => ''],
    ['the id alone', (cookie: string) => cookie.split('.')[0]!],
    ['the id and a dot', (cookie: string) => `${cookie.split('.')[0]}.`],
    ['another secret', (cookie: string) => `${cookie.split('.')[0]}.${'A'.repeat(43)}`],
    ['one character less', (cookie: string) => cookie.slice(0, -1)],
    ['one character more', (cookie: string) => `${cookie}A`],
    ['the secret alone', (cookie: string) => cookie.split('.')[1]!],
    ['a name of an object', () => '__proto__.constructor'],
  ])('that is %s opens and ends nothing', async (_, change) => {
    const { open } = world();
    const sessions = await open();
    const signedIn = await sessions.create(root);
    expect(sessions.renew(change(signedIn.cookie))).toBeUndefined();
    await sessions.end(change(signedIn.cookie));
    expect(sessions.renew(signedIn.cookie)).toBeDefined();
  });
});

describe('the keys of sessions', () => {
  test('are one object each, so that what is derived from them can be kept', async () => {
    const { open } = world();
    const sessions = await open();
    const signedIn = await sessions.create(root);
    expect(keyOf(sessions, signedIn)).toBe(keyOf(sessions, signedIn));
  });

  test('want their token, and their own id beside it', async () => {
    const { open } = world();
    const sessions = await open();
    const one = (await sessions.create(root)).credentials;
    const other = (await sessions.create(root)).credentials;
    const { find } = sessions.accessKeys;
    expect(find(one.accessKeyId)).toBeUndefined();
    expect(find(one.accessKeyId, other.sessionToken.reveal())).toBeUndefined();
    expect(find('ASIAAAAAAAAAAAAAAAAA', one.sessionToken.reveal())).toBeUndefined();
    expect(find('AKIDEXAMPLE', one.sessionToken.reveal())).toBeUndefined();
    expect(find(one.accessKeyId, one.sessionToken.reveal())).toBeDefined();
  });

  test('are found again when there were too many to remember', async () => {
    const { open } = world();
    const sessions = await open();
    const signedIn = await sessions.create(root);
    keyOf(sessions, signedIn);
    for (let i = 0; i < 300; i++) {
      const { credentials } = sessions.renew(signedIn.cookie)!;
      sessions.accessKeys.find(credentials.accessKeyId, credentials.sessionToken.reveal());
    }
    expect(keyOf(sessions, signedIn)).toMatchObject({ sessionId: signedIn.session.id });
  });
});

test('a code signs in once, whoever asks at the same time', async () => {
  const { open } = world();
  const sessions = await open();
  const { code } = sessions.createCode(root);
  const answers = await Promise.all([sessions.redeem(code), sessions.redeem(code), sessions.redeem(code)]);
  expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1);
});
