import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { Agent } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { BedrockAgentClient, ListFlowsCommand } from '@aws-sdk/client-bedrock-agent';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  completionEvent,
  credentials,
  INVOKE_PATH,
  invokeBody,
  type OpenDoor,
  openDoor,
  outputEvent,
  sign,
} from './test-support/open-door.ts';
import { rawClient } from './test-support/raw-client.ts';

const certificate = readFileSync(new URL('./test-support/tls/test-only.cert.pem', import.meta.url));
const key = readFileSync(new URL('./test-support/tls/test-only.key.pem', import.meta.url));

let door: OpenDoor;
let aborted: () => void;
beforeAll(async () => {
  door = await openDoor({
    tls: { certificate, key },
    limits: { firstBytesTimeout: 300, headersTimeout: 300, requestTimeout: 1_000, checkInterval: 50 },
    operations: [
      {
        name: 'ListFlows',
        service: 'bedrock-agent',
        action: 'bedrock:ListFlows',
        resource: () => '*',
        handle: async () => ({ flowSummaries: [] }),
      },
    ],
    async *invoke(input, { signal }) {
      yield [outputEvent('hello')];
      if (JSON.stringify(input).includes('wait')) {
        await once(signal, 'abort');
        aborted();
      }
      yield [completionEvent];
    },
  });
});
afterAll(() => door.close(0));

/** One TLS connection that offers `protocols` and sends `text`. */
const speak = async (protocols: string[], text: string) => {
  const socket = connectTls({
    port: door.port,
    host: '127.0.0.1',
    ca: certificate,
    ALPNProtocols: protocols,
  });
  await once(socket, 'secureConnect');
  socket.end(text);
  const answer = (await Array.fromAsync(socket)).join('');
  return { protocol: socket.alpnProtocol, answer };
};

const health = 'GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

test('the address says https', () => {
  expect(door.url).toBe(`https://127.0.0.1:${door.port}`);
});

test('the SDK speaks HTTP/1.1 over TLS', async () => {
  const control = new BedrockAgentClient({
    endpoint: door.url,
    region: 'us-east-1',
    credentials,
    requestHandler: { httpsAgent: new Agent({ ca: certificate }) },
  });
  expect((await control.send(new ListFlowsCommand({}))).flowSummaries).toEqual([]);
  control.destroy();
});

test('HTTP/2 is chosen when it is offered, and a flow streams over it', async () => {
  const session = connectHttp2(door.url, { ca: certificate });
  const host = `127.0.0.1:${door.port}`;
  const body = invokeBody('hi');
  const stream = session.request({
    ':method': 'POST',
    ':path': INVOKE_PATH,
    ...sign('POST', INVOKE_PATH, body, { host, hostHeader: ':authority' }),
  });
  stream.end(body);
  const text = (await Array.fromAsync(stream)).join('');
  expect(session.alpnProtocol).toBe('h2');
  expect(text).toMatch(/hello[\s\S]*flowCompletionEvent/);
  session.close();
});

test.each([
  ['http/1.1', ['http/1.1'], 'http/1.1'],
  ['nothing', [], false],
])('HTTP/1.1 is spoken when %s is offered', async (_what, protocols, protocol) => {
  const spoken = await speak(protocols, health);
  expect(spoken.protocol).toBe(protocol);
  expect(spoken.answer).toContain('{"status":"ok"}');
});

test('a protocol that is none of the two gets no connection', async () => {
  const socket = connectTls({
    port: door.port,
    host: '127.0.0.1',
    ca: certificate,
    ALPNProtocols: ['spdy/3'],
  });
  const [error] = await once(socket, 'error');
  expect(error).toBeInstanceOf(Error);
});

test('an old TLS gets no connection', async () => {
  const socket = connectTls({
    port: door.port,
    host: '127.0.0.1',
    ca: certificate,
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  });
  const [error] = await once(socket, 'error');
  expect(error).toBeInstanceOf(Error);
});

test('plain text gets no answer', async () => {
  const client = await rawClient(door.port);
  client.send(health);
  expect(await client.closed()).not.toContain('HTTP/1.1 200');
});

test('a client that never finishes its handshake is closed', async () => {
  const client = await rawClient(door.port);
  client.send(Buffer.from([0x16, 0x03, 0x01]));
  await client.closed();
  await expect.poll(() => door.connections).toBe(0);
});

test.each([1, 2])('a client that hangs up aborts its flow, over HTTP/%i', async (version) => {
  const left = new Promise<void>((resolve) => {
    aborted = resolve;
  });
  const body = invokeBody('wait');
  if (version === 1) {
    const socket = connectTls({ port: door.port, host: '127.0.0.1', ca: certificate });
    const signed = sign('POST', INVOKE_PATH, body);
    const head = Object.entries({ ...signed, 'content-length': body.length }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    socket.write(`POST ${INVOKE_PATH} HTTP/1.1\r\n${head.join('')}\r\n${body}`);
    await once(socket, 'data');
    socket.destroy();
  } else {
    const session = connectHttp2(door.url, { ca: certificate });
    const host = `127.0.0.1:${door.port}`;
    const signed = sign('POST', INVOKE_PATH, body, { host, hostHeader: ':authority' });
    const stream = session.request({ ':method': 'POST', ':path': INVOKE_PATH, ...signed });
    stream.on('error', () => {});
    stream.end(body);
    await once(stream, 'data');
    session.destroy();
  }
  await left;
});
