import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { BedrockAgentClient, ListFlowsCommand } from '@aws-sdk/client-bedrock-agent';
import { BedrockAgentRuntimeClient, InvokeFlowCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { afterEach, expect, test } from 'vitest';
import { defaultLimits } from './limits.ts';
import { listen } from './listener.ts';
import {
  completionEvent,
  credentials,
  type OpenDoor,
  type OpenDoorOptions,
  openDoor,
  outputEvent,
} from './test-support/open-door.ts';

let door: OpenDoor | undefined;
const open = async (options?: OpenDoorOptions): Promise<OpenDoor> => {
  door = await openDoor(options);
  return door;
};
afterEach(async () => {
  await door?.close(0);
  door = undefined;
});

const listFlows = {
  name: 'ListFlows',
  service: 'bedrock-agent',
  action: 'bedrock:ListFlows',
  resource: () => '*',
  handle: async () => ({ flowSummaries: [] }),
} as const;

test('one port serves the HTTP/1.1 client and the HTTP/2 client of the SDK', async () => {
  const { url } = await open({
    operations: [listFlows],
    async *invoke() {
      yield [outputEvent('hello')];
      yield [completionEvent];
    },
  });
  const control = new BedrockAgentClient({ endpoint: url, region: 'us-east-1', credentials });
  const runtime = new BedrockAgentRuntimeClient({ endpoint: url, region: 'us-east-1', credentials });
  try {
    expect((await control.send(new ListFlowsCommand({}))).flowSummaries).toEqual([]);
    const { responseStream, executionId } = await runtime.send(
      new InvokeFlowCommand({
        flowIdentifier: 'ABCDEFGHIJ',
        flowAliasIdentifier: 'TSTALIASID',
        inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'hi' } }],
      }),
    );
    expect(executionId).toBe('test-execution');
    expect(await Array.fromAsync(responseStream!)).toEqual([
      {
        flowOutputEvent: {
          nodeName: 'FlowOutput',
          nodeType: 'FlowOutputNode',
          content: { document: 'hello' },
        },
      },
      { flowCompletionEvent: { completionReason: 'SUCCESS' } },
    ]);
  } finally {
    control.destroy();
    runtime.destroy();
  }
});

test('an idle HTTP/2 session is told to go, and may be used until then', async () => {
  const { url } = await open({ limits: { keepAliveTimeout: 1_000, checkInterval: 20 } });
  const session = connectHttp2(url);
  const ask = async () => {
    const stream = session.request({ ':path': '/health' });
    expect((await Array.fromAsync(stream)).join('')).toBe('{"status":"ok"}');
  };
  for (let i = 0; i < 3; i++) await ask();
  const goaway = once(session, 'goaway');
  const closed = once(session, 'close');
  expect((await goaway)[0]).toBe(0);
  await closed;
});

test('pseudo-headers, method and path of HTTP/2 reach the pipeline as those of HTTP/1.1 do', async () => {
  const { url, log } = await open();
  const session = connectHttp2(url);
  const stream = session.request({ ':method': 'DELETE', ':path': '/flows/x?a=b', 'user-agent': 'me' });
  const [headers] = await once(stream, 'response');
  expect(headers).toMatchObject({
    ':status': 403,
    'x-amzn-errortype': 'MissingAuthenticationTokenException',
  });
  stream.resume();
  await once(stream, 'end');
  await fetch(`${url}/flows/x?a=b`, { method: 'DELETE', headers: { 'user-agent': 'me' } });
  const [first, second] = log.map(({ method, path, status, userAgent, remoteAddress }) => ({
    method,
    path,
    status,
    userAgent,
    remoteAddress,
  }));
  expect(first).toEqual({
    method: 'DELETE',
    path: '/flows/x',
    status: 403,
    userAgent: 'me',
    remoteAddress: '127.0.0.1',
  });
  expect(second).toEqual(first);
  session.close();
});

test('port 0 takes any free port, and says which', async () => {
  const { url, port } = await open();
  expect(port).toBeGreaterThan(0);
  expect(url).toBe(`http://127.0.0.1:${port}`);
});

test('a port that is taken cannot be opened', async () => {
  const { port } = await open();
  const options = {
    host: '127.0.0.1',
    port,
    limits: defaultLimits,
    onRequest: () => {},
    onAcceptError: () => {},
  };
  await expect(listen(options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
