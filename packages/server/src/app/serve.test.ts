import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { StoreError } from '../store/index.ts';
import {
  completionEvent,
  INVOKE_PATH,
  invokeBody,
  type OpenDoor,
  openDoor,
  outputEvent,
  sign,
} from './test-support/open-door.ts';
import { answers, httpRequest, rawClient } from './test-support/raw-client.ts';

const body = invokeBody('hi');
const signedInvoke = () => httpRequest('POST', INVOKE_PATH, sign('POST', INVOKE_PATH, body), body);

/** A door whose flows answer once and then wait to be let go. */
const openWaiting = async (): Promise<OpenDoor & { letGo(): void }> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const door = await openDoor({
    async *invoke(_input, { signal }) {
      yield [outputEvent('first')];
      await Promise.race([promise, once(signal, 'abort')]);
      yield [outputEvent('last'), completionEvent];
    },
  });
  return Object.assign(door, { letGo: resolve });
};

test('an idle door closes at once, with connections that wait for nothing', async () => {
  const door = await openDoor();
  const silent = await rawClient(door.port);
  const kept = await rawClient(door.port);
  kept.send('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
  await kept.until(/"ok"/);
  const session = connectHttp2(door.url);
  session.on('error', () => {});
  await once(session, 'remoteSettings');
  await door.close(60_000);
  await Promise.all([silent.closed(), kept.closed()]);
  await expect(rawClient(door.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  session.destroy();
});

test('what runs is waited for, HTTP/2 clients are told to go, HTTP/1.1 clients with their answer', async () => {
  const door = await openWaiting();
  const running = await rawClient(door.port);
  running.send(signedInvoke());
  await running.until(/first/);
  const kept = await rawClient(door.port);
  const session = connectHttp2(door.url);
  const host = `127.0.0.1:${door.port}`;
  const stream = session.request({
    ':method': 'POST',
    ':path': INVOKE_PATH,
    ...sign('POST', INVOKE_PATH, body, { host, hostHeader: ':authority' }),
  });
  stream.end(body);
  const text = Array.fromAsync(stream);
  await once(stream, 'response');
  kept.send('GET /nothing HTTP/1.1\r\nHost: x\r\n');
  await sleep(20);

  const goaway = once(session, 'goaway');
  const closed = door.close(60_000);
  expect((await goaway)[0]).toBe(0);
  await expect(rawClient(door.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  kept.send('\r\n');
  expect(await kept.closed()).toMatch(/403[\s\S]*connection: close/i);
  expect(door.running).toBe(2);

  door.letGo();
  await closed;
  expect((await text).join('')).toMatch(/first[\s\S]*last[\s\S]*flowCompletionEvent/);
  expect(running.received()).toMatch(/first[\s\S]*last[\s\S]*flowCompletionEvent[\s\S]*0\r\n\r\n$/);
});

test('what runs for too long is told so in a last event and aborted', async () => {
  const door = await openWaiting();
  const client = await rawClient(door.port);
  client.send(signedInvoke());
  await client.until(/first/);
  await door.close(50);
  expect(client.received()).toMatch(
    /first[\s\S]*internalServerException[\s\S]*shutting down[\s\S]*0\r\n\r\n$/,
  );
  expect(client.received()).not.toContain('last');
  expect(door.log).toContainEqual(expect.objectContaining({ level: 'warn', running: 1 }));
});

test('a handler that never answers is answered for', async () => {
  let signal: AbortSignal | undefined;
  const door = await openDoor({
    operations: [
      {
        name: 'ListFlows',
        service: 'bedrock-agent',
        action: 'bedrock:ListFlows',
        resource: () => '*',
        handle: (_input, context) => {
          signal = context.signal;
          return new Promise(() => {});
        },
      },
    ],
  });
  const client = await rawClient(door.port);
  client.send(httpRequest('GET', '/flows/', sign('GET', '/flows/')));
  await expect.poll(() => door.running).toBe(1);
  await door.close(0);
  expect(answers(client.received())).toEqual(['HTTP/1.1 500']);
  expect(client.received()).toContain('shutting down');
  expect(signal?.aborted).toBe(true);
});

test('a second call without patience ends the wait', async () => {
  const door = await openWaiting();
  const client = await rawClient(door.port);
  client.send(signedInvoke());
  await client.until(/first/);
  const closed = door.close(600_000);
  await door.close(0);
  await closed;
  expect(client.received()).toContain('shutting down');
});

test.each([
  ['DiskFull', 503, 'ServiceUnavailableException'],
  ['TransactionTimeout', 503, 'ServiceUnavailableException'],
  ['Stopped', 503, 'ServiceUnavailableException'],
  ['DatabaseFailure', 500, 'InternalServerException'],
] as const)('a store that fails with %s is answered with %i', async (code, status, name) => {
  const door = await openDoor({
    operations: [
      {
        name: 'ListFlows',
        service: 'bedrock-agent',
        action: 'bedrock:ListFlows',
        resource: () => '*',
        handle: async () => {
          throw new StoreError(code, '/secret/path/streambed.db');
        },
      },
    ],
  });
  const client = await rawClient(door.port);
  client.send(httpRequest('GET', '/flows/', { ...sign('GET', '/flows/'), connection: 'close' }));
  const text = await client.closed();
  expect(answers(text)).toEqual([`HTTP/1.1 ${status}`]);
  expect(text).toContain(`x-amzn-errortype: ${name}`);
  expect(text).not.toContain('/secret/path');
  expect(door.log).toContainEqual(expect.objectContaining({ level: 'error', operation: 'ListFlows' }));
  await door.close(0);
});
