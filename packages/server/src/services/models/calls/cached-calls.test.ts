import { type ConverseRequest, type ConverseResponse, createAnswerCollector } from '@streambed/flow/ports';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { portCall } from '../../port-call.fixture.ts';
import { type CacheConfiguration, DEFAULT_MODELS_CONFIGURATION } from '../configuration.ts';
import { countedIds } from '../model-port.fixture.ts';
import { simulatedClock } from '../simulated-clock.fixture.ts';
import { answerEvents } from './answer-events.ts';
import { createAnswerStore } from './answer-store.ts';
import { cacheKey } from './cache-key.ts';
import { cachedCalls } from './cached-calls.ts';
import {
  asked,
  collected,
  type FakeStep,
  failure,
  fakeCalls,
  request,
  response,
  target,
  textOf,
} from './calls.fixture.ts';

const cold = request({ inferenceConfig: { temperature: 0 } });

function setUp(change: Partial<CacheConfiguration> = {}, ...steps: FakeStep[]) {
  const clock = simulatedClock();
  const next = fakeCalls(...steps);
  const configuration = { ...DEFAULT_MODELS_CONFIGURATION.cache, enabled: true, ...change };
  return { clock, next, calls: cachedCalls(next, configuration, { clock, ids: countedIds() }) };
}

describe('the cache', () => {
  test('is off by default', () => {
    const next = fakeCalls();
    const world = { clock: simulatedClock(), ids: countedIds() };
    expect(cachedCalls(next, DEFAULT_MODELS_CONFIGURATION.cache, world)).toBe(next);
  });

  test('gives the same answer again, under an id of its own, for nothing, and says so', async () => {
    const { next, calls } = setUp({}, response('Hi', { cost: { usd: 1 } }));
    const first = await calls.converse(asked({ request: cold }));
    const again = await calls.converse(asked({ request: { ...cold } }));
    expect(next.made).toHaveLength(1);
    expect(again).toEqual({
      ...first,
      requestId: '00000000-0000-4000-8000-000000000001',
      metrics: { latencyMs: 0 },
      servedBy: 'fake any (kept answer)',
      cost: { usd: 0 },
    });
  });

  test('whole answers and streams share it', async () => {
    const { next, calls } = setUp({}, response('Hi there'));
    expect(textOf(await collected(calls.converseStream(asked({ request: cold }))))).toBe('Hi there');
    expect(textOf(await collected(calls.converseStream(asked({ request: cold }))))).toBe('Hi there');
    expect((await calls.converse(asked({ request: cold }))).output.message.content).toEqual([
      { text: 'Hi there' },
    ]);
    expect(next.made).toHaveLength(1);
  });

  test('who changes an answer changes it for nobody else', async () => {
    const { calls } = setUp();
    const first = await calls.converse(asked({ request: cold }));
    const again = await calls.converse(asked({ request: cold }));
    for (const { output } of [first, again])
      for (const block of output.message.content) block.text = 'changed';
    expect((await calls.converse(asked({ request: cold }))).output.message.content).toEqual([{ text: 'Hi' }]);
  });

  test.each<[string, Partial<ConverseRequest>, Partial<CacheConfiguration>, number]>([
    ['temperature 0 is kept', { inferenceConfig: { temperature: 0 } }, {}, 1],
    ['a temperature above 0 is not', { inferenceConfig: { temperature: 0.1 } }, {}, 2],
    ['a temperature that is not said is not', {}, {}, 2],
    ['any temperature is when that is asked for', {}, { anyTemperature: true }, 1],
  ])('%s', async (_, change, configuration, calls) => {
    const cached = setUp(configuration);
    for (let i = 0; i < 2; i++) await cached.calls.converse(asked({ request: request(change) }));
    expect(cached.next.made).toHaveLength(calls);
  });

  test.each([
    ['max_tokens', 2],
    ['guardrail_intervened', 2],
    ['content_filtered', 2],
    ['malformed_model_output', 2],
    ['end_turn', 1],
    ['stop_sequence', 1],
    ['tool_use', 1],
  ] as const)('of answers that end with %s, %i calls are made for two', async (stopReason, made) => {
    const { next, calls } = setUp({}, response('Hi', { stopReason }));
    for (let i = 0; i < 2; i++) await calls.converse(asked({ request: cold }));
    expect(next.made).toHaveLength(made);
  });

  test('keeps no failure and no stream that was left', async () => {
    const { next, calls } = setUp({}, failure(), response(), response('Bye'));
    await expect(calls.converse(asked({ request: cold }))).rejects.toThrow();
    for await (const event of calls.converseStream(asked({ request: cold })))
      if ('messageStop' in event) break;
    expect((await calls.converse(asked({ request: cold }))).output.message.content).toEqual([
      { text: 'Bye' },
    ]);
    expect(next.made).toHaveLength(3);
  });

  test.each<[string, Parameters<typeof asked>[0]]>([
    ['account', { call: portCall({ accountId: '111111111111' }) }],
    ['provider', { target: target('other') }],
    ['model', { target: target('fake', 'other') }],
    ['address', { target: target('fake', 'any', { baseUrl: 'http://127.0.0.1:1/v1' }) }],
    ['text', { request: { ...cold, messages: [{ role: 'user', content: [{ text: 'Hello!' }] }] } }],
    ['system', { request: { ...cold, system: [{ text: 'Be brief.' }] } }],
    ['schema', { request: { ...cold, outputConfig: { effort: 'low' } } }],
  ])('another %s is another request', async (_, change) => {
    const { next, calls } = setUp();
    await calls.converse(asked({ request: cold }));
    await calls.converse(asked({ request: cold, ...change }));
    expect(next.made).toHaveLength(2);
  });

  test('an answer is given for its time only', async () => {
    const { clock, next, calls } = setUp({ ttlMs: 1_000 });
    await calls.converse(asked({ request: cold }));
    await clock.pass(999);
    await calls.converse(asked({ request: cold }));
    expect(next.made).toHaveLength(1);
    await clock.pass(1);
    await calls.converse(asked({ request: cold }));
    expect(next.made).toHaveLength(2);
  });
});

describe('a key', () => {
  const key = (change: object): string | undefined =>
    cacheKey('000000000000', target(), { ...request(), ...change });

  test('is the same in whatever order members stand, and without those that are undefined', () => {
    const a = key({
      inferenceConfig: { temperature: 0, maxTokens: 5 },
      additionalModelRequestFields: { b: 1, a: 2 },
    });
    const b = key({
      additionalModelRequestFields: { a: 2, b: 1 },
      inferenceConfig: { maxTokens: 5, temperature: 0, topP: undefined },
    });
    expect(a).toBe(b);
    expect(key({ modelId: 'other', guardrailConfig: { guardrailIdentifier: 'g' } })).toBe(key({}));
  });

  test('tells bytes from each other and from texts that look like them', () => {
    const image = (bytes: unknown) =>
      key({ messages: [{ role: 'user', content: [{ image: { source: { bytes } } }] }] });
    const keys = [Uint8Array.of(1), Uint8Array.of(2), '<AQ==>', 'AQ==', { 0: 1 }].map(image);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('a request that names an object in S3 is asked anew: the object may have changed', async () => {
  const { next, calls } = setUp();
  const image = { format: 'png' as const, source: { s3Location: { uri: 's3://bucket/key' } } };
  const naming = { ...cold, messages: [{ role: 'user' as const, content: [{ image }] }] };
  const speaking = {
    ...cold,
    messages: [{ role: 'user' as const, content: [{ text: '{"s3Location":1,"s3Location":2}' }] }],
  };
  for (const request of [naming, naming, speaking, speaking]) await calls.converse(asked({ request }));
  expect(next.made).toHaveLength(3);
});

describe('the store', () => {
  test('keeps what was asked for last, within its entries and bytes', () => {
    const store = createAnswerStore<string>({ entries: 2, bytes: 100, ttlMs: 1_000 }, () => 0);
    store.set('a', 'A', 10);
    store.set('b', 'B', 10);
    store.get('a');
    store.set('c', 'C', 10);
    expect(['a', 'b', 'c'].map((key) => store.get(key))).toEqual(['A', undefined, 'C']);
    store.set('d', 'D', 95);
    expect(['a', 'c', 'd'].map((key) => store.get(key))).toEqual([undefined, undefined, 'D']);
    store.set('e', 'E', 101);
    expect(store.get('e')).toBeUndefined();
    expect(store.get('d')).toBe('D');
  });

  test('never holds more than it may, whatever is done with it', () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      bytes: fc.nat(60),
      set: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const store = createAnswerStore<number>({ entries: 3, bytes: 100, ttlMs: 1_000 }, () => 0);
        for (const { key, bytes, set } of steps)
          if (set) store.set(key, bytes, bytes);
          else store.get(key);
        const kept = ['a', 'b', 'c', 'd', 'e']
          .map((key) => store.get(key))
          .filter((value) => value !== undefined);
        expect(kept.length).toBeLessThanOrEqual(3);
        expect(kept.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(100);
      }),
    );
  });
});

describe('a collected stream', () => {
  const block = fc.oneof(
    fc.record({ text: fc.string() }),
    fc.record({
      toolUse: fc.record({
        toolUseId: fc.string({ minLength: 1 }),
        name: fc.string({ minLength: 1 }),
        input: fc.dictionary(fc.string(), fc.jsonValue()),
      }),
    }),
    fc.record({
      reasoningContent: fc.record({
        reasoningText: fc.record({ text: fc.string(), signature: fc.string({ minLength: 1 }) }),
      }),
    }),
    fc.record({ reasoningContent: fc.record({ redactedContent: fc.uint8Array({ minLength: 1 }) }) }),
  );

  test('is the answer that it was made of', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 4 }), (content) => {
        const answer = response('', {
          output: { message: { role: 'assistant', content } },
          additionalModelResponseFields: { a: 1 },
        } as Partial<ConverseResponse>);
        // What JSON has no minus zero for is not to be asked back.
        const expected = JSON.parse(JSON.stringify(answer, bytesAsText)) as unknown;
        const collector = createAnswerCollector();
        for (const event of answerEvents(answer)) collector.add(event);
        expect(JSON.parse(JSON.stringify(collector.answer(), bytesAsText))).toEqual(expected);
      }),
    );
  });

  const bytesAsText = (_: string, value: unknown): unknown =>
    value instanceof Uint8Array ? [...value] : value;

  test('is no answer before its end, nor with a tool’s input that is no JSON', () => {
    const events = [...answerEvents(response())];
    for (let count = 0; count < events.length; count++) {
      const collector = createAnswerCollector();
      for (const event of events.slice(0, count)) collector.add(event);
      expect(collector.answer()).toBeUndefined();
    }
    const collector = createAnswerCollector();
    collector.add({
      contentBlockStart: { contentBlockIndex: 0, start: { toolUse: { toolUseId: 't', name: 'n' } } },
    });
    collector.add({ contentBlockDelta: { contentBlockIndex: 0, delta: { toolUse: { input: '{"a":' } } } });
    for (const event of events.slice(-2)) collector.add(event);
    expect(collector.answer()).toBeUndefined();
  });
});
