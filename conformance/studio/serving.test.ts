import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { loadConfiguration, type RunningServer, startServer } from '@streambed/server/app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawExchange } from '../attacks/raw-exchange.ts';
import { signedHeaders } from '../support/signer.ts';
import { launchBrowser } from './support/browser.ts';
import { post } from './support/browser-fetch.ts';
import { type MadeUpStudio, makeUpStudio, SCRIPT, STYLE } from './support/made-up-studio.ts';

/* How the studio's files are served, with a made-up studio: threats.md rows 35, 46 to 48, 54 and 55. */

const credentials = {
  accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(24).toString('base64url'),
};

let studio: MadeUpStudio;
let dataFolder: string;
let server: RunningServer;
const log: string[] = [];

const serve = async (studioFolder: string, flags: Record<string, string> = {}): Promise<RunningServer> =>
  startServer(
    await loadConfiguration(
      {
        STREAMBED_ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
        STREAMBED_ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        OLLAMA_HOST: '127.0.0.1:1',
      },
      { port: '0', dataFolder: mkdtempSync(join(dataFolder, 'data-')), logLevel: 'debug', ...flags },
      dataFolder,
    ),
    { studioFolder, writeLog: (line) => log.push(line) },
  );

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'streambed-serving-'));
  studio = await makeUpStudio();
  server = await serve(studio.folder);
});
afterAll(async () => {
  await server?.close(0);
  studio?.remove();
  rmSync(dataFolder, { recursive: true, force: true });
});

const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  fetch(`${server.url}${path}`, { method, headers, redirect: 'manual' });

/** Bytes as they are: `fetch` would tidy a path up and unpack a body. */
const ask = async (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => {
  const lines = Object.entries({ host: `127.0.0.1:${server.port}`, connection: 'close', ...headers });
  const text = await rawExchange(
    server.port,
    `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
  );
  const end = text.indexOf('\r\n\r\n');
  const fields = text
    .slice(0, end)
    .split('\r\n')
    .slice(1)
    .map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
  return {
    status: Number(text.slice(9, 12)),
    headers: Object.fromEntries(fields),
    body: Buffer.from(text.slice(end + 4), 'latin1'),
  };
};

/** Every header but those that are another each time, for comparing. */
const headersOf = async (path: string, headers?: Readonly<Record<string, string>>, method?: string) => {
  const { status, headers: found } = await ask(path, headers, method);
  const { date, connection, 'keep-alive': _, 'x-amzn-requestid': requestId, ...rest } = found;
  expect(Date.parse(date!)).not.toBeNaN();
  return {
    status,
    ...rest,
    ...(rest['content-security-policy'] !== undefined && {
      'content-security-policy': rest['content-security-policy'].replace(/nonce-[^']+/, 'nonce-N'),
    }),
  };
};

const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const hardening = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': expect.stringMatching(/camera=\(\).*microphone=\(\).*payment=\(\)/),
  'x-frame-options': 'DENY',
};
const sealed = { ...hardening, 'content-security-policy': `${POLICY}; style-src 'self'` };

describe('the headers of each answer', () => {
  test('the page: nothing but our own, styles by a nonce that is new each time, never kept', async () => {
    expect(await headersOf('/studio/')).toEqual({
      status: 200,
      ...hardening,
      'content-security-policy': `${POLICY}; style-src 'self' 'nonce-N'; require-trusted-types-for 'script'; trusted-types default`,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-length': expect.stringMatching(/^\d+$/),
    });
  });

  test('a file whose name changes with it: kept for good', async () => {
    expect(await headersOf(`/studio/${SCRIPT}`)).toEqual({
      status: 200,
      ...sealed,
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': String(readFileSync(join(studio.folder, SCRIPT)).length),
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
      vary: 'accept-encoding',
    });
  });

  test('a file whose name stays: asked for each time', async () => {
    expect(await headersOf('/studio/mark.svg')).toEqual({
      status: 200,
      ...sealed,
      'content-type': 'image/svg+xml',
      'cache-control': 'no-cache',
      'content-length': '41',
      etag: expect.any(String),
      vary: 'accept-encoding',
    });
  });

  test('a file that is not there', async () => {
    expect(await headersOf('/studio/assets/gone-A1b2C3d4.js')).toEqual({
      status: 404,
      ...sealed,
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'content-length': expect.any(String),
    });
  });

  test.each([
    ['/studio', {}],
    ['/', { accept: 'text/html,application/xhtml+xml' }],
  ])('%s leads to the page', async (path, headers) => {
    expect(await headersOf(path, headers)).toEqual({
      status: 307,
      ...hardening,
      location: '/studio/',
      'cache-control': 'no-cache',
      'content-length': '0',
    });
  });

  test('an answer of the API, and a refusal: no guess about what they are', async () => {
    const path = '/flows/';
    const headers = await signedHeaders({ method: 'GET', path }, new URL(server.url), {
      credentials,
      region: 'us-east-1',
    });
    expect(await headersOf(path, headers)).toEqual({
      status: 200,
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'content-length': '20',
    });
    expect(await headersOf(path)).toEqual({
      status: 403,
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'x-amzn-errortype': 'MissingAuthenticationTokenException',
      'content-length': expect.any(String),
    });
    expect(await headersOf('/health')).toEqual({
      status: 200,
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-length': '15',
    });
  });

  test('of signing in: kept by nobody', async () => {
    const { code } = server.createSignInCode('us-east-1');
    const answers = [
      await post(server.url, 'link', { body: { code } }),
      await post(server.url, 'renew'),
      await post(server.url, 'end'),
    ];
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('the page', () => {
  test('has a nonce that is in its head and its policy, and never twice', async () => {
    const nonces = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const answer = await get('/studio/flows');
      const [, inPage] = /<meta name="csp-nonce" content="([^"]+)" \/>/.exec(await answer.text()) ?? [];
      const [, inPolicy] = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy')!) ?? [];
      expect(inPage).toBe(inPolicy);
      expect(Buffer.from(inPage!, 'base64').length * 8).toBeGreaterThanOrEqual(128);
      nonces.add(inPage!);
    }
    expect(nonces.size).toBe(20);
  });

  test.each([
    '/studio/',
    '/studio/sign-in',
    '/studio/sign-in?to=%2Fflows',
    '/studio/flows/ABCDEFGHIJ?node=Prompt_1&v=DRAFT',
    '/studio/flows/ABCDEFGHIJ/compare/2..DRAFT',
    '/studio/runs/a-b..c-d',
    '/studio/index.html?x',
  ])('is there at %s', async (path) => {
    const { status, headers, body } = await ask(path);
    if (path.includes('index.html')) expect(status).toBe(404);
    else expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(body.toString().includes('<main>')).toBe(status === 200);
  });

  test('is another from the moment that the studio was built anew', async () => {
    expect(await (await get('/studio/')).text()).toContain('<title>First</title>');
    studio.rebuild('Second');
    expect(await (await get('/studio/')).text()).toContain('<title>Second</title>');
    expect((await get(`/studio/${STYLE}`)).status).toBe(200);
  });

  test('says in one sentence how to build the studio, where it was not built', async () => {
    const unbuilt = await serve(join(studio.folder, 'nothing'));
    try {
      for (const path of ['/studio/', '/studio/flows']) {
        const answer = await fetch(`${unbuilt.url}${path}`);
        expect(answer.status).toBe(503);
        expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
        expect(await answer.text()).toBe(
          'The studio is not built yet: run `npm run build:studio` in the checkout, then reload this page.\n',
        );
      }
      expect((await fetch(`${unbuilt.url}/health`)).status).toBe(200);
    } finally {
      await unbuilt.close(0);
    }
  });
});

describe('a file', () => {
  const plain = () => readFileSync(join(studio.folder, SCRIPT));

  test.each([
    ['br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP', 'gzip'],
    ['gzip;q=0.5, br;q=0', 'gzip'],
    ['br; q=0.000, gzip; q=0', undefined],
    ['identity', undefined],
    ['*', undefined],
    ['deflate', undefined],
    ['brotli, gzipped', undefined],
    ['', undefined],
  ])('is sent as a browser takes it: %s → %s', async (accepted, expected) => {
    const { status, headers, body } = await ask(`/studio/${SCRIPT}`, { 'accept-encoding': accepted });
    expect([status, headers['content-encoding']]).toEqual([200, expected]);
    expect(Number(headers['content-length'])).toBe(body.length);
    const unpack =
      { br: brotliDecompressSync, gzip: gunzipSync }[expected ?? ''] ?? ((bytes: Buffer) => bytes);
    expect(unpack(body).equals(plain())).toBe(true);
  });

  test('is not sent again to whoever has it, and each form has a mark of its own', async () => {
    const forms = await Promise.all(
      ['br', 'gzip', 'identity'].map((accepted) => ask(`/studio/${SCRIPT}`, { 'accept-encoding': accepted })),
    );
    const marks = forms.map(({ headers }) => headers.etag!);
    expect(new Set(marks).size).toBe(3);
    const again = await ask(`/studio/${SCRIPT}`, {
      'accept-encoding': 'br',
      'if-none-match': `"x", W/${marks[0]}`,
    });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, marks[0]]);
    const other = await ask(`/studio/${SCRIPT}`, { 'accept-encoding': 'br', 'if-none-match': marks[1]! });
    expect(other.status).toBe(200);
  });

  test('is announced by HEAD with the same headers, and no body', async () => {
    for (const path of [`/studio/${SCRIPT}`, '/studio/']) {
      const { body, ...head } = await ask(path, {}, 'HEAD');
      expect([head.status, body.length]).toEqual([200, 0]);
      expect(await headersOf(path, {}, 'HEAD')).toEqual(await headersOf(path));
    }
  });

  test('comes over HTTP/2 as well', async () => {
    const session = connectHttp2(server.url);
    try {
      const stream = session.request({ ':path': `/studio/${SCRIPT}`, 'accept-encoding': 'br' });
      const head = await new Promise<Record<string, unknown>>((resolve) => stream.once('response', resolve));
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      expect(head[':status']).toBe(200);
      expect(brotliDecompressSync(Buffer.concat(chunks)).equals(plain())).toBe(true);
    } finally {
      session.close();
    }
  });

  test.each([
    '/studio/../package.json',
    '/studio/../../../../etc/passwd',
    '/studio/%2e%2e/package.json',
    '/studio/..%2fpackage.json',
    '/studio/%2e%2e%2f%2e%2e%2fpackage.json',
    '/studio/..%5cpackage.json',
    '/studio/..\\package.json',
    '/studio/assets/../../package.json',
    '/studio/assets/..%2f..%2fpackage.json',
    '/studio//etc/passwd.txt',
    '/studio/%2fetc%2fpasswd.txt',
    '/studio/file:///etc/hosts.txt',
    `/studio/${SCRIPT}%00.txt`,
    `/studio/${SCRIPT}.map`,
    `/studio/${SCRIPT}.br`,
    `/studio/${SCRIPT}.gz`,
    `/studio/${SCRIPT}/`,
    `/studio/${SCRIPT.toUpperCase()}`,
    `/studio/${encodeURIComponent(SCRIPT)}`,
    '/studio/assets/link-A1b2C3d4.js',
    '/studio/assets/',
    '/studio/assets',
    '/studio/.env',
    '/studio/.git/config',
    '/studio/__proto__',
    '/studio/constructor.js',
    '/studio/index.html',
    '/studio/index.html.br',
  ])('is not to be had by %s', async (path) => {
    const { status, headers, body } = await ask(path);
    // A path that looks like no file is a page of the studio, which is the same for everybody.
    if (status === 200) expect(headers['content-type']).toBe('text/html; charset=utf-8');
    else expect(status).toBe(404);
    expect(body.toString()).not.toMatch(/outside|root:|SECRET|sources|"name"|results/);
    expect(body.toString()).not.toContain(studio.folder);
  });
});

describe('what is not the studio’s', () => {
  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s', async (method) => {
    const { status, headers } = await ask('/studio/', { 'content-length': '0' }, method);
    expect([status, headers['x-amzn-errortype']]).toEqual([403, 'MissingAuthenticationTokenException']);
  });

  test.each(['/studio/', `/studio/${SCRIPT}`, '/studio/bucket/key.txt', '/studio'])(
    'a signed request for %s: a bucket may be called studio',
    async (path) => {
      const headers = await signedHeaders({ method: 'GET', path }, new URL(server.url), {
        credentials,
        region: 'us-east-1',
      });
      const { status, headers: answered } = await ask(path, headers);
      expect([status, answered['x-amzn-errortype']]).toEqual([404, 'UnknownOperationException']);
    },
  );

  test('a wrongly signed one, in the header or in the query', async () => {
    for (const [path, headers] of [
      ['/studio/', { authorization: 'AWS4-HMAC-SHA256 x' }],
      ['/studio/?X-Amz-Signature=x', {}],
      ['/studio/a?b=c&x-amz-credential=x', {}],
    ] as const) {
      const { status, headers: answered } = await ask(path, headers);
      expect([status, answered['x-amzn-errortype']]).toEqual([403, 'IncompleteSignatureException']);
    }
  });

  test.each([
    ['/', {}],
    ['/', { accept: 'application/json' }],
    ['/studios', { accept: 'text/html' }],
    ['/Studio/', { accept: 'text/html' }],
    ['//studio/', { accept: 'text/html' }],
    ['/flows/', { accept: 'text/html' }],
    ['/x/../studio/', { accept: 'text/html' }],
    ['/%73tudio/', { accept: 'text/html' }],
  ])('%s of who accepts %j', async (path, headers) => {
    const { status, headers: answered } = await ask(path, headers);
    expect([status, answered['x-amzn-errortype']]).toEqual([403, 'MissingAuthenticationTokenException']);
  });
});

describe('the name that the server is called by', () => {
  test.each(['localhost:PORT', '127.0.0.1', '127.0.0.2:PORT', '[::1]:PORT', 'LOCALHOST:PORT'])(
    '%s is this machine',
    async (name) => {
      const { status } = await ask('/studio/', { host: name.replace('PORT', String(server.port)) });
      expect(status).toBe(200);
    },
  );

  test.each(['evil.test', 'evil.test:PORT', 'localhost.evil.test', '127.0.0.1.evil.test', '192.0.2.1:PORT'])(
    '%s may be anybody: nothing is served',
    async (name) => {
      const host = name.replace('PORT', String(server.port));
      for (const path of ['/studio/', `/studio/${SCRIPT}`, '/studio']) {
        const { status, body } = await ask(path, { host });
        expect(status).toBe(403);
        expect(body.toString()).toContain('--public-url');
        expect(body.toString()).not.toContain('evil');
      }
      expect((await ask('/health', { host })).status).toBe(200);
    },
  );

  test('the published one is ours, and its cookie is for TLS only', async () => {
    const published = await serve(studio.folder, { publicUrl: 'https://studio.example.com' });
    try {
      const { code } = published.createSignInCode('us-east-1');
      const body = JSON.stringify({ code });
      const answer = await rawExchange(
        published.port,
        `POST /streambed/v1/session/link HTTP/1.1\r\nHost: studio.example.com\r\nOrigin: https://studio.example.com\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toMatch(
        /^set-cookie: __Host-streambed-session-[0-9a-f]{8}=\S+; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=\d+\r$/im,
      );
      const page = await rawExchange(
        published.port,
        'GET /studio/ HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n',
      );
      expect(page).toMatch(/^HTTP\/1\.1 403 /);
    } finally {
      await published.close(0);
    }
  });
});

describe('a real browser', () => {
  test('holds the page to its policy, and the page works', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}/`);
      expect(new URL(page.url()).pathname).toBe('/studio/');
      await page.getByText(/^\{/).waitFor();
      expect(JSON.parse((await page.textContent('main'))!)).toEqual({
        sheet: 'rgb(9, 9, 9)',
        withoutNonce: 'rgb(9, 9, 9)',
        withNonce: 'rgb(2, 2, 2)',
        byProperty: 'rgb(3, 3, 3)',
        byAttribute: 'rgb(3, 3, 3)',
        inline: false,
        evaluated: 'refused',
        markup: 'refused',
        worker: 'refused',
        elsewhere: 'refused',
        own: 200,
      });
    } finally {
      await browser.close();
    }
  });

  test('shows nothing of it in another site’s frame, and posts nothing for another site', async () => {
    const { code } = server.createSignInCode('us-east-1');
    const target = `${server.url}/streambed/v1/session/link`;
    const attack = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<iframe src="${server.url}/studio/"></iframe><main></main><script>
        const body = JSON.stringify({ code: ${JSON.stringify(code)} });
        const tries = [
          () => fetch(${JSON.stringify(target)}, { method: 'POST', body, mode: 'no-cors' }).then((a) => a.type),
          () => fetch(${JSON.stringify(target)}, { method: 'POST', body, headers: { 'content-type': 'application/json' } }).then((a) => a.status),
          () => fetch(${JSON.stringify(`${server.url}/studio/`)}).then((a) => a.text()),
        ];
        Promise.all(tries.map((each) => each().catch(() => 'refused')))
          .then((results) => { document.querySelector('main').textContent = JSON.stringify(results); });
      </script>`);
    });
    await new Promise<void>((resolve) => attack.listen(0, '127.0.0.1', resolve));
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`http://localhost:${(attack.address() as { port: number }).port}/`);
      await page.getByText(/^\[/).waitFor();
      // The first is sent and answered with a refusal that the page cannot read.
      expect(JSON.parse((await page.textContent('main'))!)).toEqual(['opaque', 'refused', 'refused']);
      const [, frame] = page.frames();
      expect(await frame?.content()).not.toContain('<main>');
    } finally {
      await browser.close();
      attack.close();
    }
    expect((await post(server.url, 'link', { body: { code } })).status).toBe(200);
  });
});

test('the log says who asked for what, and shows nothing of the studio as a fault', () => {
  const lines = log.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(expect.objectContaining({ path: `/studio/${SCRIPT}`, status: 200 }));
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});
