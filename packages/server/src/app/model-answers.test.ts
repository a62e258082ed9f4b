import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  type ConverseStreamOutput,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  ThrottlingException,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, describe, expect, test } from 'vitest';
import type { Operation, OperationContext } from '../operations/index.ts';
import { ServiceException } from '../protocol/index.ts';
import type { Limits } from './limits.ts';
import { credentials, type OpenDoor, openDoor } from './test-support/open-door.ts';

/** How bedrock-runtime's bytes and streams go through the front door, with operations that a test makes up. */

let door: OpenDoor;
const clients: BedrockRuntimeClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await door.close(0);
});

type Handle = (
  input: Record<string, unknown>,
  context: Pick<OperationContext, 'signal' | 'hold'>,
) => Promise<unknown>;

const open = async (
  handles: Readonly<Record<string, Handle>>,
  limits: Partial<Limits> = {},
): Promise<void> => {
  const operations = Object.entries(handles).map(
    ([name, handle]): Operation<Record<string, unknown>> => ({
      name,
      service: 'bedrock-runtime',
      action: 'bedrock:InvokeModel',
      resource: () => '*',
      handle,
    }),
  );
  door = await openDoor({ operations, limits });
};
const connect = (version: string): BedrockRuntimeClient => {
  const client = new BedrockRuntimeClient({
    endpoint: door.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    ...(version === 'HTTP/1.1' && { requestHandler: new NodeHttpHandler() }),
  });
  clients.push(client);
  return client;
};

const ask = { modelId: 'a.b', messages: [{ role: 'user' as const, content: [{ text: 'Hello' }] }] };
const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const delta = (text: string) => ({
  name: 'contentBlockDelta',
  payload: { contentBlockIndex: 0, delta: { text } },
});
const textOf = (event: ConverseStreamOutput) => event.contentBlockDelta?.delta?.text;

describe.each(['HTTP/2', 'HTTP/1.1'])('over %s', (version) => {
  test('a body of bytes comes and goes as it is, its headers beside it', async () => {
    const asked: Record<string, unknown>[] = [];
    await open({
      InvokeModel: async (input) => {
        asked.push(input);
        return { body: (input.body as Uint8Array).toReversed(), contentType: 'application/x-test' };
      },
    });
    const answer = await connect(version).send(
      new InvokeModelCommand({
        modelId: 'a.b',
        body: everyByte,
        contentType: 'application/json',
        accept: '*/*',
        trace: 'ENABLED_FULL',
        guardrailIdentifier: 'abcdefghij12',
        guardrailVersion: 'DRAFT',
        performanceConfigLatency: 'standard',
      }),
    );
    expect(answer.contentType).toBe('application/x-test');
    expect([...answer.body]).toEqual([...everyByte.toReversed()]);
    expect(asked).toEqual([
      {
        modelId: 'a.b',
        body: expect.any(Uint8Array),
        contentType: 'application/json',
        accept: '*/*',
        trace: 'ENABLED_FULL',
        guardrailIdentifier: 'abcdefghij12',
        guardrailVersion: 'DRAFT',
        performanceConfigLatency: 'standard',
      },
    ]);
    expect([...(asked[0]!.body as Uint8Array)]).toEqual([...everyByte]);
  });

  test('a stream of bytes arrives byte for byte', async () => {
    await open({
      InvokeModelWithResponseStream: async ({ body }) => ({
        contentType: 'application/json',
        body: (async function* () {
          yield [{ name: 'chunk', payload: { bytes: body } }];
          yield [{ name: 'chunk', payload: { bytes: Uint8Array.of(7) } }];
        })(),
      }),
    });
    const answer = await connect(version).send(
      new InvokeModelWithResponseStreamCommand({ modelId: 'a.b', body: everyByte }),
    );
    expect(answer.contentType).toBe('application/json');
    const chunks: number[][] = [];
    for await (const { chunk } of answer.body!) chunks.push([...chunk!.bytes!]);
    expect(chunks).toEqual([[...everyByte], [7]]);
  });

  test('a stream ends with the exception that it models, and with a neutral one for a defect of ours', async () => {
    const failures: readonly unknown[] = [
      new ServiceException('ThrottlingException', 'Slower.'),
      new Error('secret'),
    ];
    for (const failure of failures) {
      await open({
        ConverseStream: async () => ({
          stream: (async function* () {
            yield [delta('a')];
            throw failure;
          })(),
        }),
      });
      const { stream } = await connect(version).send(new ConverseStreamCommand(ask));
      const seen: (string | undefined)[] = [];
      const error = await (async () => {
        for await (const event of stream!) seen.push(textOf(event));
      })().catch((thrown: unknown) => thrown as Error);
      expect(seen).toEqual(['a']);
      if (failure instanceof ServiceException) {
        expect(error).toBeInstanceOf(ThrottlingException);
        expect(error).toMatchObject({ message: 'Slower.' });
      } else {
        expect(error).toMatchObject({ name: 'InternalServerException' });
        expect(String(error)).not.toContain('secret');
        expect(door.log.filter(({ level }) => level === 'error')).toHaveLength(1);
      }
      await door.close(0);
    }
  });

  test('a server that stops tells the reader of a stream, and ends what makes it', async () => {
    const { promise: aborted, resolve: abort } = Promise.withResolvers<void>();
    await open({
      ConverseStream: async (_, { signal }) => ({
        stream: (async function* () {
          signal.addEventListener('abort', () => abort());
          yield [delta('a')];
          await aborted;
        })(),
      }),
    });
    const { stream } = await connect(version).send(new ConverseStreamCommand(ask));
    const error = await (async () => {
      for await (const event of stream!) if (textOf(event) === 'a') void door.close(0);
    })().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'InternalServerException',
      message: expect.stringContaining('shut'),
    });
    await aborted;
  });

  test('a client that leaves ends what makes its stream', async () => {
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    const signals: AbortSignal[] = [];
    await open({
      ConverseStream: async (_, { signal }) => {
        signals.push(signal);
        return {
          stream: (async function* () {
            try {
              for (;;) {
                yield [delta('a')];
                await new Promise((next) => setImmediate(next));
              }
            } finally {
              leave();
            }
          })(),
        };
      },
    });
    const controller = new AbortController();
    const { stream } = await connect(version).send(new ConverseStreamCommand(ask), {
      abortSignal: controller.signal,
    });
    await (async () => {
      for await (const _event of stream!) controller.abort();
    })().catch(() => {});
    await left;
    await expect.poll(() => signals[0]!.aborted).toBe(true);
  });

  test('a client that leaves while the first event is waited for aborts the call', async () => {
    const { promise: aborted, resolve: abort } = Promise.withResolvers<unknown>();
    const { promise: asked, resolve: wasAsked } = Promise.withResolvers<void>();
    await open({
      ConverseStream: (_, { signal }) => {
        wasAsked();
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            abort(signal.reason);
            reject(signal.reason);
          }),
        );
      },
    });
    const controller = new AbortController();
    const call = connect(version).send(new ConverseStreamCommand(ask), { abortSignal: controller.signal });
    const failed = expect(call).rejects.toThrow();
    await asked;
    controller.abort();
    await failed;
    expect(await aborted).toMatchObject({ name: 'RequestAborted' });
  });

  test('large requests that are being answered are bounded together, and keep no small one out', async () => {
    const waiting: (() => void)[] = [];
    await open(
      {
        InvokeModel: async () => {
          await new Promise<void>((resolve) => waiting.push(resolve));
          return { body: new Uint8Array(1), contentType: 'application/x-test' };
        },
        Converse: async (_, { hold }) => {
          hold(900_000);
          throw new ServiceException('ValidationException', 'there was room');
        },
      },
      { bodyBytesInFlight: 1_000_000 },
    );
    const client = connect(version);
    const invoke = (bytes: number) =>
      client.send(new InvokeModelCommand({ modelId: 'a.b', body: new Uint8Array(bytes) }));
    const full = { name: 'ServiceUnavailableException', message: expect.stringContaining('large requests') };

    const slow = [invoke(400_000), invoke(400_000)];
    await expect.poll(() => waiting.length).toBe(2);
    await expect(invoke(400_000)).rejects.toMatchObject(full);
    await expect(client.send(new ConverseCommand(ask))).rejects.toMatchObject(full);
    const small = invoke(1_000);
    await expect.poll(() => waiting.length).toBe(3);

    for (const answer of waiting) answer();
    await Promise.all([...slow, small]);
    await expect.poll(() => door.running).toBe(0);
    await expect(client.send(new ConverseCommand(ask))).rejects.toThrow('there was room');
    await expect.poll(() => door.running).toBe(0);
    await expect(client.send(new ConverseCommand(ask))).rejects.toThrow('there was room');
  });

  test('a large request whose client left is not held any longer', async () => {
    let asked = 0;
    await open(
      {
        InvokeModel: (_, { signal }) => {
          asked++;
          return new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason)),
          );
        },
      },
      { bodyBytesInFlight: 1_000_000 },
    );
    const client = connect(version);
    const body = new Uint8Array(900_000);
    for (let tries = 1; tries <= 4; tries++) {
      const leaving = new AbortController();
      const call = client.send(new InvokeModelCommand({ modelId: 'a.b', body }), {
        abortSignal: leaving.signal,
      });
      call.catch(() => {});
      await expect.poll(() => asked).toBe(tries);
      leaving.abort();
      await expect(call).rejects.toThrow();
      await expect.poll(() => door.running).toBe(0);
    }
  });

  test('bytes in an answer arrive as bytes', async () => {
    const content = [{ reasoningContent: { redactedContent: everyByte } }];
    await open({
      Converse: async () => ({
        output: { message: { role: 'assistant', content } },
        stopReason: 'end_turn',
        usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
        metrics: { latencyMs: 1 },
      }),
    });
    const { output } = await connect(version).send(new ConverseCommand(ask));
    const found = output?.message?.content?.[0]?.reasoningContent?.redactedContent;
    expect([...found!]).toEqual([...everyByte]);
  });
});
