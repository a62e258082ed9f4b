import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BedrockAgentClient,
  CreateFlowCommand,
  ListFlowsCommand,
  PrepareFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import { BedrockAgentRuntimeClient, InvokeFlowCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ChildServer, startChild } from './test-support/child-server.ts';
import { credentials } from './test-support/open-door.ts';

let folder: string;
let children: ChildServer[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streambed-start-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    child.process.kill('SIGKILL');
    await child.ended();
  }
  await rm(folder, { recursive: true, force: true });
});

const start = (
  ...options: [environment?: Record<string, string>, flags?: string[], prepare?: string]
): ChildServer => {
  const child = startChild(folder, ...options);
  children.push(child);
  return child;
};

/** No root credentials of the environment's. */
const ownCredentials = { STREAMBED_ROOT_ACCESS_KEY_ID: '', STREAMBED_ROOT_SECRET_ACCESS_KEY: '' };

describe('the first start', () => {
  test('makes credentials, prints them to paste, and then where it listens, as its last line', async () => {
    const child = start(ownCredentials);
    const url = await child.listening();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const lines = child.output().trimEnd().split('\n');
    expect(lines.slice(1)).toEqual([
      `export AWS_ENDPOINT_URL=${url}`,
      expect.stringMatching(/^export AWS_ACCESS_KEY_ID=AKIA[A-Z2-7]{16}$/),
      expect.stringMatching(/^export AWS_SECRET_ACCESS_KEY=[\w+/]{40}$/),
      'export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1',
      expect.stringMatching(/^# .*streambed studio/),
      expect.stringMatching(new RegExp(`^#   ${url}/studio/sign-in#code=[\\w-]{32}$`)),
      `Streambed listening on ${url}`,
    ]);
    expect(lines[0]).toMatch(/^# /);

    const [accessKeyId = '', secretAccessKey = ''] = [lines[2], lines[3]].map((line) =>
      line?.replace(/^[^=]+=/, ''),
    );
    const client = new BedrockAgentClient({
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey },
    });
    expect((await client.send(new ListFlowsCommand({}))).flowSummaries).toEqual([]);
    client.destroy();

    expect((await stat(join(folder, '.streambed'))).mode & 0o077).toBe(0);
    for (const name of await readdir(join(folder, '.streambed'))) {
      expect((await stat(join(folder, '.streambed', name))).mode & 0o077, name).toBe(0);
    }

    child.process.kill('SIGTERM');
    expect(await child.ended()).toBe(0);
    const again = start(ownCredentials);
    const second = await again.listening();
    expect(again.output()).not.toContain(secretAccessKey);
    expect(again.output()).toMatch(/^# .*streambed env/);
    expect(again.output().trimEnd().split('\n').at(-1)).toBe(`Streambed listening on ${second}`);
    expect(`${child.errors()}${again.errors()}`).not.toContain(secretAccessKey);
  });
});

describe('what cannot be started says why, on one line of standard error, and exits with 1', () => {
  test('a data folder that another server holds', async () => {
    const first = start();
    await first.listening();
    const second = start();
    expect(await second.ended()).toBe(1);
    expect(second.output()).toBe('');
    expect(second.errors()).toContain(join(folder, '.streambed'));
    expect(second.errors()).toContain(String(first.pid));
    expect(second.errors()).not.toMatch(/\n\s+at /);
  });

  test('a port that is taken', async () => {
    const first = start();
    const { port } = new URL(await first.listening());
    const second = start({ STREAMBED_PORT: port, STREAMBED_DATA: 'other' });
    expect(await second.ended()).toBe(1);
    expect(second.errors()).toContain(`Port ${port} of 127.0.0.1 is taken`);
    expect(second.errors()).not.toMatch(/\n\s+at /);
  });

  test.each([
    ['a bad flag', {}, ['--port', 'high'], '--port must be a whole number'],
    ['a bad variable', { STREAMBED_LOG: 'loud' }, [], 'STREAMBED_LOG must be one of'],
    [
      'every interface without credentials',
      { ...ownCredentials, STREAMBED_HOST: '0.0.0.0' },
      [],
      'Listening on 0.0.0.0 lets other machines in',
    ],
    [
      'half of the credentials',
      { STREAMBED_ROOT_SECRET_ACCESS_KEY: '' },
      [],
      'STREAMBED_ROOT_SECRET_ACCESS_KEY is not',
    ],
    [
      'well-known credentials',
      { STREAMBED_ROOT_ACCESS_KEY_ID: 'test', STREAMBED_ROOT_SECRET_ACCESS_KEY: 'test' },
      [],
      'must be 16 to 128',
    ],
    ['a data folder that is a file', { STREAMBED_DATA: '/dev/null' }, [], '/dev/null'],
    [
      'a certificate that is none',
      { STREAMBED_TLS_CERT: '/dev/null', STREAMBED_TLS_KEY: '/dev/null' },
      [],
      'no PEM file',
    ],
  ])('%s', async (_what, environment, flags, message) => {
    const child = start(environment, flags);
    expect(await child.ended()).toBe(1);
    expect(child.errors()).toContain(message);
    expect(child.errors()).not.toMatch(/\n\s+at /);
    expect(child.output()).toBe('');
  });
});

/** A flow whose one node calls a function that takes its time. */
const createSlowFlow = async (url: string): Promise<string> => {
  const client = new BedrockAgentClient({ endpoint: url, region: 'us-east-1', credentials });
  const data = (source: string, sourceOutput: string, target: string, targetInput: string) => ({
    name: `${source}To${target}`,
    type: 'Data' as const,
    source,
    target,
    configuration: { data: { sourceOutput, targetInput } },
  });
  const { id = '' } = await client.send(
    new CreateFlowCommand({
      name: 'slow',
      executionRoleArn: 'arn:aws:iam::000000000000:role/FlowRole',
      definition: {
        nodes: [
          {
            name: 'FlowInput',
            type: 'Input',
            configuration: { input: {} },
            outputs: [{ name: 'document', type: 'String' }],
          },
          {
            name: 'Early',
            type: 'Output',
            configuration: { output: {} },
            inputs: [{ name: 'document', type: 'String', expression: '$.data' }],
          },
          {
            name: 'Wait',
            type: 'LambdaFunction',
            configuration: {
              lambdaFunction: { lambdaArn: 'arn:aws:lambda:us-east-1:000000000000:function:wait' },
            },
            inputs: [{ name: 'codeHookInput', type: 'String', expression: '$.data' }],
            outputs: [{ name: 'functionResponse', type: 'String' }],
          },
          {
            name: 'Late',
            type: 'Output',
            configuration: { output: {} },
            inputs: [{ name: 'document', type: 'String', expression: '$.data' }],
          },
        ],
        connections: [
          data('FlowInput', 'document', 'Early', 'document'),
          data('FlowInput', 'document', 'Wait', 'codeHookInput'),
          data('Wait', 'functionResponse', 'Late', 'document'),
        ],
      },
    }),
  );
  await client.send(new PrepareFlowCommand({ flowIdentifier: id }));
  client.destroy();
  return id;
};

/** Puts the function into the working folder: it waits for `milliseconds`. */
const putWaitingFunction = async (milliseconds: number): Promise<void> => {
  await mkdir(join(folder, 'functions', 'wait'), { recursive: true });
  await writeFile(
    join(folder, 'functions', 'wait', 'index.mjs'),
    `export const handler = () => new Promise((resolve) => setTimeout(resolve, ${milliseconds}, 'waited'));`,
  );
};

/** Begins the slow flow; resolves when its first output is there, with what reads the rest. */
const invokeSlowFlow = async (url: string, flowIdentifier: string) => {
  const client = new BedrockAgentRuntimeClient({
    endpoint: url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  const { responseStream } = await client.send(
    new InvokeFlowCommand({
      flowIdentifier,
      flowAliasIdentifier: 'TSTALIASID',
      inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'hi' } }],
    }),
  );
  const events = responseStream![Symbol.asyncIterator]();
  expect((await events.next()).value).toMatchObject({ flowOutputEvent: { nodeName: 'Early' } });
  return {
    rest: async () => {
      const rest: unknown[] = [];
      try {
        for (let next = await events.next(); !next.done; next = await events.next()) rest.push(next.value);
        return rest;
      } finally {
        client.destroy();
      }
    },
  };
};

/** Resolves when nothing listens there any more. */
const refused = async (url: string): Promise<void> => {
  const { port, hostname } = new URL(url);
  for (;;) {
    const socket = createConnection(Number(port), hostname);
    const outcome = await Promise.race([
      once(socket, 'connect').then(() => 'open'),
      once(socket, 'error').then(([error]) => error.code),
    ]).catch((error) => error.code);
    socket.destroy();
    if (outcome === 'ECONNREFUSED') return;
    await sleep(10);
  }
};

describe('a signal to stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets what runs come to its end, then exits with 0',
    async (signal) => {
      await putWaitingFunction(1_500);
      const child = start();
      const url = await child.listening();
      const running = await invokeSlowFlow(url, await createSlowFlow(url));
      child.process.kill(signal);
      await refused(url);
      expect(await running.rest()).toEqual([
        {
          flowOutputEvent: { nodeName: 'Late', nodeType: 'FlowOutputNode', content: { document: 'waited' } },
        },
        { flowCompletionEvent: { completionReason: 'SUCCESS' } },
      ]);
      expect(await child.ended()).toBe(0);
      expect(child.errors()).not.toContain('"error"');
    },
  );

  test('ends what runs for too long with a modelled exception, then exits with 0', async () => {
    await putWaitingFunction(600_000);
    const child = start({ STREAMBED_DRAIN_SECONDS: '1' });
    const url = await child.listening();
    const running = await invokeSlowFlow(url, await createSlowFlow(url));
    child.process.kill('SIGTERM');
    await expect(running.rest()).rejects.toMatchObject({
      name: 'InternalServerException',
      message: expect.stringContaining('shutting down'),
    });
    expect(await child.ended()).toBe(0);
  });

  test('given twice ends the process at once', async () => {
    await putWaitingFunction(600_000);
    const child = start();
    const url = await child.listening();
    const running = await invokeSlowFlow(url, await createSlowFlow(url));
    child.process.kill('SIGTERM');
    await refused(url);
    child.process.kill('SIGTERM');
    expect(await child.ended()).toBe(143);
    // What had come stays; the end never came.
    expect(JSON.stringify(await running.rest().catch(() => []))).not.toContain('flowCompletionEvent');
  });

  test('during the start ends the process, too', async () => {
    const child = start();
    child.process.kill('SIGTERM');
    expect([0, 'SIGTERM']).toContain(await child.ended());
    const again = start();
    await again.listening();
  });

  test('to open the debugger is ignored', async () => {
    const child = start();
    const url = await child.listening();
    child.process.kill('SIGUSR1');
    for (let i = 0; i < 20; i++) expect((await fetch(`${url}/health`)).status).toBe(200);
    await sleep(200);
    expect(child.errors()).not.toContain('Debugger');
    await expect(fetch('http://127.0.0.1:9229/json/version')).rejects.toThrow();
  });
});

test('a flood of connections beyond the descriptors of the process does not end it', async () => {
  const child = start({}, [], 'ulimit -n 120; ');
  const url = new URL(await child.listening());
  const flood = Array.from({ length: 200 }, () => {
    const socket = createConnection(Number(url.port), url.hostname);
    socket.on('error', () => {});
    return socket;
  });
  await sleep(500);
  for (const socket of flood) socket.destroy();
  await expect
    .poll(async () => (await fetch(`${url}health`).catch(() => undefined))?.status, { timeout: 30_000 })
    .toBe(200);
  expect(child.process.exitCode).toBeNull();
});

test('what was acknowledged before a kill is there after it', async () => {
  const child = start();
  const id = await createSlowFlow(await child.listening());
  child.process.kill('SIGKILL');
  expect(await child.ended()).toBe('SIGKILL');
  const again = start();
  const client = new BedrockAgentClient({
    endpoint: await again.listening(),
    region: 'us-east-1',
    credentials,
  });
  expect((await client.send(new ListFlowsCommand({}))).flowSummaries).toMatchObject([
    { id, status: 'Prepared' },
  ]);
  client.destroy();
});

test('headers and keys named like prototypes pass through the hardened process', async () => {
  const child = start({ STREAMBED_LOG: 'debug' });
  const url = await child.listening();
  for (const headers of [{ ['__proto__']: 'x' }, { constructor: 'x' }]) {
    expect((await fetch(`${url}/flows/`, { headers })).status).toBe(403);
  }
  const client = new BedrockAgentClient({ endpoint: url, region: 'us-east-1', credentials });
  await client.send(
    new CreateFlowCommand({
      name: 'proto',
      executionRoleArn: 'arn:aws:iam::000000000000:role/FlowRole',
      tags: JSON.parse('{"__proto__":"own"}'),
    }),
  );
  client.destroy();
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(child.errors()).not.toContain(credentials.secretAccessKey);
});
