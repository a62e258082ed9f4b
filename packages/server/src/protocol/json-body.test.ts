import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonBody } from './json-body.ts';
import { JSON_LIMITS, scanJson } from './json-scan.ts';
import { ServiceException } from './service-exception.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');
const parse = (text: string) => parseJsonBody(bytes(text));
const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
const keys = (count: number) => `{${Array.from({ length: count }, (_, i) => `"${i}":0`).join(',')}}`;
/** The object, the array and its numbers. */
const values = (count: number) =>
  `{"a":[${Array(count - 2)
    .fill(0)
    .join(',')}]}`;

describe('parseJsonBody', () => {
  it.each([
    ['no bytes at all', '', {}],
    ['an empty object', ' {} ', {}],
    [
      'every kind of value',
      '{"a":[1,-2.5e3,true,false,null,"x",{}]}',
      { a: [1, -2500, true, false, null, 'x', {}] },
    ],
    ['a whole surrogate pair in escapes', '{"a":"\\ud83d\\uDE00"}', { a: '😀' }],
    ['a backslash before what looks like an escape', '{"a":"\\\\ud800"}', { a: '\\ud800' }],
    [
      'one key in two objects',
      '{"a":{"k":1},"b":{"k":2},"c":[{"k":3},{"k":4}]}',
      { a: { k: 1 }, b: { k: 2 }, c: [{ k: 3 }, { k: 4 }] },
    ],
    ['structural characters in strings', '{"a":"{[:,]}\\"","b:":"\\\\"}', { a: '{[:,]}"', 'b:': '\\' }],
  ])('reads %s', (_, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it.each([
    ['an array', '[]', /must be a JSON object/],
    ['null', 'null', /must be a JSON object/],
    ['a string', '"x"', /must be a JSON object/],
    ['half an object', '{"a":', /not valid JSON/],
    ['text after the end', '{} {}', /not valid JSON/],
    ['a trailing comma', '{"a":1,}', /not valid JSON/],
    ['an unterminated string', '{"a":"x', /not valid JSON/],
    ['an escape cut short', '{"a":"\\ud8"}', /not valid JSON/],
    ['a backslash as the last byte', '{"a":"\\', /not valid JSON/],
    ['closing brackets only', ']]]]}}}}', /not valid JSON/],
    ['a byte order mark', '\ufeff{}', /not valid JSON/],
    ['NaN', '{"a":NaN}', /not valid JSON/],
    ['a number beyond a double', '{"a":[1e999]}', /range of a double/],
    ['a number of a million digits', `{"a":${'1'.repeat(1_000_000)}}`, /number longer than/],
    ['a high surrogate alone', '{"a":"\\ud800"}', /surrogate/],
    ['a low surrogate alone', '{"a":"x\\udfff"}', /surrogate/],
    ['two high surrogates', '{"a":"\\ud800\\ud800"}', /surrogate/],
    ['a surrogate in a key', '{"\\udc00":1}', /surrogate/],
    ['a duplicate key', '{"a":1,"b":2,"a":3}', /key "a" twice/],
    ['a duplicate key deep down', '{"x":[{"y":{"k":1, "k" :1}}]}', /key "k" twice/],
    ['a duplicate key in another spelling', '{"a":1,"\\u0061":2}', /key "a" twice/],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}', /key "__proto__" twice/],
    ['200,000 levels', '['.repeat(200_000), /levels of nesting/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).toThrow(ServiceException);
  });

  it('refuses bytes that are not UTF-8', () => {
    for (const broken of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
      const body = Buffer.concat([bytes('{"a":"'), Buffer.from(broken), bytes('"}')]);
      expect(() => parseJsonBody(body)).toThrow('not valid UTF-8');
    }
  });

  it.each([
    ['levels of nesting', nested, JSON_LIMITS.depth],
    ['keys', keys, JSON_LIMITS.keysPerObject],
    ['values', values, JSON_LIMITS.values],
  ])('takes exactly as many %s as the limit', (what, make, limit) => {
    expect(() => parse(make(limit))).not.toThrow();
    expect(() => parse(make(limit + 1))).toThrow(what);
  });

  it('makes __proto__ and its like own data, and leaves Object.prototype alone', () => {
    const value = parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1}',
    );
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('does not repeat the body in its messages', () => {
    expect(() => parse('{"password":hunter2}')).toThrow(/^(?!.*hunter2)/);
  });

  it('agrees with JSON.parse on whatever JSON.stringify writes', () => {
    const document = fc.jsonValue({ maxDepth: 6 });
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), document), (value) => {
        const text = JSON.stringify(value);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });

  it('counts keys as they are, in any JSON', () => {
    const count = (value: unknown): number =>
      value === null || typeof value !== 'object'
        ? 0
        : (Array.isArray(value) ? 0 : Object.keys(value).length) +
          Object.values(value).reduce((sum: number, each) => sum + count(each), 0);
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
        expect(scanJson(bytes(JSON.stringify(value, null, indent)))).toBe(count(value));
      }),
    );
  });

  it('throws nothing but ServiceException, whatever the bytes', () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      '\\u',
      'd800',
      '1',
      'e',
      '-',
      ' ',
      'true',
      '"a"',
      '"a":',
      '\u0000',
      'é',
    );
    const text = fc.array(fragment, { maxLength: 60 }).map((parts) => Buffer.from(parts.join('')));
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 200 })), (body) => {
        try {
          parseJsonBody(body);
        } catch (error) {
          expect(error).toBeInstanceOf(ServiceException);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
