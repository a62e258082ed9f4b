import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenDoor, openDoor } from './test-support/open-door.ts';
import { answers, rawClient } from './test-support/raw-client.ts';

/*
 * Bytes that two readers could understand in two ways (RFC 9112 section 11.2). Each is sent with a second, innocent
 * request behind it: whatever the first one gets, nothing that follows it may be answered.
 */

let door: OpenDoor;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close(0));

const head = (...lines: string[]) =>
  `POST /health HTTP/1.1\r\nHost: x\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
const second = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n';

describe('a request that two readers would frame differently is refused and the connection closed', () => {
  test.each([
    [
      'content-length and transfer-encoding',
      `${head('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
    ],
    [
      'transfer-encoding and content-length',
      `${head('Transfer-Encoding: chunked', 'Content-Length: 5')}0\r\n\r\n`,
    ],
    ['two content-lengths', `${head('Content-Length: 5', 'Content-Length: 6')}hello!`],
    ['two equal content-lengths', `${head('Content-Length: 5', 'Content-Length: 5')}hello`],
    ['a content-length list', `${head('Content-Length: 5, 5')}hello`],
    ['a signed content-length', `${head('Content-Length: +5')}hello`],
    ['a negative content-length', `${head('Content-Length: -5')}hello`],
    ['a hexadecimal content-length', `${head('Content-Length: 0x5')}hello`],
    ['an empty content-length', `${head('Content-Length:')}hello`],
    ['a content-length beyond 64 bits', `${head('Content-Length: 18446744073709551621')}hello`],
    ['an unknown transfer-encoding', `${head('Transfer-Encoding: xchunked')}0\r\n\r\n`],
    ['a transfer-encoding after chunked', `${head('Transfer-Encoding: chunked, identity')}0\r\n\r\n`],
    [
      'two transfer-encodings',
      `${head('Transfer-Encoding: chunked', 'Transfer-Encoding: identity')}0\r\n\r\n`,
    ],
    ['lines that end with a bare LF', 'POST /health HTTP/1.1\nHost: x\nContent-Length: 5\n\nhello'],
    [
      'one header line that ends with a bare LF',
      'POST /health HTTP/1.1\r\nHost: x\nContent-Length: 5\r\n\r\nhello',
    ],
    ['a bare CR in a header', 'POST /health HTTP/1.1\r\nHost: x\rContent-Length: 5\r\n\r\nhello'],
    ['a folded header line', `${head('X-Folded: one\r\n two')}`],
    ['a space before the colon', `${head('Content-Length : 5')}hello`],
    ['a header name with a space', `${head('X Name: 1')}`],
    ['a header without a colon', `${head('Nonsense')}`],
    ['a header with NUL', `${head('X-Nul: a\0b')}`],
    ['whitespace before the first header', 'POST /health HTTP/1.1\r\n Host: x\r\n\r\n'],
    ['an unknown version', 'GET /health HTTP/1.9\r\nHost: x\r\n\r\n'],
    ['a chunk size that is no number', `${head('Transfer-Encoding: chunked')}xyz\r\n`],
    ['a chunk size with a sign', `${head('Transfer-Encoding: chunked')}+5\r\nhello\r\n0\r\n\r\n`],
    ['a chunk longer than its size', `${head('Transfer-Encoding: chunked')}3\r\nhello\r\n0\r\n\r\n`],
    [
      'a chunk-extension flood',
      `${head('Transfer-Encoding: chunked')}1;${'e'.repeat(20_000)}\r\nx\r\n0\r\n\r\n`,
    ],
    ['no method', ' /health HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['binary', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03'],
  ])('%s', async (_what, bytes) => {
    const client = await rawClient(door.port);
    client.send(Buffer.from(bytes + second, 'latin1'));
    const text = await client.closed();
    // An ambiguous body may be noticed only after its head was answered, but never is a request after it.
    const [first, ...more] = answers(text);
    expect(more).toEqual([]);
    expect(first ?? 'HTTP/1.1 400').toMatch(/ 4\d\d$/);
    expect(text).not.toContain('"status":"ok"');
  });
});

test('requests that follow each other cleanly are answered in order', async () => {
  const client = await rawClient(door.port);
  client.send(`${second}GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n${second}`);
  const text = await client.until(/(HTTP[\s\S]*){3}\{"status":"ok"\}$/);
  expect(answers(text)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403', 'HTTP/1.1 200']);
  client.destroy();
});

test.each([
  ['without a host', 'GET /health HTTP/1.1\r\n\r\n', '400'],
  ['to switch protocols', 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n', undefined],
  ['with an expectation nobody can meet', 'GET /nothing HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n', '417'],
  ['in absolute form', 'GET http://x/health HTTP/1.1\r\nHost: x\r\n\r\n', '403'],
  ['in asterisk form', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', '403'],
  [
    'to upgrade to HTTP/2',
    'GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n',
    '403',
  ],
])('a request %s opens nothing', async (_what, bytes, status) => {
  const client = await rawClient(door.port);
  client.send(bytes);
  if (status === undefined) expect(answers(await client.closed())).toEqual([]);
  else expect(answers(await client.until(/\r\n\r\n/))).toEqual([`HTTP/1.1 ${status}`]);
  client.destroy();
});
