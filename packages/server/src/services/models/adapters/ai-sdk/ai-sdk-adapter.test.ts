import type { ConverseRequest } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ProviderAttempt, ProviderFailed, type ProviderStreamEvent } from '../../provider-adapter.ts';
import { createAiSdkAdapter } from './ai-sdk-adapter.ts';
import type { AiSdkType } from './ai-sdk-type.ts';
import { foldAnswer } from './fold-answer.ts';
import { startWireServer, type WireAnswer, type WireServer } from './wire/wire-server.fixture.ts';
import { eventStream } from './wire/write-answer.fixture.ts';

let server: WireServer;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(() => server.close());

const adapterOf = (type: AiSdkType) =>
  createAiSdkAdapter(type, { fetch, secrets: [], clock: { now: Date.now } });

const attempt = (type: AiSdkType, change: Partial<ProviderAttempt> = {}): ProviderAttempt => ({
  provider: { name: 'p', type, baseUrl: server.origin, apiKey: () => 'key' },
  modelName: 'm',
  idempotencyKey: 'key',
  signal: new AbortController().signal,
  ...change,
});

const request = (change: Partial<ConverseRequest> = {}): ConverseRequest => ({
  modelId: 'm',
  messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
  ...change,
});

const SSE = { headers: { 'content-type': 'text/event-stream' } };

async function whole(type: AiSdkType, body: object, asked = request()) {
  server.answer({ pieces: [JSON.stringify(body)] });
  return await adapterOf(type).converse(asked, attempt(type));
}

async function streamed(type: AiSdkType, events: readonly object[] | WireAnswer, asked = request()) {
  server.answer('pieces' in events ? events : { ...SSE, pieces: [stream(type, events as object[])] });
  const all: ProviderStreamEvent[] = [];
  for await (const event of adapterOf(type).converseStream(asked, attempt(type))) all.push(event);
  const stop = all.find((event) => 'messageStop' in event)?.messageStop;
  return { events: all, stop, output: { message: foldAnswer(all) } };
}

/** Anthropic names its events as their data does; OpenAI ends with [DONE]. */
const stream = (type: AiSdkType, events: readonly object[]): string =>
  eventStream([
    ...events.map(
      (event) => [type === 'anthropic' ? (event as { type: string }).type : undefined, event] as const,
    ),
    ...(type.startsWith('openai') ? [[undefined, '[DONE]'] as const] : []),
  ]);

const completion = (message: object, finish_reason: string | null = 'stop', more: object = {}) => ({
  id: 'c1',
  choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason, ...more }],
});
const chunk = (delta: object, finish_reason: string | null = null, more: object = {}) => ({
  id: 'c1',
  choices: [{ index: 0, delta, finish_reason, ...more }],
});
const call = (index: number, id: string | undefined, name: string | undefined, input: string) =>
  chunk({
    tool_calls: [{ index, ...(id === undefined ? {} : { id }), function: { name, arguments: input } }],
  });

const START = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    content: [],
    model: 'm',
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 1 },
  },
};
const anthropicText = (text: string, index = 0) => [
  { type: 'content_block_start', index, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index, delta: { type: 'text_delta', text } },
  { type: 'content_block_stop', index },
];
const anthropicEnd = (stop_reason: string, stop_sequence: string | null = null) => [
  { type: 'message_delta', delta: { stop_reason, stop_sequence }, usage: { output_tokens: 5 } },
  { type: 'message_stop' },
];

describe('what a provider’s safety rules withhold', () => {
  test('a refusal of OpenAI is text that ends as content_filtered', async () => {
    const expected = { stopReason: 'content_filtered' };
    const answer = await whole('openai', completion({ refusal: 'I cannot.' }));
    expect(answer).toMatchObject(expected);
    expect(answer.output.message.content).toEqual([{ text: 'I cannot.' }]);
    const { stop, output } = await streamed('openai', [
      chunk({ role: 'assistant', content: null, refusal: 'I ' }),
      chunk({ refusal: 'cannot.' }),
      chunk({}, 'stop'),
    ]);
    expect(stop).toEqual(expected);
    expect(output).toEqual(answer.output);
  });

  test('a refusal of Anthropic keeps what was said before it', async () => {
    const { stop, output } = await streamed('anthropic', [
      START,
      ...anthropicText('Well, '),
      ...anthropicEnd('refusal'),
    ]);
    expect(stop).toEqual({ stopReason: 'content_filtered' });
    expect(output.message.content).toEqual([{ text: 'Well, ' }]);
  });

  test('a prompt that Gemini blocks is an answer without content', async () => {
    const blocked = {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 },
      responseId: 'r1',
    };
    const answer = await whole('google', blocked);
    expect(answer).toEqual({
      output: { message: { role: 'assistant', content: [] } },
      stopReason: 'content_filtered',
      usage: { inputTokens: 4, outputTokens: 0, totalTokens: 4 },
      requestId: 'r1',
    });
    const { stop, output } = await streamed('google', [blocked]);
    expect([stop, output]).toEqual([{ stopReason: 'content_filtered' }, answer.output]);
  });
});

describe('tool uses', () => {
  const toolUse = (toolUseId: string, name: string, input: JsonObject) => ({
    toolUse: { toolUseId, name, input },
  });

  test('of several calls come one after the other, their input in the pieces in which it came', async () => {
    const { events, output, stop } = await streamed('openai-compatible', [
      call(0, 'a', 'sum', ''),
      call(0, undefined, undefined, '{"x"'),
      call(0, undefined, undefined, ':1}'),
      call(1, 'b', 'sum', '{"x":2}'),
      chunk({}, 'tool_calls'),
    ]);
    expect(output.message.content).toEqual([toolUse('a', 'sum', { x: 1 }), toolUse('b', 'sum', { x: 2 })]);
    expect(stop).toEqual({ stopReason: 'tool_use' });
    const pieces = events.flatMap((event) =>
      'contentBlockDelta' in event ? [event.contentBlockDelta.delta.toolUse?.input] : [],
    );
    expect(pieces).toEqual(['{"x"', ':1}', '{"x":2}']);
  });

  test.each([
    ['all are number 0', [call(0, 'a', 'sum', '{"x":1}'), call(0, 'b', 'sum', '{"x":2}')]],
    [
      'name and id are said again with each piece',
      [call(0, 'a', 'sum', '{"x"'), call(0, 'a', 'sum', ':1}'), call(1, 'b', 'sum', '{"x":2}')],
    ],
    [
      'the name comes late',
      [call(0, 'a', undefined, '{"x"'), call(0, undefined, 'sum', ':1}'), call(1, 'b', 'sum', '{"x":2}')],
    ],
  ])('are told apart where %s', async (_, calls) => {
    const { output } = await streamed('openai-compatible', [...calls, chunk({}, 'tool_calls')]);
    expect(output.message.content).toEqual([toolUse('a', 'sum', { x: 1 }), toolUse('b', 'sum', { x: 2 })]);
  });

  test.each<[string, AiSdkType, readonly object[]]>([
    [
      'pieces of several are mixed up',
      'openai',
      [call(0, 'a', 'n', '{'), call(1, 'b', 'n', '{'), call(0, undefined, undefined, '}')],
    ],
    ['the input is no JSON', 'openai', [call(0, 'a', 'n', '{"x":'), chunk({}, 'tool_calls')]],
    ['the name never comes', 'openai-compatible', [call(0, 'a', undefined, '{}'), chunk({}, 'tool_calls')]],
  ])('make the answer a failure when %s', async (_, type, events) => {
    await expect(streamed(type, events)).rejects.toThrow(ProviderFailed);
    await expect(streamed(type, events)).rejects.toThrow(/^answered with /u);
  });

  test('that the limit of tokens cut off end as max_tokens in a stream', async () => {
    const { stop } = await streamedPieces([call(0, 'a', 'n', '{"x":'), chunk({}, 'length')]);
    expect(stop).toEqual({ messageStop: { stopReason: 'max_tokens' } });
  });

  async function streamedPieces(events: readonly object[]) {
    server.answer({ ...SSE, pieces: [stream('openai', events)] });
    const all: ProviderStreamEvent[] = [];
    for await (const event of adapterOf('openai').converseStream(request(), attempt('openai')))
      all.push(event);
    return { stop: all.at(-2) };
  }

  test('whose ids Converse does not allow get one that it does, always the same', async () => {
    const ids = ['functions.sum:0', 'call|with|bars', 'x'.repeat(80)];
    const made: string[] = [];
    for (const id of ids) {
      const message = { tool_calls: [{ id, type: 'function', function: { name: 'n', arguments: '{}' } }] };
      for (let again = 0; again < 2; again++) {
        const { output } = await whole('openai-compatible', completion(message, 'tool_calls'));
        made.push(output.message.content[0]?.toolUse?.toolUseId ?? '');
      }
    }
    expect(made[0]).toBe('functions.sum:0');
    for (const id of made) expect(id).toMatch(/^[a-zA-Z0-9_.:-]{1,64}$/u);
    expect(made.filter((_, i) => i % 2 === 0)).toEqual(made.filter((_, i) => i % 2 === 1));
    expect(new Set(made).size).toBe(ids.length);
  });

  test('whose ids the provider does not allow keep call and result together', async () => {
    const toolUseId = `functions.sum:0-${'x'.repeat(40)}`;
    const messages: ConverseRequest['messages'] = [
      { role: 'user', content: [{ text: 'Sum.' }] },
      { role: 'assistant', content: [toolUse(toolUseId, 'sum', {})] },
      { role: 'user', content: [{ toolResult: { toolUseId, content: [{ text: '3' }] } }] },
    ];
    await whole(
      'anthropic',
      { ...START.message, content: [], stop_reason: 'end_turn' },
      request({ messages }),
    );
    const [
      ,
      {
        content: [used],
      },
      {
        content: [result],
      },
    ] = server.lastBody().messages;
    expect(used.id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/u);
    expect(result.tool_use_id).toBe(used.id);
  });

  test('of a provider without ids get the same ones whole and streamed', async () => {
    const answer = {
      candidates: [
        {
          content: {
            role: 'model',
            parts: [
              { functionCall: { name: 'n', args: { a: 1 } } },
              { functionCall: { name: 'n', args: {} } },
            ],
          },
          finishReason: 'STOP',
        },
      ],
      responseId: 'r1',
    };
    const { output, stopReason } = await whole('google', answer);
    expect(output.message.content).toEqual([
      toolUse('tooluse_r1_1', 'n', { a: 1 }),
      toolUse('tooluse_r1_2', 'n', {}),
    ]);
    expect(stopReason).toBe('tool_use');
    expect((await streamed('google', [answer])).output).toEqual(output);
  });
});

describe('stop reasons', () => {
  test.each<[AiSdkType, object, string]>([
    ['openai', completion({ content: 'a' }, null), 'end_turn'],
    ['openai', completion({ content: 'a' }, 'something new'), 'end_turn'],
    ['openai-compatible', completion({ content: 'a' }, 'stop', { stop_reason: 'END' }), 'stop_sequence'],
    ['openai-compatible', completion({ content: 'a' }, 'stop', { stop_reason: 128009 }), 'end_turn'],
    [
      'openai',
      completion(
        { tool_calls: [{ id: 'a', type: 'function', function: { name: 'n', arguments: '' } }] },
        'stop',
      ),
      'tool_use',
    ],
    ['anthropic', { ...START.message, stop_reason: 'pause_turn' }, 'end_turn'],
    ['google', { candidates: [{ content: {}, finishReason: 'RECITATION' }] }, 'content_filtered'],
    [
      'google',
      { candidates: [{ content: {}, finishReason: 'MALFORMED_FUNCTION_CALL' }] },
      'malformed_tool_use',
    ],
  ])('%s %j is %s', async (type, body, stopReason) => {
    expect((await whole(type, body)).stopReason).toBe(stopReason);
  });
});

describe('a failure in the middle of a stream', () => {
  test.each<[string, AiSdkType, readonly object[], object]>([
    [
      'Anthropic’s error event',
      'anthropic',
      [
        START,
        ...anthropicText('Hi'),
        { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
      ],
      { kind: 'dependencyFailed', retryable: true, reason: 'answered 529 overloaded_error' },
    ],
    [
      'OpenAI’s error object',
      'openai',
      [
        chunk({ content: 'Hi' }),
        { error: { message: 'Slow down', type: 'rate_limit_exceeded', code: null } },
      ],
      { kind: 'throttling', retryable: true, reason: 'asked to slow down (429 rate_limit_exceeded)' },
    ],
    [
      'an error of vLLM',
      'openai-compatible',
      [chunk({ content: 'Hi' }), { error: { message: 'oh', type: 'InternalServerError', code: 500 } }],
      { kind: 'dependencyFailed', retryable: true, reason: 'answered 500 InternalServerError' },
    ],
    [
      'Gemini’s error object',
      'google',
      [
        { candidates: [{ content: { role: 'model', parts: [{ text: 'Hi' }] } }] },
        { error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } },
      ],
      { kind: 'dependencyFailed', retryable: true, reason: 'answered 503 UNAVAILABLE' },
    ],
    [
      'an event of another API',
      'anthropic',
      [START, { type: 'content_block_delta', index: 'x', delta: 7 }],
      {
        kind: 'badGateway',
        retryable: false,
        reason: 'answered with something that is no answer of its API',
      },
    ],
  ])('%s ends the iteration, after what came before it', async (_, type, events, failure) => {
    server.answer({ ...SSE, pieces: [stream(type, events)] });
    const iterator = adapterOf(type).converseStream(request(), attempt(type))[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: { messageStart: { role: 'assistant' } } });
    const rest = async () => {
      while (!(await iterator.next()).done);
    };
    await expect(rest()).rejects.toMatchObject({ name: 'ProviderFailed', failure });
  });

  test.each<[AiSdkType, object]>([
    ['openai', { error: { message: 'Busy', type: 'server_error', code: 'server_error' } }],
    ['openai-compatible', { error: { message: 'Busy', type: 'server_error', code: 500 } }],
    ['anthropic', { type: 'error', error: { type: 'api_error', message: 'Busy' } }],
    ['google', { error: { code: 500, message: 'Busy', status: 'INTERNAL' } }],
  ])(
    'of %s that is its first event comes before any other, so that the call can be tried again',
    async (type, error) => {
      server.answer({ ...SSE, pieces: [stream(type, [error])] });
      const iterator = adapterOf(type).converseStream(request(), attempt(type))[Symbol.asyncIterator]();
      await expect(iterator.next()).rejects.toMatchObject({
        name: 'ProviderFailed',
        failure: { kind: 'dependencyFailed', retryable: true, reason: expect.stringContaining('answered 5') },
      });
    },
  );

  test('no stream at all, but a whole answer, is a failure', async () => {
    const answer = { pieces: [JSON.stringify(completion({ content: 'Hi' }))] };
    await expect(streamed('openai-compatible', answer)).rejects.toThrow('no answer of its API');
  });
});

describe('a stream', () => {
  /** Text events of Anthropic, each held back until `released` says how many may go. */
  function heldBack() {
    let release = (): void => {};
    let written = 0;
    async function* pieces() {
      yield stream('anthropic', [
        START,
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      ]);
      for (; ; written++) {
        const released = new Promise<void>((resolve) => {
          release = resolve;
        });
        yield stream('anthropic', [
          { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: `${written} ` } },
        ]);
        await released;
      }
    }
    return { answer: { ...SSE, pieces: pieces() }, release: () => release() };
  }

  test('hands on each token before the next one is there', async () => {
    const { answer, release } = heldBack();
    server.answer(answer);
    const iterator = adapterOf('anthropic')
      .converseStream(request(), attempt('anthropic'))
      [Symbol.asyncIterator]();
    await iterator.next();
    for (let token = 0; token < 5; token++) {
      const { value } = await iterator.next();
      expect(value).toEqual({ contentBlockDelta: { contentBlockIndex: 0, delta: { text: `${token} ` } } });
      release();
    }
    await iterator.return?.();
    release();
  });

  test.each(['openai', 'openai-compatible', 'anthropic', 'google'] as const)(
    'of %s that is left while it waits ends the provider’s connection',
    async (type) => {
      const before = server.abandoned();
      const first = {
        anthropic: [START],
        google: [{ candidates: [{ content: { role: 'model', parts: [{ text: 'Hi' }] } }] }],
        openai: [chunk({ content: 'Hi' })],
        'openai-compatible': [chunk({ content: 'Hi' })],
      }[type];
      const never = async function* () {
        yield stream('anthropic', []) + eventStream(first.map((event) => [undefined, event] as const));
        await new Promise(() => {});
      };
      server.answer({ ...SSE, pieces: never() });
      const iterator = adapterOf(type).converseStream(request(), attempt(type))[Symbol.asyncIterator]();
      await iterator.next();
      if (type !== 'anthropic') await iterator.next();
      const waiting = iterator.next();
      waiting.catch(() => {});
      await iterator.return?.();
      await expect.poll(() => server.abandoned()).toBe(before + 1);
      await expect(Promise.race([waiting.catch(() => 'ended'), waiting.then(() => 'ended')])).resolves.toBe(
        'ended',
      );
    },
  );

  test('that is aborted rejects with the signal’s reason', async () => {
    const { answer } = heldBack();
    server.answer(answer);
    const controller = new AbortController();
    const iterator = adapterOf('anthropic')
      .converseStream(request(), attempt('anthropic', { signal: controller.signal }))
      [Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    const waiting = iterator.next();
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(
      adapterOf('anthropic').converse(request(), attempt('anthropic', { signal: controller.signal })),
    ).rejects.toThrow('enough');
  });
});

describe('usage', () => {
  test('that a server does not send is estimated, alike whole and streamed', async () => {
    const usage = { inputTokens: 2, outputTokens: 3, totalTokens: 5 };
    expect((await whole('openai-compatible', completion({ content: 'twelve chars' }))).usage).toEqual(usage);
    const { events } = await streamed('openai-compatible', [
      chunk({ content: 'twelve ' }),
      chunk({ content: 'chars' }),
      chunk({}, 'stop'),
    ]);
    expect(events.at(-1)).toEqual({ metadata: { usage, requestId: 'c1' } });
  });

  test('of no tokens at all is estimated: a question has at least one', async () => {
    const usageMetadata = { promptTokenCount: 0, candidatesTokenCount: 0, totalTokenCount: 0 };
    const content = { role: 'model', parts: [{ text: 'twelve chars' }] };
    const answer = { candidates: [{ content, finishReason: 'STOP' }], usageMetadata };
    expect((await whole('google', answer)).usage).toEqual({
      inputTokens: 2,
      outputTokens: 3,
      totalTokens: 5,
    });
  });

  test('of Anthropic tells for how long what was written is kept', async () => {
    const usage = {
      input_tokens: 5,
      output_tokens: 2,
      cache_read_input_tokens: 7,
      cache_creation_input_tokens: 30,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
    };
    const answer = await whole('anthropic', { ...START.message, stop_reason: 'end_turn', usage });
    expect(answer.usage).toEqual({
      inputTokens: 5,
      outputTokens: 2,
      totalTokens: 44,
      cacheReadInputTokens: 7,
      cacheWriteInputTokens: 30,
      cacheDetails: [
        { ttl: '5m', inputTokens: 10 },
        { ttl: '1h', inputTokens: 20 },
      ],
    });
  });
});

describe('fields of the model’s own', () => {
  const paths = ['/stop_sequence', '/usage/service_tier', '/nothing', 'no pointer', '/a~1b'];
  const asked = request({ additionalModelResponseFieldPaths: paths });
  const fields = { stop_sequence: 'END', usage: { service_tier: 'standard' } };

  test('are found by their pointers in a whole answer and in a stream', async () => {
    const usage = { input_tokens: 1, output_tokens: 1, service_tier: 'standard' };
    const end = { stop_reason: 'stop_sequence', stop_sequence: 'END' };
    const answer = await whole('anthropic', { ...START.message, ...end, usage }, asked);
    expect(answer).toMatchObject({ stopReason: 'stop_sequence', additionalModelResponseFields: fields });
    const start = { ...START, message: { ...START.message, usage } };
    const { stop } = await streamed('anthropic', [start, ...anthropicEnd('stop_sequence', 'END')], asked);
    expect(stop).toEqual({ stopReason: 'stop_sequence', additionalModelResponseFields: fields });
  });

  test('of OpenAI’s chunks and of Gemini’s are those of the whole answer', async () => {
    const one = request({
      additionalModelResponseFieldPaths: ['/system_fingerprint', '/choices/0/finish_reason'],
    });
    const { stop } = await streamed(
      'openai',
      [
        { ...chunk({ content: 'a' }), system_fingerprint: 'fp' },
        chunk({}, 'stop'),
        { id: 'c1', choices: [] },
      ],
      one,
    );
    expect(stop?.additionalModelResponseFields).toEqual({
      system_fingerprint: 'fp',
      choices: { 0: { finish_reason: 'stop' } },
    });
  });

  test('are absent when nothing is found or asked for', async () => {
    const none = request({ additionalModelResponseFieldPaths: ['/none'] });
    expect(await whole('openai', completion({ content: 'a' }), none)).not.toHaveProperty(
      'additionalModelResponseFields',
    );
  });

  test('of a request are added to its body; betas of Claude become a header', async () => {
    const additionalModelRequestFields = {
      top_k: 5,
      anthropic_beta: ['context-1m-2025-08-07', 'bad\nname'],
      max_tokens: 1,
    };
    await whole(
      'anthropic',
      { ...START.message, stop_reason: 'end_turn' },
      request({ additionalModelRequestFields }),
    );
    expect(server.lastBody()).toMatchObject({ top_k: 5, max_tokens: 4096 });
    expect(server.lastBody()).not.toHaveProperty('anthropic_beta');
    expect(server.lastRequest().headers).toMatchObject({
      'anthropic-beta': 'context-1m-2025-08-07',
      'idempotency-key': 'key',
    });
  });
});

describe('an answer that must have a schema', () => {
  const outputConfig = (schema: object) => ({
    textFormat: {
      type: 'json_schema' as const,
      structure: { jsonSchema: { schema: JSON.stringify(schema) } },
    },
  });

  test('is asked for by a tool where Claude has no structured output, and the tool’s input is the text', async () => {
    const asked = request({
      outputConfig: outputConfig({ type: 'object', properties: { a: { type: 'integer' } } }),
    });
    const use = { type: 'tool_use', id: 't', name: 'json', input: { a: 1 } };
    const answer = await whole(
      'anthropic',
      { ...START.message, content: [{ type: 'text', text: 'Here:' }, use], stop_reason: 'tool_use' },
      asked,
    );
    expect(server.lastBody().tool_choice).toMatchObject({ type: 'any' });
    expect(answer).toMatchObject({
      output: { message: { content: [{ text: '{"a":1}' }] } },
      stopReason: 'end_turn',
    });
    const { output, stop } = await streamed(
      'anthropic',
      [
        START,
        ...anthropicText('Here:'),
        { type: 'content_block_start', index: 1, content_block: { ...use, input: {} } },
        { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"a":' } },
        { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '1}' } },
        { type: 'content_block_stop', index: 1 },
        ...anthropicEnd('tool_use'),
      ],
      asked,
    );
    expect(output).toEqual(answer.output);
    expect(stop).toEqual({ stopReason: 'end_turn' });
  });

  test('is what the model says when it does not use that tool', async () => {
    const asked = request({ outputConfig: outputConfig({ type: 'object', properties: {} }) });
    const { output } = await streamed(
      'anthropic',
      [START, ...anthropicText('{}'), ...anthropicEnd('end_turn')],
      asked,
    );
    expect(output.message.content).toEqual([{ text: '{}' }]);
  });

  test.each([
    [
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false },
      true,
    ],
    [{ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }, false],
    [{ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }, false],
    [{ type: 'object' }, false],
  ])('%j is asked of OpenAI strictly: %s', async (schema, strict) => {
    await whole('openai', completion({ content: '{}' }), request({ outputConfig: outputConfig(schema) }));
    expect(server.lastBody().response_format).toMatchObject({ type: 'json_schema', json_schema: { strict } });
  });
});

describe('embeddings', () => {
  const texts = ['one', 'two'];
  test.each<[AiSdkType, object, string, object]>([
    [
      'openai',
      {
        data: [
          { index: 1, embedding: [2] },
          { index: 0, embedding: [1] },
        ],
        usage: { prompt_tokens: 9 },
      },
      '/embeddings',
      { model: 'm', input: texts, dimensions: 1, encoding_format: 'float' },
    ],
    [
      'openai-compatible',
      { data: [{ embedding: [1] }, { embedding: [2] }], usage: { prompt_tokens: 9 } },
      '/embeddings',
      { model: 'm', input: texts, dimensions: 1 },
    ],
    [
      'google',
      { embeddings: [{ values: [1] }, { values: [2] }] },
      '/models/m:batchEmbedContents',
      {
        requests: texts.map((text) => ({
          content: { parts: [{ text }] },
          outputDimensionality: 1,
          taskType: 'RETRIEVAL_QUERY',
        })),
      },
    ],
  ])('of %s come in the order of the texts', async (type, body, path, sent) => {
    server.answer({ pieces: [JSON.stringify(body)] });
    const answer = await adapterOf(type).embed?.({ texts, dimensions: 1, inputType: 'query' }, attempt(type));
    expect(answer?.vectors).toEqual([Float32Array.of(1), Float32Array.of(2)]);
    expect(answer?.inputTokens).toBe(type === 'google' ? 2 : 9);
    expect(server.lastRequest().url).toBe(path);
    expect(server.lastBody()).toMatchObject(sent);
    expect(server.lastRequest().headers['idempotency-key']).toBe('key');
  });

  test('of a server that says it counted no tokens are estimated', async () => {
    const data = [{ embedding: [1] }, { embedding: [2] }];
    server.answer({ pieces: [JSON.stringify({ data, usage: { prompt_tokens: 0, total_tokens: 0 } })] });
    expect((await adapterOf('openai').embed?.({ texts }, attempt('openai')))?.inputTokens).toBe(2);
  });

  test('are not Anthropic’s', () => {
    expect(adapterOf('anthropic').embed).toBeUndefined();
  });

  test.each([
    [{ data: [{ embedding: [1] }] }, 'answered with 1 vectors for 2 texts'],
    [
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 0, embedding: [1] },
        ],
      },
      'do not belong to the texts',
    ],
    [{ data: [{ embedding: [1, 2] }, { embedding: [1, 2] }] }, 'do not have 1 dimensions'],
  ])('%j are refused', async (body, words) => {
    server.answer({ pieces: [JSON.stringify(body)] });
    await expect(adapterOf('openai').embed?.({ texts, dimensions: 1 }, attempt('openai'))).rejects.toThrow(
      words,
    );
  });
});
