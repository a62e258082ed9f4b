import { describe, expect, test } from 'vitest';
import { portCall } from '../../port-call.fixture.ts';
import { countedIds } from '../model-port.fixture.ts';
import { secretFile } from '../secret-file.ts';
import { type SimulatedClock, simulatedClock } from '../simulated-clock.fixture.ts';
import { type AdapterCalls, createAdapterCalls } from './adapter-calls.ts';
import { CallFailed } from './call-failed.ts';
import {
  asked,
  collected,
  type FakeAdapter,
  failed,
  fakeAdapter,
  providerAnswer,
  streamOf,
  target,
  textOf,
} from './calls.fixture.ts';

function setUp(script: Parameters<typeof fakeAdapter>[0]): {
  readonly clock: SimulatedClock;
  readonly adapter: FakeAdapter;
  readonly calls: AdapterCalls;
} {
  const clock = simulatedClock();
  const adapter = fakeAdapter(script);
  const calls = createAdapterCalls(
    {
      retries: { attempts: 3, baseDelayMs: 100, maxDelayMs: 100, totalMs: 60_000 },
      timeoutMs: 1_000,
      streamIdleMs: 50,
    },
    { clock, random: () => 1, ids: countedIds(), adapters: async () => adapter },
  );
  return { clock, adapter, calls };
}

/** Waits for a promise while simulated time passes; answers what it rejects with. */
async function outcome(promise: Promise<unknown>, clock: SimulatedClock, ms = 10_000): Promise<unknown> {
  const settled = promise.catch((error: unknown) => error);
  await clock.pass(ms);
  return await settled;
}

describe('converse', () => {
  test('says what answered, after how long, and gives an id to what has none', async () => {
    const { requestId: _, ...answer } = providerAnswer();
    const { clock, calls } = setUp({ answers: [failed(), answer] });
    expect(await outcome(calls.converse(asked()), clock)).toEqual({
      ...answer,
      requestId: '00000000-0000-4000-8000-000000000001',
      metrics: { latencyMs: 100 },
      servedBy: 'fake any',
    });
  });

  test('tries again with the same key, and tells how often it tried', async () => {
    const { clock, calls, adapter } = setUp({ answers: [failed()] });
    expect(await outcome(calls.converse(asked({ idempotencyKey: 'run/ü\n1' })), clock)).toMatchObject({
      tries: 3,
    });
    expect(adapter.attempts.map(({ idempotencyKey }) => idempotencyKey)).toEqual(
      Array.from({ length: 3 }, () => 'run/__1'),
    );
  });

  test('a try that hangs ends at its time-out and is not repeated', async () => {
    const { clock, calls, adapter } = setUp({ answers: ['hang'] });
    expect(await outcome(calls.converse(asked()), clock, 1_000)).toMatchObject({
      failure: { detail: 'timedOut', reason: 'gave no answer within 1 s' },
    });
    expect(adapter.attempts).toHaveLength(1);
    expect(adapter.attempts[0]?.signal.aborted).toBe(true);
  });

  test('what an adapter did not foresee is a bad answer, of which nothing is told', async () => {
    const { clock, calls } = setUp({ answers: [new TypeError('canary in a stack')] });
    const error = await outcome(calls.converse(asked()), clock);
    expect(error).toMatchObject({ failure: { kind: 'badGateway', retryable: false } });
    expect(JSON.stringify(error)).not.toContain('canary');
  });

  test('a key file that is not there is told, and nothing is sent', async () => {
    const { clock, calls, adapter } = setUp({});
    const provider = { apiKey: secretFile('/nowhere/key') };
    const error = await outcome(calls.converse(asked({ target: target('fake', 'any', provider) })), clock);
    expect(error).toMatchObject({
      failure: {
        kind: 'accessDenied',
        reason: 'cannot be asked: the file of its apiKeyFile cannot be read (ENOENT)',
      },
    });
    expect(adapter.attempts).toHaveLength(0);
  });
});

describe('converseStream', () => {
  test('hands events on and completes the metadata', async () => {
    const { calls } = setUp({ streams: [streamOf('Hi ', 'there')] });
    const events = await collected(calls.converseStream(asked()));
    expect(textOf(events)).toBe('Hi there');
    expect(events.at(-1)).toEqual({
      metadata: {
        usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
        requestId: 'request-1',
        metrics: { latencyMs: 0 },
        servedBy: 'fake any',
      },
    });
  });

  test('reads on only when it is asked', async () => {
    const read: string[] = [];
    const events = streamOf('a', 'b');
    const { calls, adapter } = setUp({});
    adapter.converseStream = async function* () {
      for (const event of events) {
        read.push(Object.keys(event)[0] ?? '');
        yield event;
      }
    };
    const iterator = calls.converseStream(asked())[Symbol.asyncIterator]();
    await iterator.next();
    expect(read).toEqual(['messageStart']);
    await iterator.next();
    expect(read).toEqual(['messageStart', 'contentBlockDelta']);
    await iterator.return?.();
  });

  test('tries again before the first event', async () => {
    const { clock, calls, adapter } = setUp({ streams: [[failed()], [failed()], streamOf('Hi')] });
    const events = await outcome(collected(calls.converseStream(asked())), clock);
    expect(textOf(events as never)).toBe('Hi');
    expect(adapter.attempts).toHaveLength(3);
  });

  test('does not try again when it fails after the first event', async () => {
    const steps = [...streamOf('a').slice(0, 2), failed()];
    const { clock, calls, adapter } = setUp({ streams: [steps] });
    const error = await outcome(collected(calls.converseStream(asked())), clock);
    expect(error).toBeInstanceOf(CallFailed);
    expect(error).toMatchObject({ failure: { reason: 'answered 503' }, tries: 1 });
    expect(adapter.attempts).toHaveLength(1);
    expect(adapter.ended).toBe(1);
  });

  test.each<[string, number, string]>([
    ['that never begins ends at the time-out of a try', 0, 'gave no answer within 1 s'],
    [
      'that falls silent ends when it was idle for too long',
      2,
      'fell silent for 0.1 s in the middle of its answer',
    ],
  ])('one %s', async (_, events, reason) => {
    const { clock, calls, adapter } = setUp({ streams: [[...streamOf('a').slice(0, events), 'hang']] });
    const error = await outcome(collected(calls.converseStream(asked())), clock);
    expect(error).toMatchObject({ failure: { detail: 'timedOut', reason } });
    expect(adapter.attempts).toHaveLength(1);
    expect(adapter.ended).toBe(1);
  });

  test.each([0, 1, 2, 3])('one that ends after %i events without messageStop is cut off', async (count) => {
    const { clock, calls } = setUp({ streams: [streamOf('a').slice(0, count)] });
    expect(await outcome(collected(calls.converseStream(asked())), clock)).toMatchObject({
      failure: { kind: 'badGateway', reason: 'ended its stream before the answer was complete' },
    });
  });

  test('who leaves ends the provider’s connection', async () => {
    const { calls, adapter } = setUp({ streams: [streamOf('a', 'b')] });
    for await (const event of calls.converseStream(asked())) if ('contentBlockDelta' in event) break;
    expect(adapter.ended).toBe(1);
    expect(adapter.attempts[0]?.signal.aborted).toBe(true);
  });

  test('an abort ends it with the caller’s reason', async () => {
    const { calls, adapter } = setUp({ streams: [[...streamOf('a').slice(0, 2), 'hang']] });
    const controller = new AbortController();
    const reason = new Error('hung up');
    const reading = collected(calls.converseStream(asked({ call: portCall({ signal: controller.signal }) })));
    setImmediate(() => controller.abort(reason));
    await expect(reading).rejects.toBe(reason);
    expect(adapter.ended).toBe(1);
  });
});
