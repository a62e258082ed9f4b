import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Agent, fetch } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { lightFetch } from './light-fetch.ts';
import { openCountingServer } from './outbound.fixture.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

type Answer = Parameters<typeof openCountingServer>[0];

async function open(answer: Answer) {
  const server = await openCountingServer(answer);
  const agent = new Agent();
  opened.push(server, { close: () => agent.destroy() });
  return { agent, url: new URL(`http://127.0.0.1:${server.port}/a/path?with=query`) };
}

const JSON_POST = { method: 'POST', body: '{"a":"ü"}', headers: { 'content-type': 'application/json' } };

describe('it answers as fetch does', () => {
  const text = 'Hello, wörld. '.repeat(100);
  test.each<[string, (response: ServerResponse) => void]>([
    ['as it is', (response) => response.end(text)],
    ['in gzip', (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text))],
    [
      'in x-gzip',
      (response) => response.writeHead(200, { 'content-encoding': 'X-GZip' }).end(gzipSync(text)),
    ],
    [
      'in deflate',
      (response) => response.writeHead(200, { 'content-encoding': 'deflate' }).end(deflateSync(text)),
    ],
    [
      'in brotli',
      (response) => response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync(text)),
    ],
    [
      'in nothing that is known',
      (response) => response.writeHead(200, { 'content-encoding': 'x' }).end(text),
    ],
    [
      'cut off in the middle of gzip',
      (response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text).subarray(0, 30)),
    ],
    ['with a status and words for it', (response) => response.writeHead(429, 'Slow down').end('{}')],
    ['with headers said twice', (response) => response.writeHead(200, { 'x-a': ['1', '2'] }).end('')],
    ['with a redirect', (response) => response.writeHead(307, { location: '/b' }).end('')],
    ['with nothing (204)', (response) => response.writeHead(204).end()],
    ['with nothing (304)', (response) => response.writeHead(304).end()],
  ])('%s', async (_, answer) => {
    const { agent, url } = await open((_, response) => {
      response.setHeader('date', 'today');
      answer(response);
    });
    const seen = async (response: Response) => [
      response.status,
      response.statusText,
      response.ok,
      [...response.headers],
      response.body === null,
      await response.text(),
    ];
    const expected = await fetch(url, { redirect: 'manual', dispatcher: agent, method: 'POST', body: 'a' });
    expect(await seen(await lightFetch(agent, url, { method: 'POST', body: 'a' }))).toEqual(
      await seen(expected as unknown as Response),
    );
  });

  test.each([
    {},
    JSON_POST,
    { method: 'POST', body: 'plain' },
    { headers: { 'user-agent': 'me', accept: 'a' } },
  ])('and asks as it does: %j', async (init) => {
    const asked: unknown[] = [];
    const { agent, url } = await open(async (request, response) => {
      let body = '';
      for await (const piece of request.setEncoding('utf8')) body += piece;
      // What a browser's fetch says of itself, and which encodings it takes, is nobody's business here.
      const {
        'sec-fetch-mode': _,
        'accept-language': __,
        'accept-encoding': ___,
        ...headers
      } = request.headers;
      asked.push([request.method, request.url, headers, body]);
      response.end();
    });
    await (await fetch(url, { ...init, dispatcher: agent })).text();
    await (await lightFetch(agent, url, init)).text();
    expect(asked[1]).toEqual(asked[0]);
  });

  test.each<[string, Answer]>([
    ['that is cut off', (_, response) => response.write('half', () => response.destroy())],
    [
      'that is no gzip',
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
    ],
    [
      'that is shorter than announced',
      (_, response) => response.writeHead(200, { 'content-length': 9 }).write('1', () => response.destroy()),
    ],
  ])('and fails as it does in a body %s', async (_, answer) => {
    const { agent, url } = await open(answer);
    const reasons = [
      fetch(url, { dispatcher: agent }).then((response) => response.text()),
      lightFetch(agent, url, {}).then((response) => response.text()),
    ].map((text) =>
      text.then(
        () => 'no reason',
        (error: Error) => (error.cause as { code: string }).code,
      ),
    );
    const [expected, got] = await Promise.all(reasons);
    expect(got).toBe(expected);
    expect(got).toMatch(/^[A-Z_]+$/u);
  });

  test('and fails as it does where nobody is', async () => {
    const { agent, url } = await open(() => {});
    await opened.shift()?.close();
    const error = (await lightFetch(agent, url, {}).catch((error: unknown) => error)) as Error;
    expect([error.message, (error.cause as { code: string }).code]).toEqual(['fetch failed', 'ECONNREFUSED']);
  });
});

test('an aborted signal sends nothing', async () => {
  let asked = 0;
  const { agent, url } = await open((_, response) => {
    asked++;
    response.end();
  });
  await expect(lightFetch(agent, url, { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
    'gone',
  );
  expect(asked).toBe(0);
});
