import { gzipSync } from 'node:zlib';
import { bedrock, bedrockAgent, bedrockAgentRuntime, bedrockRuntime, streambed } from '@streambed/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../operations/index.ts';
import { publicRoutes } from './public-routes.ts';
import { INVOKE_PATH, invokeBody, type OpenDoor, openDoor, sign } from './test-support/open-door.ts';
import { answers, httpRequest, rawClient } from './test-support/raw-client.ts';

let door: OpenDoor;
beforeAll(async () => {
  door = await openDoor({ operations: [...operations.values()] });
});
afterAll(() => door.close(0));

/** Sends a signed request as it is; `fetch` would tidy it up. */
const ask = async (method: string, path: string, body = '', more: Record<string, string> = {}) => {
  const client = await rawClient(door.port);
  client.send(httpRequest(method, path, { ...sign(method, path, body), connection: 'close', ...more }, body));
  const text = await client.closed();
  const [head = '', json = ''] = text.split('\r\n\r\n', 2);
  return { status: Number(head.slice(9, 12)), head, body: json === '' ? undefined : JSON.parse(json) };
};

describe('without a signature', () => {
  const modelled = [bedrock, bedrockAgent, bedrockAgentRuntime, bedrockRuntime, streambed].flatMap((model) =>
    model.operations.map((operation) => [`${model.service} ${operation.operation}`, operation] as const),
  );

  test.each(modelled)('%s is refused before anything is touched', async (_name, { method, uri }) => {
    const before = door.touches();
    const path = uri.replaceAll(/\{[^}]+\}/g, 'ABCDEFGHIJ');
    const answer = await fetch(`${door.url}${path}`, {
      method,
      ...(method === 'GET' ? {} : { body: '{"name":"x"}' }),
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(door.touches()).toBe(before);
  });

  test.each([
    '/',
    '/nothing',
    '/metrics',
    '/debug',
    '/debug/pprof/',
    '/.env',
    '/json/version',
    '/api/docs',
    '/health/',
    '/health?x=1',
    '//health',
    '/%68ealth',
    '/Health',
    '/flows/../health',
    '/flows/%zz/aliases/%ff',
    '/server.ts',
    '/main.js.map',
  ])('%s tells nothing', async (path) => {
    const client = await rawClient(door.port);
    client.send(httpRequest('GET', path, { host: 'x', connection: 'close' }));
    const text = await client.closed();
    expect(answers(text)).toEqual(['HTTP/1.1 403']);
    expect(text).toContain('MissingAuthenticationTokenException');
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
    '%s /health is no public route',
    async (method) => {
      expect((await fetch(`${door.url}/health`, { method })).status).toBe(403);
    },
  );

  test('a large body is not waited for', async () => {
    const client = await rawClient(door.port);
    client.send(httpRequest('POST', '/flows/', { host: 'x', 'content-length': '5000000' }));
    expect(answers(await client.until(/\r\n\r\n/))).toEqual(['HTTP/1.1 403']);
    client.destroy();
  });
});

test('the public list is short, and says why', async () => {
  expect([...publicRoutes.keys()]).toEqual([
    '/health',
    '/studio/*',
    '/',
    '/streambed/v1/session/link',
    '/streambed/v1/session/renew',
    '/streambed/v1/session/end',
  ]);
  for (const { why } of publicRoutes.values()) expect(why).toMatch(/\.$/);
  const answer = await fetch(`${door.url}/health`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('{"status":"ok"}');
  const head = await fetch(`${door.url}/health`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

describe('with a signature', () => {
  test('a path of no operation is not found', async () => {
    const { status, body } = await ask('GET', '/nothing');
    expect([status, body.__type]).toEqual([404, 'UnknownOperationException']);
  });

  test('an operation that the models know and Streambed does not serve is not found', async () => {
    const { status } = await ask('GET', '/flows/ABCDEFGHIJ/executions');
    expect(status).toBe(404);
  });

  test('a body above the limit is refused when it is declared', async () => {
    const client = await rawClient(door.port);
    client.send(httpRequest('POST', '/flows/', { ...sign('POST', '/flows/'), 'content-length': '50000000' }));
    const text = await client.until(/"message"/);
    expect(answers(text)).toEqual(['HTTP/1.1 413']);
    expect(text).toContain('RequestEntityTooLargeException');
    client.destroy();
  });

  test('a body above the limit is refused when it comes in chunks', async () => {
    const client = await rawClient(door.port);
    client.send(
      httpRequest('POST', '/flows/', { ...sign('POST', '/flows/'), 'transfer-encoding': 'chunked' }),
    );
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    for (let i = 0; i < 400; i++) client.send(chunk);
    expect(answers(await client.until(/"message"/))).toEqual(['HTTP/1.1 413']);
    client.send('0\r\n\r\n');
    client.destroy();
  });

  test('bodies of all clients together are bounded', async () => {
    const limited = await openDoor({ limits: { bodyBytesInFlight: 1_000_000 } });
    const request = httpRequest('POST', INVOKE_PATH, {
      ...sign('POST', INVOKE_PATH),
      'content-length': '600000',
    });
    const first = await rawClient(limited.port);
    first.send(request + 'x'.repeat(500_000));
    await expect.poll(() => limited.running).toBe(1);
    const second = await rawClient(limited.port);
    second.send(request + 'x'.repeat(599_999));
    const text = await second.until(/"message"/);
    expect(text).toContain('ServiceUnavailableException');
    first.send('x'.repeat(100_000));
    expect(await first.until(/"message"/)).toContain('InvalidSignatureException');
    first.destroy();
    second.destroy();
    await limited.close(0);
  });

  test.each(['gzip', 'gzip, gzip', 'GZIP', 'deflate', 'br', 'zstd', 'x'])(
    'a body in %s is refused unread',
    async (encoding) => {
      const bomb = gzipSync(Buffer.alloc(1_000_000)).toString('latin1');
      const { status, body } = await ask('POST', '/flows/', bomb, { 'content-encoding': encoding });
      expect([status, body.__type]).toEqual([400, 'ValidationException']);
      expect(body.message).toContain('Content-Encoding');
    },
  );

  test.each([
    ['200,000 arrays deep', `{"name":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['200,000 objects deep', `{"name":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_001)}`],
    ['a million keys wide', `{${Array.from({ length: 300_000 }, (_, i) => `"${i}":1`).join()}}`],
    ['cut short', '{"name":"x"'],
    ['not an object', '[]'],
    ['with a key twice', '{"name":"a","name":"b"}'],
    ['of a 100,000-digit number', `{"name":${'9'.repeat(100_000)}}`],
    ['not UTF-8', '{"name":"\xff"}'],
    ['text', 'hello'],
  ])('JSON %s is refused', async (_what, json) => {
    const { status, body } = await ask('POST', '/flows/', json);
    expect([status, body.__type]).toEqual([400, 'ValidationException']);
  });

  test('a defect is told to the log, with its stack, and to nobody else', async () => {
    const { status, head, body } = await ask('GET', '/flows/');
    expect([status, body.__type]).toEqual([500, 'InternalServerException']);
    const requestId = /x-amzn-requestid: (\S+)/.exec(head)?.[1];
    expect(body.message).toContain(requestId);
    expect(JSON.stringify(body)).not.toMatch(/touched|\.ts|node_modules/);
    const told = door.log.find((line) => line.requestId === requestId && line.level === 'error');
    expect(told?.operation).toBe('ListFlows');
    expect(told?.error).toMatch(/a room behind the door was touched[\s\S]*\.ts:\d+/);
  });

  test('every request is a line of the log, whatever its client calls itself', async () => {
    const userAgent = 'x\u009b31m"}\\n{"level":"error"}\u0085';
    await ask('GET', '/nothing', '', { 'user-agent': userAgent });
    const line = door.log.findLast(({ path }) => path === '/nothing');
    expect(line).toMatchObject({ level: 'debug', status: 404, method: 'GET', userAgent });
  });

  test('the log holds no secret', () => {
    const text = JSON.stringify(door.log);
    expect(text).not.toContain('aSecretThatOnlyTheTests');
    expect(text).not.toMatch(/Signature=|[0-9a-f]{64}/);
  });

  test('another account is refused', async () => {
    const other = encodeURIComponent('arn:aws:bedrock:us-east-1:111111111111:flow/ABCDEFGHIJ');
    const client = await rawClient(door.port);
    // SigV4 encodes each segment of the path once more.
    const signed = sign('GET', `/flows/${encodeURIComponent(other)}/`);
    client.send(httpRequest('GET', `/flows/${other}/`, { ...signed, connection: 'close' }));
    const text = await client.closed();
    expect(text).toMatch(/ 40[34] /);
    expect(text).toMatch(/AccessDeniedException|ResourceNotFoundException/);
  });
});

test('a document with the names of prototypes goes through as data', async () => {
  let seen: unknown;
  const echo = await openDoor({
    async *invoke(input) {
      seen = input;
      yield [];
    },
  });
  const document = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  const body = invokeBody(document);
  const client = await rawClient(echo.port);
  client.send(
    httpRequest('POST', INVOKE_PATH, { ...sign('POST', INVOKE_PATH, body), connection: 'close' }, body),
  );
  expect(answers(await client.closed())).toEqual(['HTTP/1.1 200']);
  expect(JSON.stringify(seen)).toContain(JSON.stringify(document));
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  await echo.close(0);
});
