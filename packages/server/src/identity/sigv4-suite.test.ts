import { describe, expect, it } from 'vitest';
import { readRequestHead } from '../protocol/index.ts';
import { Secret } from './secret.ts';
import { authenticate } from './sigv4.ts';
import { exampleKey, keysOf } from './test-support/sign.ts';

/*
 * The cases of AWS's public Signature Version 4 test suite: all are signed by the example key at 2015-08-30T12:36:00Z
 * for us-east-1 and a service named `service`, with the headers host and x-amz-date beside those given.
 * Left out: none of the suite's requests; its intermediate values, since the signature covers them all.
 */
const TOKEN =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';
const UNRESERVED = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const FORM = 'application/x-www-form-urlencoded';

type Case = readonly [
  name: string,
  method: string,
  target: string,
  signature: string,
  more?: { headers?: readonly string[]; body?: string },
];

// biome-ignore format: one case per line
const cases: readonly Case[] = [
  ['get-header-key-duplicate', 'GET', '/', 'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea', { headers: ['My-Header1', 'value2', 'My-Header1', 'value2', 'My-Header1', 'value1'] }],
  ['get-header-value-multiline', 'GET', '/', 'ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790', { headers: ['My-Header1', 'value1,value2,value3'] }],
  ['get-header-value-order', 'GET', '/', '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01', { headers: ['My-Header1', 'value4', 'My-Header1', 'value1', 'My-Header1', 'value3', 'My-Header1', 'value2'] }],
  ['get-header-value-trim', 'GET', '/', 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736', { headers: ['My-Header1', ' value1', 'My-Header2', ' "a   b   c"'] }],
  ['get-unreserved', 'GET', `/${UNRESERVED}`, '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f'],
  ['get-utf8', 'GET', Buffer.from('/ሴ').toString('latin1'), '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  ['get-vanilla', 'GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-vanilla-empty-query-key', 'GET', '/?Param1=value1', 'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb'],
  ['get-vanilla-query', 'GET', '/?', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-vanilla-query-order-key-case', 'GET', '/?Param2=value2&Param1=value1', 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
  ['get-vanilla-query-unreserved', 'GET', `/?${UNRESERVED}=${UNRESERVED}`, '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197'],
  ['get-vanilla-utf8-query', 'GET', '/?%E1%88%B4=bar', '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04'],
  ['normalize-path: relative', 'GET', '/example/..', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['normalize-path: dot and slashes', 'GET', '//./', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['post-header-key-case', 'POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ['post-header-key-sort', 'POST', '/', 'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c', { headers: ['My-Header1', 'value1'] }],
  ['post-header-value-case', 'POST', '/', 'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d', { headers: ['My-Header1', 'VALUE1'] }],
  ['post-sts-header-after', 'POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ['post-sts-header-before', 'POST', '/', '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead', { headers: ['X-Amz-Security-Token', TOKEN] }],
  ['post-vanilla', 'POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ['post-vanilla-empty-query-value', 'POST', '/?Param1=value1', '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11'],
  ['post-vanilla-query', 'POST', '/?Param1=value1', '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11'],
  ['post-vanilla-query-nonunreserved', 'POST', '/?%40%23%24%25%5E=&%2B=%2F%2C%3F%3E%3C%60%22%3B%3A%5C%7C%5D%5B%7B%7D', '66c82657c86e26fb25238d0e69f011edc4c6df5ae71119d7cb98ed9b87393c1e'],
  ['post-vanilla-query-space', 'POST', '/?p', 'e71688addb58a26418614085fb730ba3faa623b461c17f48f2fbdb9361b94a9b'],
  ['post-x-www-form-urlencoded', 'POST', '/', 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a', { headers: ['Content-Type', FORM], body: 'Param1=value1' }],
  ['post-x-www-form-urlencoded-parameters', 'POST', '/', '1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe', { headers: ['Content-Type', `${FORM}; charset=utf8`], body: 'Param1=value1' }],
];

const SIGNED_AT = Date.UTC(2015, 7, 30, 12, 36);
const keys = keysOf(exampleKey);
const temporaryKeys = keysOf({ ...exampleKey, sessionToken: new Secret(TOKEN) });

const request = ([, method, target, signature, { headers = [], body = '' } = {}]: Case) => {
  const names = new Set([
    'host',
    'x-amz-date',
    ...headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()),
  ]);
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${[...names].sort().join(';')}, Signature=${signature}`;
  const all = [
    'Host',
    'example.amazonaws.com',
    ...headers,
    'X-Amz-Date',
    '20150830T123600Z',
    'Authorization',
    authorization,
  ];
  return { ...readRequestHead(method, target, all), body: Buffer.from(body) };
};

describe.each(cases.map((each) => ({ name: each[0], each })))('public test suite: $name', ({ each }) => {
  const [name, method, target, signature, more] = each;
  const known = more?.headers?.includes(TOKEN) ? temporaryKeys : keys;

  it('is verified', () => {
    expect(authenticate(request(each), known, SIGNED_AT, { service: 'service' })).toEqual({
      accountId: '123456789012',
      region: 'us-east-1',
      accessKeyId: 'AKIDEXAMPLE',
      arn: 'arn:aws:iam::123456789012:root',
    });
  });

  it('is refused with another signature', () => {
    const other = `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}`;
    const changed = request([name, method, target, other, more]);
    expect(() => authenticate(changed, known, SIGNED_AT, { service: 'service' })).toThrow(
      expect.objectContaining({ code: 'InvalidSignatureException' }),
    );
  });
});
