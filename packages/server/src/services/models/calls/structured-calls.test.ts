import type { ConverseRequest, ConverseStreamEvent } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import { createPriceTable } from '../prices/price-table.ts';
import { createStructuredOutput } from '../structured/structured-output.ts';
import { answerEvents } from './answer-events.ts';
import {
  asked,
  collected,
  type FakeStep,
  fakeCalls,
  request,
  response,
  target,
  textOf,
} from './calls.fixture.ts';
import { pricedCalls } from './priced-calls.ts';
import { structuredCalls } from './structured-calls.ts';
import { withFallbacks } from './with-fallbacks.ts';

const SCHEMA = { type: 'object', required: ['a'], properties: { a: { type: 'number' } } };

const wanting = (schema: JsonValue = SCHEMA): ConverseRequest =>
  request({
    outputConfig: {
      textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(schema) } } },
    },
  });

function setUp({ retries = 1, secrets = [] as string[] }, ...steps: FakeStep[]) {
  const next = fakeCalls(...steps);
  return { next, calls: structuredCalls(next, { output: createStructuredOutput(), retries, secrets }) };
}

const usage = (n: number, cache?: number) => ({
  usage: {
    inputTokens: n,
    outputTokens: n,
    totalTokens: 2 * n,
    ...(cache === undefined ? {} : { cacheReadInputTokens: cache }),
  },
  metrics: { latencyMs: n },
});

describe('an answer with a schema', () => {
  test('that is as it should be passes, without a fence', async () => {
    const { next, calls } = setUp({}, response('```json\n{"a":1}\n```'));
    const answer = await calls.converse(asked({ request: wanting() }));
    expect(answer.output.message.content).toEqual([{ text: '{"a":1}' }]);
    expect(next.made).toHaveLength(1);
  });

  test('that is not is asked for again, with what is wrong; both are paid for', async () => {
    const { next, calls } = setUp({}, response('{"a":"x"}', usage(5, 3)), response('{"a":1}', usage(7)));
    const answer = await calls.converse(asked({ request: wanting() }));
    expect(answer).toMatchObject({
      output: { message: { content: [{ text: '{"a":1}' }] } },
      usage: { inputTokens: 12, outputTokens: 12, totalTokens: 24, cacheReadInputTokens: 3 },
      metrics: { latencyMs: 12 },
    });
    expect(next.made[1]?.idempotencyKey).toBe('execution/node/0/repair-1');
    expect(next.made[1]?.request.messages).toEqual([
      { role: 'user', content: [{ text: 'Hello' }] },
      { role: 'assistant', content: [{ text: '{"a":"x"}' }] },
      {
        role: 'user',
        content: [
          {
            text: 'Your answer is wrong at $.a: Instance type "string" is invalid. Expected "number".. Answer again with JSON of the schema only, and nothing beside it.',
          },
        ],
      },
    ]);
  });

  test('that is empty is asked for again as it was', async () => {
    const { next, calls } = setUp({}, response(''), response('{"a":1}'));
    await calls.converse(asked({ request: wanting() }));
    expect(next.made[1]?.request.messages).toEqual(wanting().messages);
  });

  test.each([
    [0, 1],
    [1, 2],
    [3, 4],
  ])('with %i retries, %i malformed answers fail the call', async (retries, made) => {
    const { next, calls } = setUp({ retries }, response('no JSON'));
    await expect(calls.converse(asked({ request: wanting() }))).rejects.toMatchObject({
      tries: made,
      failure: {
        kind: 'dependencyFailed',
        detail: 'malformedOutput',
        retryable: false,
        reason: 'answered with something that is not of the JSON schema asked for: it is no JSON',
      },
      spent: { usage: { inputTokens: 10 * made, outputTokens: 5 * made, totalTokens: 15 * made } },
    });
    expect(next.made).toHaveLength(made);
  });

  test('and then none at all: what was used for it is told, priced, and comes out with the fault', async () => {
    const { calls } = setUp({}, response('no JSON'), {
      kind: 'badGateway',
      detail: 'unreachable',
      reason: 'could not be reached',
      retryable: false,
    });
    const prices = createPriceTable([{ pattern: '*', input: 1_000_000, output: 0 }]);
    const port = withFallbacks(pricedCalls(calls, prices), {
      fallbacks: [],
      route: () => asked({}).target,
      unserved: undefined,
      log: () => {},
    });
    await expect(port.converse(wanting(), asked({}).call)).rejects.toMatchObject({
      fault: { kind: 'badGateway' },
      usage: [{ inputTokens: 10, outputTokens: 5, usd: 10 }],
    });
  });

  test('that is cut off is not asked for again', async () => {
    const { next, calls } = setUp({}, response('{"a":', { stopReason: 'max_tokens' }));
    await expect(calls.converse(asked({ request: wanting() }))).rejects.toMatchObject({
      failure: { reason: expect.stringContaining('is cut off by maxTokens') },
    });
    expect(next.made).toHaveLength(1);
  });

  test.each(['tool_use', 'content_filtered', 'guardrail_intervened'] as const)(
    'that ended with %s is not checked',
    async (stopReason) => {
      const { calls } = setUp({}, response('no JSON', { stopReason }));
      expect((await calls.converse(asked({ request: wanting() }))).stopReason).toBe(stopReason);
      await collected(calls.converseStream(asked({ request: wanting() })));
    },
  );

  test('of the offline model is not asked for twice', async () => {
    const { next, calls } = setUp({}, response('no JSON'));
    const offline = target('offline', 'offline', { type: 'offline' });
    await expect(calls.converse(asked({ request: wanting(), target: offline }))).rejects.toThrow();
    expect(next.made).toHaveLength(1);
  });

  test('that repeats a secret in a name is told without it', async () => {
    const secret = 'canary-1234567890';
    const { calls } = setUp({ retries: 0, secrets: [secret] }, response(`{"${secret}":1}`));
    const strict = { type: 'object', additionalProperties: false };
    const error = await calls.converse(asked({ request: wanting(strict) })).catch((error: Error) => error);
    expect(JSON.stringify(error)).toContain('***');
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  test('keeps what stands beside the text', async () => {
    const reasoning = { reasoningContent: { reasoningText: { text: 'Hm.' } } };
    const content = [reasoning, { text: '```\n' }, { text: '{"a":1}\n```' }];
    const { calls } = setUp({}, response('', { output: { message: { role: 'assistant', content } } }));
    const answer = await calls.converse(asked({ request: wanting() }));
    expect(answer.output.message.content).toEqual([reasoning, { text: '{"a":1}' }]);
  });
});

describe('a stream with a schema', () => {
  const streamed = (...texts: string[]): ConverseStreamEvent[] => {
    const [start, , ...end] = answerEvents(response());
    const deltas = texts.map((text) => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text } } }));
    return [...(start ? [start] : []), ...deltas, ...end];
  };
  const calls = (...texts: string[]) =>
    structuredCalls(
      {
        ...fakeCalls(),
        async *converseStream() {
          yield* streamed(...texts);
        },
      },
      { output: createStructuredOutput(), retries: 1, secrets: [] },
    );

  test('passes when it is as it should be, its fence taken off on the way', async () => {
    const stream = calls('```js', 'on\n', '{"a"', ':1}', '\n``', '`').converseStream(
      asked({ request: wanting() }),
    );
    const events = await collected(stream);
    expect(textOf(events)).toBe('{"a":1}');
    expect(events.map((event) => Object.keys(event)[0])).toEqual([
      'messageStart',
      'contentBlockDelta',
      'contentBlockDelta',
      'contentBlockStop',
      'messageStop',
      'metadata',
    ]);
  });

  test('hands on at its end what looked like a fence and was none', async () => {
    const stream = calls('```json\n', '{"a":1}', '\n').converseStream(asked({ request: wanting() }));
    expect(textOf(await collected(stream))).toBe('{"a":1}\n');
  });

  test('fails before messageStop when it is not', async () => {
    const events: ConverseStreamEvent[] = [];
    const read = async () => {
      for await (const event of calls('{"a":', '"x"}').converseStream(asked({ request: wanting() })))
        events.push(event);
    };
    await expect(read()).rejects.toMatchObject({
      failure: { detail: 'malformedOutput', reason: expect.stringContaining('$.a') },
    });
    expect(textOf(events)).toBe('{"a":"x"}');
    expect(events.some((event) => 'messageStop' in event)).toBe(false);
  });
});

describe('a request', () => {
  test('without a schema is left alone', async () => {
    const answer = response('```json\n1\n```');
    const { calls } = setUp({}, answer);
    expect(await calls.converse(asked())).toBe(answer);
    expect(textOf(await collected(calls.converseStream(asked())))).toBe('```json\n1\n```');
  });

  test.each([
    [
      'whole',
      (calls: ReturnType<typeof setUp>['calls']) =>
        calls.converse(asked({ request: wanting({ pattern: 'a' }) })),
    ],
    [
      'streamed',
      (calls: ReturnType<typeof setUp>['calls']) =>
        collected(calls.converseStream(asked({ request: wanting({ pattern: 'a' }) }))),
    ],
  ])(
    'with a schema that cannot be checked is the author’s mistake, and nobody is asked: %s',
    async (_, call) => {
      const { next, calls } = setUp({});
      await expect(call(calls)).rejects.toMatchObject({ fault: { kind: 'validation', blame: 'author' } });
      expect(next.made).toHaveLength(0);
    },
  );

  test('that asks for JSON and gives no schema says so', async () => {
    const empty = request({ outputConfig: { textFormat: { type: 'json_schema', structure: {} } } });
    await expect(setUp({}).calls.converse(asked({ request: empty }))).rejects.toThrow(
      'structure.jsonSchema.schema',
    );
  });
});
