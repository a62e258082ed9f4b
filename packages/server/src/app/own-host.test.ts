import { describe, expect, test } from 'vitest';
import { ownHost } from './own-host.ts';

const tls = { certificate: Buffer.of(), key: Buffer.of() };

describe('the hosts that the studio answers to', () => {
  test.each(['127.0.0.1', '127.0.0.1:4600', '127.1.2.3:80', 'localhost', 'LOCALHOST:4700', '[::1]:4600'])(
    '%s is this machine',
    (host) => expect(ownHost({})(host)).toBe(true),
  );

  test.each([
    undefined,
    '',
    'evil.test',
    'evil.test:4600',
    'localhost.evil.test',
    '127.0.0.1.evil.test:4600',
    '192.0.2.1:4600',
    '0.0.0.0:4600',
    '[2001:db8::1]:4600',
    'user@127.0.0.1',
    '127.0.0.1/x',
    '127.0.0.1, evil.test',
    ' 127.0.0.1',
    '127.0.0.1:99999999',
    '%31%32%37.0.0.1',
  ])('%j is not', (host) => expect(ownHost({})(host)).toBe(false));

  test('the published address is one more, with its port', () => {
    const isOwn = ownHost({ publicUrl: 'https://studio.example.com:8443' });
    expect(isOwn('studio.example.com:8443')).toBe(true);
    expect(isOwn('STUDIO.example.com:8443')).toBe(true);
    expect(isOwn('studio.example.com')).toBe(false);
    expect(isOwn('127.0.0.1:4600')).toBe(true);
    expect(isOwn('evil.test')).toBe(false);
  });

  test('a certificate vouches for any', () => {
    expect(ownHost({ tls })('streambed.example.com')).toBe(true);
    expect(ownHost({ tls })('a b')).toBe(false);
  });
});
