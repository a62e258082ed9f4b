import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BedrockAgentClient, ListFlowsCommand } from '@aws-sdk/client-bedrock-agent';
import { BedrockAgentRuntimeClient, InvokeFlowCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { type Credentials, createStreambedClient, type StreambedClient } from '@streambed/client';
import type { SessionCredentials } from '@streambed/model/streambed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawExchange } from '../attacks/raw-exchange.ts';
import { codeNode, inputNode, outputNode, slot, wire } from '../support/definitions.ts';
import { type Flows, flowsOf } from '../support/flows.ts';
import { type LocalServer, startLocalServer } from '../support/local-server.ts';
import { signedHeaders } from '../support/signer.ts';
import { post, printedCodes } from './support/browser-fetch.ts';

/* threats.md rows 1, 27, 28, 48, 49 and 54, against a server in a process of its own. */

const region = 'us-east-1';

let server: LocalServer;
let client: StreambedClient;
beforeAll(async () => {
  server = await startLocalServer({ environment: { STREAMBED_LOG: 'debug' } });
  client = clientFor(server.credentials);
});
afterAll(() => server?.close());

const clientFor = (credentials: Credentials, at = server): StreambedClient =>
  createStreambedClient({ endpoint: at.url, region, credentials: async () => credentials });

/** What an official client, who knows nothing of sessions, makes of credentials: a list, or the exception's name. */
const tryCredentials = async (credentials: Credentials, at = server): Promise<string> => {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const keys = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  const agent = new BedrockAgentClient({ endpoint: at.url, region, credentials: keys, maxAttempts: 1 });
  try {
    return Array.isArray((await agent.send(new ListFlowsCommand({}))).flowSummaries) ? 'ok' : 'no list';
  } catch (error) {
    return (error as Error).name;
  } finally {
    agent.destroy();
  }
};

/** As the official clients want them: they take an expiration for a Date. */
const keysOf = ({ accessKeyId, secretAccessKey, sessionToken }: SessionCredentials): Credentials => ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
});

const freshCode = async (): Promise<string> => (await client.createSignInLink()).code;
const signIn = async () => post(server.url, 'link', { body: { code: await freshCode() } });

describe('a sign-in link', () => {
  test('is printed at the start, and signs in once', async () => {
    const [code] = printedCodes(server.output());
    const answer = await post(server.url, 'link', { body: { code } });
    expect(answer.status).toBe(200);
    expect(answer.signedIn).toEqual({
      session: {
        principalArn: 'arn:aws:iam::000000000000:root',
        accountId: '000000000000',
        region,
        createdAt: expect.stringMatching(/Z$/),
        expiresAt: expect.stringMatching(/Z$/),
        nodesPerFlow: 40,
      },
      credentials: {
        accessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
        secretAccessKey: expect.any(String),
        sessionToken: expect.any(String),
        expiration: expect.stringMatching(/Z$/),
      },
    });
    expect(await tryCredentials(answer.signedIn.credentials)).toBe('ok');
    const again = await post(server.url, 'link', { body: { code } });
    expect([again.status, again.errorType]).toEqual([403, 'AccessDeniedException']);
    expect(again.cookie).toBeUndefined();
  });

  test('is made again by the command line, for a running server', async () => {
    const bin = fileURLToPath(new URL('../../packages/cli/bin/streambed.mjs', import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [bin, 'studio', '--endpoint-url', server.url],
      {
        env: {
          PATH: process.env.PATH ?? '',
          AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
        },
      },
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(new RegExp(`^${server.url}/studio/sign-in#code=[\\w-]{32}\\n$`));
    const [code] = printedCodes(stdout);
    expect((await post(server.url, 'link', { body: { code } })).status).toBe(200);
  });

  test('signs one in, of many who open it at the same time', async () => {
    const code = await freshCode();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(server.url, 'link', { body: { code } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(403)]);
  });

  test('of the region that it was made in begins there', async () => {
    const elsewhere = createStreambedClient({
      endpoint: server.url,
      region: 'eu-west-1',
      credentials: async () => server.credentials,
    });
    const { code } = await elsewhere.createSignInLink();
    expect((await post(server.url, 'link', { body: { code } })).signedIn.session.region).toBe('eu-west-1');
  });

  test('puts the session that the browser had to an end: what was planted before is worth nothing after', async () => {
    const before = await signIn();
    const after = await post(server.url, 'link', {
      body: { code: await freshCode() },
      cookie: before.cookie,
    });
    expect(after.cookie).not.toBe(before.cookie);
    expect((await post(server.url, 'renew', { cookie: before.cookie })).status).toBe(403);
    expect(await tryCredentials(before.signedIn.credentials)).toBe('UnrecognizedClientException');
    expect(await tryCredentials(after.signedIn.credentials)).toBe('ok');
  });
});

describe('the cookie', () => {
  const form =
    /^streambed-session-[0-9a-f]{8}=[\w-]{22}\.[\w-]{43}; Path=\/streambed\/v1\/session; HttpOnly; SameSite=Strict; Max-Age=6047\d\d$/;

  test('is out of the reach of scripts and of other sites, from a link and from an access key', async () => {
    expect((await signIn()).headers.get('set-cookie')).toMatch(form);
    const url = new URL(server.url);
    const request = { method: 'POST', path: '/streambed/v1/sessions', body: '{}' };
    const headers = await signedHeaders(request, url, { credentials: server.credentials, region });
    const answer = await fetch(`${server.url}${request.path}`, { ...request, headers });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('set-cookie')).toMatch(form);
    expect(await answer.text()).not.toContain(answer.headers.get('set-cookie')!.split(/[=.;]/)[2]!);
  });

  test('gives fresh credentials, and signing out ends it and all of them at once', async () => {
    const { cookie, signedIn } = await signIn();
    const renewed = await post(server.url, 'renew', { cookie });
    expect(renewed.status).toBe(200);
    expect(renewed.signedIn.session).toEqual(signedIn.session);
    expect(renewed.signedIn.credentials.accessKeyId).not.toBe(signedIn.credentials.accessKeyId);
    expect(renewed.headers.get('set-cookie')).toBeNull();

    const ended = await post(server.url, 'end', { cookie });
    expect([ended.status, ended.text]).toEqual([204, '']);
    expect(ended.headers.get('set-cookie')).toMatch(/^streambed-session-[0-9a-f]{8}=; .*Max-Age=0$/);
    for (const { credentials } of [signedIn, renewed.signedIn])
      expect(await tryCredentials(credentials)).toBe('UnrecognizedClientException');
    const late = await post(server.url, 'renew', { cookie });
    expect([late.status, late.errorType]).toEqual([403, 'ExpiredTokenException']);
    expect(late.headers.get('set-cookie')).toMatch(/Max-Age=0$/);
  });

  test('is not needed to ask: whoever has none is told so, and nothing is wrong', async () => {
    const { status, text } = await post(server.url, 'renew');
    expect([status, text]).toEqual([204, '']);
    expect((await post(server.url, 'end')).status).toBe(204);
  });

  test.each([
    ['cut', (cookie: string) => cookie.slice(0, -1)],
    ['of another secret', (cookie: string) => `${cookie.split('.')[0]}.${'A'.repeat(43)}`],
    ['of the id alone', (cookie: string) => cookie.split('.')[0]!],
  ])('opens nothing when it is %s, and harms nobody', async (_, change) => {
    const { cookie } = await signIn();
    const forged = change(cookie!);
    expect((await post(server.url, 'renew', { cookie: forged })).status).toBe(403);
    expect((await post(server.url, 'end', { cookie: forged })).status).toBe(204);
    expect((await post(server.url, 'renew', { cookie })).status).toBe(200);
  });

  test('opens no operation by itself', async () => {
    const { cookie } = await signIn();
    for (const [method, path] of [
      ['GET', '/flows/'],
      ['POST', '/streambed/v1/sessions'],
      ['GET', '/streambed/v1/doctor'],
    ] as const) {
      const answer = await fetch(`${server.url}${path}`, { method, headers: { cookie: cookie! } });
      expect(answer.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
    }
  });
});

describe('only pages of this server may ask', () => {
  const own = () => new URL(server.url).origin;
  const strangers: readonly [string, () => Readonly<Record<string, string | undefined>>][] = [
    ['nobody who says where from', () => ({ origin: undefined })],
    ['a sandboxed page', () => ({ origin: 'null' })],
    ['another site', () => ({ origin: 'https://evil.test' })],
    ['a site with our name in it', () => ({ origin: `${own()}.evil.test` })],
    ['another port of this machine', () => ({ origin: 'http://127.0.0.1:1' })],
    ['another name of this machine', () => ({ origin: own().replace('127.0.0.1', 'localhost') })],
    ['another scheme', () => ({ origin: own().replace('http:', 'ftp:') })],
    ['a user at this machine', () => ({ origin: own().replace('//', '//x@') })],
    ['a page with a path', () => ({ origin: `${own()}/` })],
    ['two pages', () => ({ origin: `${own()}, https://evil.test` })],
    ['a page of another site, as the browser says', () => ({ 'sec-fetch-site': 'cross-site' })],
    ['a page of the same site, as the browser says', () => ({ 'sec-fetch-site': 'same-site' })],
    ['an address that was typed, as the browser says', () => ({ 'sec-fetch-site': 'none' })],
  ];

  test.each(strangers)('not %s', async (_, headers) => {
    const code = await freshCode();
    const { cookie } = await signIn();
    for (const [route, options] of [
      ['link', { body: { code } }],
      ['renew', { cookie }],
      ['end', { cookie }],
    ] as const) {
      const answer = await post(server.url, route, { ...options, headers: headers() });
      expect([route, answer.status, answer.errorType]).toEqual([route, 403, 'AccessDeniedException']);
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    // Nothing was used up and nothing was ended.
    expect((await post(server.url, 'renew', { cookie })).status).toBe(200);
    expect((await post(server.url, 'link', { body: { code } })).status).toBe(200);
  });

  test('and a browser that does not say where within the site may, by its Origin', async () => {
    const { cookie } = await signIn();
    const answer = await post(server.url, 'renew', { cookie, headers: { 'sec-fetch-site': undefined } });
    expect(answer.status).toBe(200);
  });

  test.each(['evil.test', 'evil.test:PORT', 'localhost.evil.test:PORT', '192.0.2.7:PORT', '0.0.0.0:PORT'])(
    'nor one whose name was made to lead here: %s',
    async (name) => {
      const host = name.replace('PORT', String(server.port));
      const { cookie } = await signIn();
      const answer = await rawExchange(
        server.port,
        `POST /streambed/v1/session/renew HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nCookie: ${cookie}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      expect(answer).not.toContain('ASIA');
    },
  );

  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('nor by %s', async (method) => {
    const { cookie } = await signIn();
    const answer = await fetch(`${server.url}/streambed/v1/session/renew`, {
      method,
      headers: { cookie: cookie!, origin: own() },
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  test.each([
    '/streambed/v1/session',
    '/streambed/v1/session/',
    '/streambed/v1/session/renew/',
    '/streambed/v1/session/renew?x=1',
    '/streambed/v1/session/Renew',
    '//streambed/v1/session/renew',
    '/streambed/v1/session/%72enew',
    '/x/../streambed/v1/session/renew',
  ])('nor at %s', async (path) => {
    const { cookie } = await signIn();
    const answer = await rawExchange(
      server.port,
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: ${own()}\r\nCookie: ${cookie}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain('MissingAuthenticationTokenException');
  });
});

describe('what is sent to the link', () => {
  test.each([
    ['no JSON', 'code=x', {}, 400],
    ['a list', '[]', {}, 400],
    ['a code that is no text', '{"code":7}', {}, 403],
    ['no code', '{}', {}, 403],
    ['an empty code', '{"code":""}', {}, 403],
    ['a code of somebody who guesses', `{"code":"${'A'.repeat(32)}"}`, {}, 403],
    ['far too much', `{"code":"${'A'.repeat(5_000)}"}`, {}, 413],
    ['a form', '{"code":"x"}', { 'content-type': 'application/x-www-form-urlencoded' }, 400],
    ['plain text, which needs no leave to be sent', '{"code":"x"}', { 'content-type': 'text/plain' }, 400],
  ])('is refused when it is %s', async (_, body, headers, status) => {
    const answer = await post(server.url, 'link', { body, headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });
});

describe('temporary credentials', () => {
  test('are those of who signed in, and good for an hour at most', async () => {
    const { session, credentials } = await client.createSession();
    expect(session.principalArn).toBe('arn:aws:iam::000000000000:root');
    const left = Date.parse(credentials.expiration) - Date.now();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(3_600_000);
    expect(await tryCredentials(credentials)).toBe('ok');
  });

  test('make no sessions and no links', async () => {
    const { credentials } = await client.createSession();
    const temporary = clientFor(credentials);
    await expect(temporary.createSession()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'Cannot call CreateSession with session credentials. Sign the request with an access key.',
    });
    await expect(temporary.createSignInLink()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await temporary.getModelSettings()).providers.length).toBeGreaterThan(0);
  });

  test('are worth nothing in part, mixed, or changed', async () => {
    const one = (await client.createSession()).credentials;
    const other = (await client.createSession()).credentials;
    const { sessionToken, ...bare } = one;
    expect(await tryCredentials(bare)).toBe('UnrecognizedClientException');
    expect(await tryCredentials({ ...one, sessionToken: other.sessionToken })).toBe(
      'UnrecognizedClientException',
    );
    expect(await tryCredentials({ ...one, secretAccessKey: other.secretAccessKey })).toBe(
      'InvalidSignatureException',
    );
    expect(await tryCredentials({ ...one, sessionToken: `${sessionToken.slice(0, -1)}_` })).toBe(
      'UnrecognizedClientException',
    );
    expect(await tryCredentials({ ...server.credentials, sessionToken })).toBe('UnrecognizedClientException');
    expect(await tryCredentials({ ...one, secretAccessKey: server.credentials.secretAccessKey })).toBe(
      'InvalidSignatureException',
    );
  });

  test('of another server are worth nothing here', async () => {
    const foreign = await startLocalServer();
    try {
      const { credentials } = await clientFor(foreign.credentials, foreign).createSession();
      expect(await tryCredentials(credentials, foreign)).toBe('ok');
      expect(await tryCredentials(credentials)).toBe('UnrecognizedClientException');
      const [code] = printedCodes(foreign.output());
      expect((await post(server.url, 'link', { body: { code } })).status).toBe(403);
    } finally {
      await foreign.close();
    }
  });
});

test('an invocation does not outlive the session that it was signed with', async () => {
  const { cookie, signedIn } = await signIn();
  const settings = { endpoint: server.url, region };
  const agent = new BedrockAgentClient({ ...settings, credentials: server.credentials });
  const runtime = new BedrockAgentRuntimeClient({ ...settings, credentials: keysOf(signedIn.credentials) });
  const flows: Flows = flowsOf(agent, {
    url: server.url,
    runtimeUrl: server.url,
    region,
    credentials: server.credentials,
    roleArn: 'arn:aws:iam::000000000000:role/flows',
    modelId: 'amazon.nova-lite-v1:0',
    local: undefined,
    close: async () => {},
  });
  try {
    const id = await flows.prepared({
      nodes: [
        inputNode('Number'),
        codeNode('Wait', '__import__("time").sleep(value)', [slot('value', 'Number')], 'Number'),
        { ...outputNode('Number'), name: 'AtOnce' },
        { ...outputNode('Number'), name: 'Later' },
      ],
      connections: [
        wire('FlowInput.document', 'AtOnce.document'),
        wire('FlowInput.document', 'Wait.value'),
        wire('Wait.response', 'Later.document'),
      ],
    });
    const { responseStream } = await runtime.send(
      new InvokeFlowCommand({
        flowIdentifier: id,
        flowAliasIdentifier: 'TSTALIASID',
        inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 20 } }],
      }),
    );
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const { flowOutputEvent } of responseStream!) {
        seen.push(flowOutputEvent?.nodeName);
        // It runs, and is not at its end.
        await post(server.url, 'end', { cookie });
      }
    })();
    await expect(reading).rejects.toThrow('The session that this request belongs to was ended.');
    expect(seen).toEqual(['AtOnce']);
  } finally {
    agent.destroy();
    runtime.destroy();
  }
});

test('a restart keeps sessions, cookie and credentials; links go', async () => {
  const { cookie, signedIn } = await signIn();
  const unused = await freshCode();
  const ended = await signIn();
  await post(server.url, 'end', { cookie: ended.cookie });
  await server.restart();
  client = clientFor(server.credentials);
  expect(await tryCredentials(signedIn.credentials)).toBe('ok');
  expect((await post(server.url, 'renew', { cookie })).signedIn.session).toEqual(signedIn.session);
  expect((await post(server.url, 'renew', { cookie: ended.cookie })).status).toBe(403);
  expect((await post(server.url, 'link', { body: { code: unused } })).status).toBe(403);
});

test('who guesses waits, while everybody who signs is served', async () => {
  const guessed = await startLocalServer();
  try {
    const statuses: number[] = [];
    for (let i = 0; i < 25; i++) {
      const { status } = await post(guessed.url, 'link', { body: { code: `guess-number-${i}-of-many` } });
      statuses.push(status);
    }
    expect(statuses).toEqual([...Array(20).fill(403), ...Array(5).fill(429)]);
    expect(await tryCredentials(guessed.credentials, guessed)).toBe('ok');
    expect((await clientFor(guessed.credentials, guessed).createSession()).session.accountId).toBe(
      '000000000000',
    );
    // Nobody waits for asking whether they are signed in.
    expect((await post(guessed.url, 'renew')).status).toBe(204);
  } finally {
    await guessed.close();
  }
});

test('neither the log nor the data folder holds a code, a cookie or a key', async () => {
  const code = await freshCode();
  const { cookie, signedIn, headers } = await post(server.url, 'link', { body: { code } });
  const renewed = await post(server.url, 'renew', { cookie });
  await tryCredentials(renewed.signedIn.credentials);
  await post(server.url, 'end', { cookie });
  const living = await signIn();
  const secrets = [
    code,
    cookie!.split('=')[1]!,
    cookie!.split('.')[1]!,
    living.cookie!.split('.')[1]!,
    ...[signedIn, renewed.signedIn, living.signedIn].flatMap(({ credentials }) => [
      credentials.secretAccessKey,
      credentials.sessionToken,
    ]),
  ];
  expect(headers.get('cache-control')).toBe('no-store');
  const log = server.output();
  expect(log).toContain('"path":"/streambed/v1/session/link"');
  const files = readdirSync(server.dataFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  expect(files.length).toBeGreaterThan(1);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(20);
    expect(log.includes(secret)).toBe(false);
    for (const file of files) expect(file.includes(secret)).toBe(false);
  }
});
