import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { BedrockAgentRuntimeClient, InvokeFlowCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { dependencyFailed } from '@streambed/flow/ports';
import { afterEach, describe, expect, test } from 'vitest';
import { validationException } from '../protocol/index.ts';
import {
  completionEvent,
  credentials,
  INVOKE_PATH,
  type Invoke,
  invokeBody,
  type OpenDoor,
  type OpenDoorOptions,
  openDoor,
  outputEvent,
  sign,
} from './test-support/open-door.ts';
import { httpRequest, type RawClient, rawClient } from './test-support/raw-client.ts';

let door: OpenDoor;
const open = async (invoke: Invoke, options: Omit<OpenDoorOptions, 'invoke'> = {}) => {
  door = await openDoor({ ...options, invoke });
};
afterEach(() => door.close(0));

const body = invokeBody('hi');
const signedInvoke = () => httpRequest('POST', INVOKE_PATH, sign('POST', INVOKE_PATH, body), body);

const invokeOverHttp1 = async (): Promise<RawClient> => {
  const client = await rawClient(door.port);
  client.send(signedInvoke());
  return client;
};

const invokeOverHttp2 = (session: ClientHttp2Session, path = INVOKE_PATH) => {
  const host = `127.0.0.1:${door.port}`;
  const headers = sign('POST', path, body, { host, hostHeader: ':authority' });
  const stream = session.request({ ':method': 'POST', ':path': path, ...headers }, { endStream: false });
  stream.on('error', () => {});
  stream.end(body);
  return stream;
};

/** Resolves when the test's invoke is left, with what it was left by. */
const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

const idle = async () => {
  await expect.poll(() => door.running, { timeout: 20_000 }).toBe(0);
};

test('headers and what is there arrive before the stream goes on', async () => {
  const more = gate();
  await open(async function* () {
    yield [outputEvent('first')];
    await more.opened;
    yield [outputEvent('second'), completionEvent];
  });
  const client = await invokeOverHttp1();
  const early = await client.until(/first/);
  expect(early).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(early).toContain('x-amz-bedrock-flow-execution-id: test-execution');
  expect(early).toContain('content-type: application/vnd.amazon.eventstream');
  expect(early).not.toContain('second');
  more.open();
  await client.until(/second[\s\S]*flowCompletionEvent[\s\S]*0\r\n\r\n$/);
  client.destroy();
});

test('headers arrive even when nothing follows for a while', async () => {
  const more = gate();
  await open(async function* () {
    await more.opened;
    yield [completionEvent];
  });
  const client = await invokeOverHttp1();
  expect(await client.until(/\r\n\r\n/)).toContain('x-amz-bedrock-flow-execution-id');
  const session = connectHttp2(door.url);
  const stream = invokeOverHttp2(session);
  const [headers] = await once(stream, 'response');
  expect(headers['x-amz-bedrock-flow-execution-id']).toBe('test-execution');
  more.open();
  stream.resume();
  await once(stream, 'end');
  await client.until(/flowCompletionEvent/);
  session.close();
  client.destroy();
});

test('a stream that ends at once is one piece with its length', async () => {
  await open(async function* () {
    yield [outputEvent('a')];
    yield [];
    yield [outputEvent('b'), completionEvent];
  });
  const client = await invokeOverHttp1();
  const text = await client.until(/flowCompletionEvent[\s\S]*SUCCESS/);
  const [head = '', frames = ''] = text.split('\r\n\r\n', 2);
  expect(head).toMatch(/content-length: \d+/);
  expect(Number(/content-length: (\d+)/.exec(head)?.[1])).toBeGreaterThanOrEqual(frames.length);
  expect(head).not.toContain('transfer-encoding');
  // The connection goes on to serve.
  client.send(signedInvoke());
  await client.until(/(flowCompletionEvent[\s\S]*){2}/);
  client.destroy();
});

describe.each([1, 2])('over HTTP/%i', (version) => {
  const begin = async () => {
    if (version === 1) {
      const client = await invokeOverHttp1();
      return {
        until: client.until,
        hangUp: () => client.destroy(),
        pause: () => client.socket.pause(),
        resume: () => client.socket.resume(),
      };
    }
    const session = connectHttp2(door.url);
    session.on('error', () => {});
    const stream = invokeOverHttp2(session);
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    return {
      until: async (pattern: RegExp) => {
        await expect.poll(() => text, { timeout: 20_000, interval: 5 }).toMatch(pattern);
        return text;
      },
      hangUp: () => session.destroy(),
      pause: () => stream.pause(),
      resume: () => stream.resume(),
    };
  };

  test('a client that hangs up aborts the signal and ends the iterator', async () => {
    const left = gate();
    let reason: unknown;
    await open(async function* (_input, { signal }) {
      try {
        yield [outputEvent('first')];
        await once(signal, 'abort');
        reason = signal.reason;
        yield [outputEvent('to nobody')];
      } finally {
        left.open();
      }
    });
    const client = await begin();
    await client.until(/first/);
    client.hangUp();
    await left.opened;
    expect(reason).toMatchObject({ name: 'RequestAborted' });
    await idle();
    expect(door.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('a client that hangs up while an iterator rests has it returned', async () => {
    const left = gate();
    await open(() => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          left.open();
          return { done: true, value: undefined };
        },
      }),
    }));
    const client = await begin();
    await expect.poll(() => door.running).toBe(1);
    client.hangUp();
    await left.opened;
  });

  test('a client that hangs up before the handler answered aborts the signal, too', async () => {
    const aborted = gate();
    door = await openDoor({
      operations: [
        {
          name: 'InvokeFlow',
          service: 'bedrock-agent-runtime',
          action: 'bedrock:InvokeFlow',
          resource: () => '*',
          handle: async (_input, { signal }) => {
            await once(signal, 'abort');
            aborted.open();
            throw new Error('of no interest');
          },
        },
      ],
    });
    const client = await begin();
    await expect.poll(() => door.running).toBe(1);
    client.hangUp();
    await aborted.opened;
    await idle();
    expect(door.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('a client that hung up while the handler worked is sent nothing, and nothing is made for it', async () => {
    const asked = gate();
    const answered = gate();
    let made = 0;
    door = await openDoor({
      operations: [
        {
          name: 'InvokeFlow',
          service: 'bedrock-agent-runtime',
          action: 'bedrock:InvokeFlow',
          resource: () => '*',
          handle: async () => {
            asked.open();
            await answered.opened;
            const next = async () => ({ done: false, value: [outputEvent(made++)] });
            return { executionId: 'x', responseStream: { [Symbol.asyncIterator]: () => ({ next }) } };
          },
        },
      ],
    });
    const client = await begin();
    await asked.opened;
    client.hangUp();
    await idle();
    answered.open();
    await expect.poll(() => door.log.some(({ message }) => message === 'client hung up')).toBe(true);
    expect(made).toBe(0);
  });

  test('a reader that stops is waited for: few batches are made, and all arrive when it goes on', async () => {
    const batches = 3_000;
    const large = 'x'.repeat(10_000);
    let made = 0;
    await open(async function* () {
      for (; made < batches; made++) yield [outputEvent(`${made} ${large}`)];
      yield [completionEvent];
    });
    const client = await begin();
    await client.until(/flowOutputEvent/);
    client.pause();
    // Nothing is made any more once the buffers between the two are full; they hold a few megabytes of the thirty.
    let before = -1;
    while (before !== made) {
      before = made;
      await sleep(300);
    }
    expect(made).toBeLessThan(batches / 2);
    client.resume();
    const text = await client.until(/flowCompletionEvent/);
    expect(text.match(/flowOutputEvent/g)).toHaveLength(batches);
    client.hangUp();
    await idle();
  });

  test('a reader that takes nothing for too long is cut, and the flow stopped', async () => {
    const left = gate();
    await open(
      async function* () {
        try {
          for (;;) yield [outputEvent('x'.repeat(50_000))];
        } finally {
          left.open();
        }
      },
      { limits: { stallTimeout: 200 } },
    );
    const client = await begin();
    await client.until(/flowOutputEvent/);
    client.pause();
    await left.opened;
    await idle();
    client.hangUp();
  });

  test.each([
    [
      'a fault of a flow',
      () => dependencyFailed('model-x', 'Model x is away.'),
      /dependencyFailedException[\s\S]*Model x is away\.[\s\S]*model-x/,
    ],
    ['a modelled exception', () => validationException('Not so.'), /validationException[\s\S]*Not so\./],
    ['a defect', () => new TypeError('secret detail'), /internalServerException[\s\S]*request id/],
    ['anything else', () => 'secret detail', /internalServerException[\s\S]*request id/],
  ])('%s that is thrown midway is the last event', async (_what, thrown, pattern) => {
    await open(async function* () {
      yield [outputEvent('first')];
      await sleep(20);
      throw thrown();
    });
    const client = await begin();
    const text = await client.until(pattern);
    expect(text).toContain('first');
    expect(text).not.toContain('secret detail');
    await idle();
    client.hangUp();
  });
});

test('a fault that is thrown before anything was made is an event, too', async () => {
  await open(async function* () {
    throw dependencyFailed('model-x', 'Model x is away.');
    // biome-ignore lint/correctness/noUnreachable: a generator has to yield.
    yield [];
  });
  const client = await invokeOverHttp1();
  expect(await client.until(/Model x is away/)).toMatch(/^HTTP\/1\.1 200 /);
  client.destroy();
});

test('the SDK throws the modelled class for an exception event', async () => {
  await open(async function* () {
    yield [outputEvent('first')];
    throw dependencyFailed('model-x', 'Model x is away.');
  });
  const client = new BedrockAgentRuntimeClient({ endpoint: door.url, region: 'us-east-1', credentials });
  const { responseStream } = await client.send(
    new InvokeFlowCommand({
      flowIdentifier: 'ABCDEFGHIJ',
      flowAliasIdentifier: 'TSTALIASID',
      inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'hi' } }],
    }),
  );
  await expect(Array.fromAsync(responseStream!)).rejects.toMatchObject({
    name: 'DependencyFailedException',
    message: 'Model x is away.',
    resourceName: 'model-x',
  });
  client.destroy();
});

test('five hundred streams at once keep their order, each in one piece', async () => {
  const streams = 500;
  const events = 20;
  await open(async function* () {
    for (let i = 0; i < events; i++) {
      yield [outputEvent(`event-${String(i).padStart(2, '0')}`)];
      await sleep(1);
    }
    yield [completionEvent];
  });
  const sessions = Array.from({ length: 5 }, () => connectHttp2(door.url));
  const texts = await Promise.all(
    Array.from({ length: streams }, async (_, i) => {
      const stream = invokeOverHttp2(sessions[i % sessions.length]!);
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
      });
      await once(stream, 'end');
      return text;
    }),
  );
  const order = Array.from({ length: events }, (_, i) => `event-${String(i).padStart(2, '0')}`);
  for (const text of texts) expect(text.match(/event-\d\d/g)).toEqual(order);
  for (const session of sessions) session.close();
  await idle();
});

test('clients that leave at any byte leave nothing running', async () => {
  let started = 0;
  let ended = 0;
  await open(async function* (_input, { signal }) {
    started++;
    try {
      while (!signal.aborted) {
        yield [outputEvent('x'.repeat(1_000))];
        await sleep(1);
      }
    } finally {
      ended++;
    }
  });
  const request = signedInvoke();
  for (let round = 0; round < 20; round++) {
    await Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        const client = await rawClient(door.port);
        const bytes = Math.floor((request.length * (round * 10 + i)) / 150);
        client.send(request.slice(0, bytes));
        if (bytes >= request.length) await sleep(i);
        if (i % 2 === 0) client.socket.resetAndDestroy();
        else client.destroy();
      }),
    );
  }
  await idle();
  await expect.poll(() => door.connections).toBe(0);
  expect(ended).toBe(started);
});
