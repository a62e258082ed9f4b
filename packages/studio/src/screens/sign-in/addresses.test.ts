import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { safeTarget, signInAddress, takeCode } from './addresses.ts';

describe('where sign-in leads to', () => {
  test.each([
    ['/flows/ABCDEFGHIJ?node=Ask#x', '/flows/ABCDEFGHIJ?node=Ask#x'],
    ['/executions', '/executions'],
    [null, '/'],
    ['', '/'],
    ['flows', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['https://evil.example/', '/'],
    ['javascript:alert(1)', '/'],
    ['/./\\/evil.example', '/'],
    ['/..//evil.example', '/'],
    ['/sign-in?to=/sign-in', '/'],
  ])('for %j is %s', (to, target) => {
    expect(safeTarget(to)).toBe(target);
  });

  test('is never another origin, whatever is asked for', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('/', '\\', '.', ':', '@', 'a', '\t', '\n', '%', '?', '#') }),
        (to) => {
          const url = new URL(safeTarget(to), 'https://studio.example');
          expect(url.origin).toBe('https://studio.example');
        },
      ),
    );
  });

  test('is the page that was left', () => {
    const page = { pathname: '/flows', search: '?f=name:a&x=1', hash: '' };
    const address = signInAddress(page);
    expect(safeTarget(new URL(address, 'https://a.example').searchParams.get('to'))).toBe(
      '/flows?f=name:a&x=1',
    );
    expect(signInAddress({ pathname: '/', search: '', hash: '' })).toBe('/sign-in');
  });
});

describe('the code of a link', () => {
  const open = (pathname: string, hash: string) => {
    const replaced: string[] = [];
    const code = takeCode({
      location: { pathname, search: '?to=/flows', hash } as Location,
      history: {
        state: null,
        replaceState: (_: unknown, __: string, url: string) => replaced.push(url),
      } as never,
    });
    return { code, replaced };
  };
  test('is taken out of the address', () => {
    expect(open('/studio/sign-in', '#code=abc')).toEqual({
      code: 'abc',
      replaced: ['/studio/sign-in?to=/flows'],
    });
  });
  test.each([
    ['/studio/sign-in', ''],
    ['/studio/flows', '#code=abc'],
    ['/studio/sign-in', '#node=x'],
  ])('is not looked for in %s%s', (pathname, hash) => {
    expect(open(pathname, hash)).toEqual({ code: undefined, replaced: [] });
  });
});
