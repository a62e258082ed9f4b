import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { type BoundedFetchOptions, boundedFetch } from './bounded-fetch.ts';
import { createOutbound } from './create-outbound.ts';
import { openCountingServer } from './outbound.fixture.ts';
import { UnusableResponse } from './unusable-response.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

const LIMIT = 100_000;

async function open(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = await openCountingServer(answer);
  opened.push(server);
  return { server, origin: `http://127.0.0.1:${server.port}` };
}

function bounded(options: Partial<BoundedFetchOptions> = {}): typeof fetch {
  const outbound = createOutbound();
  opened.push(outbound);
  return boundedFetch({ fetch: outbound.fetch, maxResponseBytes: LIMIT, ...options });
}

describe('a body', () => {
  test('comes piece by piece, each when it was sent', async () => {
    const sender = Promise.withResolvers<ServerResponse>();
    const { origin } = await open((_, response) => {
      response.write('one');
      sender.resolve(response);
    });
    const response = await bounded()(origin);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('one');
    (await sender.promise).write('two');
    expect((await reader?.read())?.value).toBe('two');
    (await sender.promise).end();
    expect((await reader?.read())?.done).toBe(true);
  });

  test('is read at the pace of its reader, and arrives whole', async () => {
    const total = 64 * 1024 * 1024;
    const piece = Buffer.alloc(64 * 1024, 'x');
    let written = 0;
    const { origin } = await open((_, response) => {
      const more = (): void => {
        while (written < total) {
          written += piece.byteLength;
          if (!response.write(piece)) return;
        }
        response.end();
      };
      response.on('drain', more);
      more();
    });
    const response = await bounded({ maxResponseBytes: total })(origin);
    const reader = response.body?.getReader();
    const hash = createHash('sha256').update((await reader?.read())?.value ?? '');
    let before = -1;
    while (before !== written) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // What sockets hold is bounded; nobody reads the rest before it is asked for.
    expect(written).toBeLessThan(total / 2);
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read())
      hash.update(next.value);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(Buffer.alloc(total, 'x')).digest('hex'));
  });

  test('that its reader leaves ends the connection', async () => {
    const gone = Promise.withResolvers<void>();
    const { origin } = await open((_, response) => {
      response.on('close', () => gone.resolve());
      response.write('half');
    });
    const response = await bounded()(origin);
    for await (const _ of response.body ?? []) break;
    await gone.promise;
  });

  test.each<[string, Buffer, Record<string, string>]>([
    ['of gzip', gzipSync('Hello'), { 'content-encoding': 'gzip' }],
    ['of brotli', brotliCompressSync('Hello'), { 'content-encoding': 'br' }],
    ['as it is', Buffer.from('Hello'), {}],
  ])('%s is unpacked', async (_, body, headers) => {
    const { origin } = await open((_, response) => response.writeHead(200, headers).end(body));
    expect(await (await bounded()(origin)).text()).toBe('Hello');
  });

  test.each<[string, Buffer, Record<string, string>]>([
    ['announced as too long', Buffer.alloc(LIMIT + 1), { 'content-length': String(LIMIT + 1) }],
    ['too long', Buffer.alloc(LIMIT + 1), {}],
    [
      'small, that unpacks to 50 MB,',
      gzipSync(Buffer.alloc(50 * 1024 * 1024)),
      { 'content-encoding': 'gzip' },
    ],
  ])('%s is refused', async (_, body, headers) => {
    const { origin } = await open((_, response) => {
      response.writeHead(200, headers);
      response.write(body);
      response.end();
    });
    const asked = bounded()(origin).then((response) => response.text());
    await expect(asked).rejects.toThrow(`answered with more than ${LIMIT} bytes`);
    await expect(asked).rejects.toThrow(UnusableResponse);
  });

  test('of exactly the size is taken', async () => {
    const { origin } = await open((_, response) => response.end(Buffer.alloc(LIMIT)));
    expect((await (await bounded()(origin)).arrayBuffer()).byteLength).toBe(LIMIT);
  });

  test('without end is refused at the size, and its connection ended', async () => {
    const gone = Promise.withResolvers<void>();
    const { origin } = await open((_, response) => {
      response.on('close', () => gone.resolve());
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(10_000)));
      };
      response.on('drain', more);
      more();
    });
    await expect(bounded()(origin).then((response) => response.text())).rejects.toThrow('more than');
    await gone.promise;
  });

  test.each(['gzip, gzip', 'gzip,br'])('packed twice (%s) is refused', async (encoding) => {
    const { origin } = await open((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(gzipSync(gzipSync('{}'))),
    );
    await expect(bounded()(origin)).rejects.toThrow('compressed more than once');
  });
});

describe('a redirect', () => {
  const redirect = (status: number, location: string) => (_: unknown, response: ServerResponse) => {
    response.writeHead(status, { location }).end();
  };
  const send = { method: 'POST', body: '{"a":1}', headers: { authorization: 'Bearer secret' } };

  test('to another host, port or scheme is not followed, and gets no key', async () => {
    const seen: unknown[] = [];
    const other = await open((request, response) => {
      seen.push(request.headers);
      response.end();
    });
    for (const status of [301, 302, 303, 307, 308])
      for (const location of [
        other.origin,
        `http://localhost:${other.server.port}/`,
        `https://127.0.0.1:${other.server.port}/`,
      ]) {
        const { origin } = await open(redirect(status, location));
        await expect(bounded()(origin, send)).rejects.toThrow(`redirect (${status})`);
      }
    expect(seen).toEqual([]);
  });

  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:a9fe:a9fe]/',
    '//metadata.google.internal/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'http://user:password@127.0.0.1/',
    'http://[',
  ])('to %s is not followed', async (location) => {
    for (const status of [302, 307, 308]) {
      const { origin } = await open(redirect(status, location));
      await expect(bounded()(origin, send)).rejects.toThrow(UnusableResponse);
    }
  });

  test.each([307, 308])('%i on the same origin is followed with the same request', async (status) => {
    const seen: string[] = [];
    const { origin } = await open(async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      seen.push(`${request.method} ${request.url} ${body} ${request.headers.authorization}`);
      if (request.url === '/a') response.writeHead(status, { location: '/b' }).end();
      else response.end('there');
    });
    expect(await (await bounded()(`${origin}/a`, send)).text()).toBe('there');
    expect(seen).toEqual(['POST /a {"a":1} Bearer secret', 'POST /b {"a":1} Bearer secret']);
  });

  test.each([301, 302, 303])('%i, which changes the request, is not', async (status) => {
    const { origin } = await open(redirect(status, '/b'));
    await expect(bounded()(origin, send)).rejects.toThrow('is not followed');
  });

  test('in circles ends', async () => {
    const { origin, server } = await open(redirect(307, '/'));
    await expect(bounded()(origin)).rejects.toThrow('redirects in circles');
    expect(server.connections()).toBeLessThan(5);
  });
});

test('an answer in single bytes fails long before they fill the memory', async () => {
  let sent = 0;
  let isLeft = false;
  const drop = Uint8Array.of(0x20);
  const body = new ReadableStream({
    pull: (controller) => {
      sent++;
      controller.enqueue(drop);
    },
    cancel: () => {
      isLeft = true;
    },
  });
  const fetch = boundedFetch({ fetch: async () => new Response(body), maxResponseBytes: 16_000_000 });
  const response = await fetch('http://127.0.0.1/');
  await expect(response.text()).rejects.toThrow('answered in more than 500000 pieces');
  expect(sent).toBeLessThan(500_100);
  expect(isLeft).toBe(true);
});

test('headers are added, and text bodies changed', async () => {
  let seen: string | undefined;
  const { origin } = await open(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    seen = `${request.headers['x-a']} ${body}`;
    response.end();
  });
  const fetch = bounded({ headers: { 'x-a': '1' }, changeBody: (body) => `${body}!` });
  await fetch(origin, { method: 'POST', body: 'Hi' });
  expect(seen).toBe('1 Hi!');
});

test('a metadata address is not asked, whatever fetch is behind it', async () => {
  let asked = 0;
  const fetch = boundedFetch({
    maxResponseBytes: 1,
    fetch: async () => {
      asked++;
      return new Response();
    },
  });
  for (const url of ['http://169.254.169.254/', 'http://0xa9fea9fe/', 'http://metadata.google.internal./'])
    await expect(fetch(url)).rejects.toThrow('metadata service');
  expect(asked).toBe(0);
});
