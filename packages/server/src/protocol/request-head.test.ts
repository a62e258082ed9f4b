import { describe, expect, it } from 'vitest';
import { parseQuery } from './query-string.ts';
import { readHeaders, readRequestHead } from './request-head.ts';

describe('readHeaders', () => {
  it('lowers names, joins what may be repeated and keeps odd names as data', () => {
    const headers = readHeaders([
      'Host',
      'x',
      'My-Header',
      'b',
      'my-header',
      'a',
      '__proto__',
      '1',
      'constructor',
      '2',
    ]);
    expect([...headers]).toEqual([
      ['host', 'x'],
      ['my-header', 'b,a'],
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it.each([
    ['host', ['Host', 'a', 'hOST', 'a']],
    ['authorization', ['Authorization', 'a', 'authorization', 'b']],
    ['x-amz-date', ['x-amz-date', 'a', 'X-Amz-Date', 'a']],
    ['x-amz-content-sha256', ['x-amz-content-sha256', 'a', 'X-Amz-Content-SHA256', 'b']],
    ['x-amz-security-token', ['x-amz-security-token', 'a', 'x-amz-security-token', 'a']],
    ['content-length', ['content-length', '1', 'content-length', '2']],
    ['different hosts', [':authority', 'a', 'host', 'b']],
    ['more than 128', Array(258).fill('a')],
  ])('refuses duplicates and contradictions: %s', (name, raw) => {
    expect(() => readHeaders(raw)).toThrow(
      expect.objectContaining({
        code: 'MalformedHttpRequestException',
        message: expect.stringContaining(name),
      }),
    );
  });
});

describe('readRequestHead', () => {
  it.each([
    ['/flows/', '/flows/', []],
    ['/flows/?', '/flows/', []],
    ['/a%2Fb?x=1?2', '/a%2Fb', [['x', '1?2']]],
    ['?x', '', [['x', '']]],
  ])('splits %s at the first question mark', (target, rawPath, query) => {
    expect(readRequestHead('GET', target, [])).toEqual({ method: 'GET', rawPath, query, headers: new Map() });
  });
});

describe('parseQuery', () => {
  it.each([
    ['', []],
    ['a', [['a', '']]],
    ['a=', [['a', '']]],
    ['=a', [['', 'a']]],
    ['a=b=c', [['a', 'b=c']]],
    [
      'b=2&a=1&b=1',
      [
        ['b', '2'],
        ['a', '1'],
        ['b', '1'],
      ],
    ],
    ['&&a=1&', [['a', '1']]],
    ['a=1;b=2', [['a', '1;b=2']]],
    ['a=x+y%2Bz%20w', [['a', 'x+y+z w']]],
    ['%61=%2561', [['a', '%61']]],
    ['__proto__=1', [['__proto__', '1']]],
  ])('reads %j', (text, pairs) => {
    expect(parseQuery(text)).toEqual(pairs);
  });
});
