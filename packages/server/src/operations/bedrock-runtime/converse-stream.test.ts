import { dependencyFailed, FlowError, type ModelPort, type Ports } from '@streambed/flow/ports';
import { describe, expect, test } from 'vitest';
import { ServiceException } from '../../protocol/index.ts';
import { callRuntime, eventsOfAnswer } from '../test-support/model-service.ts';
import { failureOf } from '../test-support/service.ts';
import { converseStream } from './converse-stream.ts';

const input = {
  modelId: 'amazon.nova-lite-v1:0',
  messages: [{ role: 'user' as const, content: [{ text: 'Hello' }] }],
};
const send = async (stream: ModelPort['converseStream']) => {
  const converse = () => Promise.reject(new Error('nobody asked for a whole answer'));
  const ports: Partial<Ports> = { model: { converse, converseStream: stream } };
  return (await callRuntime(converseStream, input, { ports })).stream;
};

describe('ConverseStream', () => {
  test('gives each event of the model as the wire has it, one by one', async () => {
    const batches = await Array.fromAsync(
      await send(async function* () {
        yield* eventsOfAnswer;
      }),
    );
    expect(batches.map((batch) => batch.length)).toEqual(eventsOfAnswer.map(() => 1));
    const events = batches.flat();
    expect(events.map(({ name }) => name)).toEqual(eventsOfAnswer.flatMap((event) => Object.keys(event)));
    expect(events.slice(0, 2)).toEqual([
      { name: 'messageStart', payload: { role: 'assistant' } },
      { name: 'contentBlockDelta', payload: { contentBlockIndex: 0, delta: { text: 'Hel' } } },
    ]);
    expect(events.at(-1)).toMatchObject({ name: 'metadata', payload: { metrics: { latencyMs: 4 } } });
  });

  test('waits for the first event, and for no more than that', async () => {
    let made = 0;
    let left = false;
    const stream = await send(async function* () {
      try {
        for (const event of eventsOfAnswer) {
          made++;
          yield event;
        }
      } finally {
        left = true;
      }
    });
    expect(made).toBe(1);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    expect(made).toBe(1);
    await iterator.next();
    expect(made).toBe(2);
    await iterator.return?.();
    expect(left).toBe(true);
    expect(made).toBe(2);
  });

  test('answers what fails before the first event with an exception of its own', async () => {
    // biome-ignore lint/correctness/useYield: it fails before its first event.
    const failing = send(async function* () {
      throw new FlowError({
        kind: 'dependencyFailed',
        reason: 'timedOut',
        blame: 'dependency',
        message: 'Slow.',
      });
    });
    expect(await failureOf(failing)).toMatchObject({ code: 'ModelTimeoutException', message: 'Slow.' });
  });

  test('ends with an exception of the stream when it fails later, and leaves the model', async () => {
    let left = false;
    const stream = await send(async function* () {
      try {
        yield eventsOfAnswer[0]!;
        throw dependencyFailed('m', 'Gone.');
      } finally {
        left = true;
      }
    });
    const seen: string[] = [];
    const failure = await (async () => {
      for await (const batch of stream) seen.push(...batch.map(({ name }) => name));
    })().catch((error: unknown) => error);
    expect(seen).toEqual(['messageStart']);
    expect(failure).toBeInstanceOf(ServiceException);
    expect(failure).toMatchObject({ code: 'ModelStreamErrorException', message: 'Gone.' });
    expect(left).toBe(true);
  });
});
