import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { makeTemporaryKey, readTemporaryKey, SESSION_ID_BYTES } from './temporary-keys.ts';

const key = randomBytes(32);
const sessionId = randomBytes(SESSION_ID_BYTES).toString('base64url');
const expiresAt = Date.UTC(2030, 0, 1, 12, 0, 0, 123);
const made = makeTemporaryKey(key, sessionId, expiresAt, randomBytes);

describe('a temporary key', () => {
  test('has the form of those of AWS, and says when it ends', () => {
    expect(made.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(made.secretAccessKey.reveal()).toMatch(/^[\w+/]{40}$/);
    expect(made).toMatchObject({ sessionId, expiresAt });
  });

  test('can be made again from its token by who has the key', () => {
    const read = readTemporaryKey(key, made.sessionToken.reveal());
    expect(read).toMatchObject({ accessKeyId: made.accessKeyId, sessionId, expiresAt });
    expect(read?.secretAccessKey.reveal()).toBe(made.secretAccessKey.reveal());
  });

  test('is another each time', () => {
    const other = makeTemporaryKey(key, sessionId, expiresAt, randomBytes);
    expect(other.accessKeyId).not.toBe(made.accessKeyId);
    expect(other.secretAccessKey.reveal()).not.toBe(made.secretAccessKey.reveal());
    expect(other.sessionToken.reveal()).not.toBe(made.sessionToken.reveal());
  });

  test('shows no secret when it is printed', () => {
    const printed = `${inspect(made)}${JSON.stringify(made)}`;
    expect(printed).not.toContain(made.secretAccessKey.reveal());
    expect(printed).not.toContain(made.sessionToken.reveal());
  });
});

describe('a session token', () => {
  const token = made.sessionToken.reveal();

  test('is worth nothing with a bit changed anywhere', () => {
    const bytes = Buffer.from(token, 'base64url');
    for (let at = 0; at < bytes.length * 8; at++) {
      const changed = Buffer.from(bytes);
      changed[at >> 3]! ^= 1 << (at & 7);
      expect(readTemporaryKey(key, changed.toString('base64url')), `bit ${at}`).toBeUndefined();
    }
  });

  test.each([
    ['nothing', ''],
    ['a cut one', token.slice(0, -2)],
    ['one with more behind it', `${token}AA`],
    ['another spelling of it', `${token}=`],
    ['the same in plain base64', Buffer.from(token, 'base64url').toString('base64')],
    ['one with blanks', ` ${token}`],
    ['text', 'x'.repeat(token.length)],
    ['far too much', 'A'.repeat(100_000)],
  ])('is not %s', (_, text) => {
    expect(text === token ? 'the same' : readTemporaryKey(key, text)).toBeUndefined();
  });

  test('of another server is worth nothing here', () => {
    expect(readTemporaryKey(randomBytes(32), token)).toBeUndefined();
  });
});
