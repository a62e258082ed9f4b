import { describe, expect, test } from 'vitest';
import { sessionCookie } from './session-cookie.ts';

describe('the cookie of a session', () => {
  test('on this machine holds for its own routes only', () => {
    expect(sessionCookie('1a2b', false).set('id.secret', 3_600_999)).toBe(
      'streambed-session-1a2b=id.secret; Path=/streambed/v1/session; HttpOnly; SameSite=Strict; Max-Age=3600',
    );
  });

  test('over TLS can be set by no other host', () => {
    expect(sessionCookie('1a2b', true).set('id.secret', 3_600_000)).toBe(
      '__Host-streambed-session-1a2b=id.secret; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=3600',
    );
  });

  test('is forgotten under the same name and path', () => {
    expect(sessionCookie('1a2b', false).clear()).toBe(
      'streambed-session-1a2b=; Path=/streambed/v1/session; HttpOnly; SameSite=Strict; Max-Age=0',
    );
  });

  test.each([
    [undefined, []],
    ['', []],
    ['a=b', []],
    ['streambed-session-1a2b=x.y', ['x.y']],
    ['a=b; streambed-session-1a2b=x.y; c=d', ['x.y']],
    ['a=b,streambed-session-1a2b=x.y', ['x.y']],
    ['streambed-session-9999=x.y', []],
    ['xstreambed-session-1a2b=x.y', []],
    ['streambed-session-1a2b=', []],
    ['streambed-session-1a2b=planted; streambed-session-1a2b=x.y', ['planted', 'x.y']],
    [Array(100).fill('streambed-session-1a2b=x').join('; '), ['x', 'x', 'x', 'x']],
  ])('is found in %j', (header, found) => {
    expect(sessionCookie('1a2b', false).read(header)).toEqual(found);
  });
});
