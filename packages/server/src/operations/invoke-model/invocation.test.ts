import { FlowError } from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ServiceException } from '../../protocol/index.ts';
import { CALL_ID, type Headers, invoke, invokeStream } from '../test-support/invoke-model.ts';
import { eventsOfAnswer } from '../test-support/model-service.ts';
import { failureOf } from '../test-support/service.ts';
import { bareModelId, modelFamily } from './model-families.ts';

const CLAUDE = 'anthropic.claude-3-haiku-20240307-v1:0';
const NOVA = 'amazon.nova-lite-v1:0';
const TITAN = 'amazon.titan-text-express-v1';
const TITAN_EMBED = 'amazon.titan-embed-text-v2:0';
const LLAMA = 'meta.llama3-8b-instruct-v1:0';
const MISTRAL = 'mistral.mistral-7b-instruct-v0:2';
const COMMAND = 'cohere.command-r-v1:0';
const COHERE_EMBED = 'cohere.embed-english-v3';

const version = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9 };
const hello = { role: 'user', content: 'Hello' };
const claude = { ...version, messages: [hello] };

const refusalOf = async (modelId: string, body: JsonObject | Uint8Array, headers: Headers = {}) => {
  const { code, message } = await failureOf(invoke(modelId, body, {}, headers));
  expect(code).toBe('ValidationException');
  expect(await failureOf(invokeStream(modelId, body, {}, headers))).toMatchObject({ code, message });
  return message;
};

describe('the family of a model', () => {
  const family = (modelId: string) => modelFamily(modelId).read.name;
  test.each([
    ['anthropic.claude-3-haiku-20240307-v1:0', 'anthropicMessages'],
    ['us.anthropic.claude-sonnet-4-20250514-v1:0', 'anthropicMessages'],
    ['claude-3-5-haiku-latest', 'anthropicMessages'],
    ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0', 'nova'],
    ['global.amazon.nova-2-lite-v1:0', 'nova'],
    ['amazon.titan-text-premier-v1:0', 'titanText'],
    ['amazon.titan-tg1-large', 'titanText'],
    ['amazon.titan-embed-text-v2:0', 'titanEmbedV2'],
    ['amazon.titan-embed-g1-text-02', 'titanEmbedV1'],
    ['arn:aws:bedrock:eu-west-1:000000000000:inference-profile/eu.meta.llama3-2-3b-instruct-v1:0', 'llama'],
    ['llama3.2:3b', 'llama'],
    ['Llama-3.1-8B', 'llama'],
    ['mistral.mixtral-8x7b-instruct-v0:1', 'mistral'],
    ['mistral:7b', 'mistral'],
    ['cohere.command-r-plus-v1:0', 'cohereCommand'],
    ['command-r', 'cohereCommand'],
    ['cohere.embed-multilingual-v3', 'cohereEmbed'],
  ])('%s is %s', (modelId, name) => {
    expect(family(modelId)).toBe(name);
  });

  test.each([
    'qwen3:8b',
    'ai21.jamba-1-5-large-v1:0',
    'amazon.nova-canvas-v1:0',
    'amazon.nova-sonic-v1:0',
    'mistral-embed',
    'codellama',
    'arn:aws:bedrock:us-east-1:000000000000:application-inference-profile/abcdef123456',
  ])('of %s is none, and Converse is the way out', async (modelId) => {
    const message = await refusalOf(modelId, claude);
    expect(message).toContain(modelId);
    expect(message).toContain('Use Converse');
  });

  test('does not depend on where its ARN is', () => {
    expect(bareModelId('arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.nova-pro-v1:0')).toBe(
      'amazon.nova-pro-v1:0',
    );
  });
});

describe('a body is refused with the member that is wrong', () => {
  const content = (...blocks: JsonValue[]) => ({ ...version, messages: [{ role: 'user', content: blocks }] });
  const named = { name: 'a', input_schema: {} };
  test.each<readonly [string, JsonObject, string]>([
    [CLAUDE, { max_tokens: 9, messages: [hello] }, '#: required key [anthropic_version] not found'],
    [
      CLAUDE,
      { ...claude, anthropic_version: '1' },
      '#/anthropic_version: "1" is not one of bedrock-2023-05-31',
    ],
    [CLAUDE, { anthropic_version: 'bedrock-2023-05-31', messages: [hello] }, '#: required key [max_tokens]'],
    [CLAUDE, { ...claude, max_tokens: '9' }, '#/max_tokens: expected type: Integer, found: String'],
    [CLAUDE, { ...claude, max_tokens: 1.5 }, '#/max_tokens: expected type: Integer, found: BigDecimal'],
    [CLAUDE, { ...claude, max_tokens: 0 }, '#/max_tokens: 0 is not greater or equal to 1'],
    [CLAUDE, { ...claude, temperature: 2 }, '#/temperature: 2 is not less or equal to 1'],
    [CLAUDE, version, '#: required key [messages] not found'],
    [CLAUDE, { ...claude, messages: {} }, '#/messages: expected type: JSONArray, found: JSONObject'],
    [CLAUDE, { ...claude, messages: [1] }, '#/messages/0: expected type: JSONObject, found: Integer'],
    [CLAUDE, { ...claude, messages: [{ role: 'user' }] }, '#/messages/0: required key [content] not found'],
    [CLAUDE, { ...claude, messages: [{ role: 'king', content: 'a' }] }, '#/messages/0/role: "king"'],
    [CLAUDE, content({ type: 'text' }), '#/messages/0/content/0: required key [text] not found'],
    [
      CLAUDE,
      content({ type: 'poem', text: 'a' }),
      '#/messages/0/content/0/type: "poem" is not one of text, ',
    ],
    [CLAUDE, content({ type: 'text', text: 'a', b: 1 }), '#/messages/0/content/0: extraneous key [b]'],
    [
      CLAUDE,
      content({ type: 'image', source: { type: 'url', url: 'http://a' } }),
      '#/messages/0/content/0/source/type: expected base64',
    ],
    [
      CLAUDE,
      content({ type: 'image', source: { type: 'base64', media_type: 'image/tiff', data: 'AAAA' } }),
      '#/messages/0/content/0/source/media_type: expected one of image/png',
    ],
    [
      CLAUDE,
      content({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A A' } }),
      '#/messages/0/content/0/source/data: expected base64',
    ],
    [CLAUDE, { ...claude, stream: true }, '#: extraneous key [stream] is not permitted'],
    [CLAUDE, { ...claude, stop_sequences: [''] }, '#/stop_sequences/0: expected minLength: 1'],
    [CLAUDE, { ...claude, thinking: { type: 'enabled' } }, '#/thinking: required key [budget_tokens]'],
    [CLAUDE, { ...claude, tools: [{ type: 'bash_20250124', name: 'bash' }] }, '#/tools/0/type'],
    [CLAUDE, { ...claude, tools: [{ name: 'a' }] }, '#/tools/0: required key [input_schema] not found'],
    [
      CLAUDE,
      { ...claude, tools: [named], tool_choice: { type: 'tool' } },
      '#/tool_choice: required key [name]',
    ],
    [NOVA, {}, '#: required key [messages] not found'],
    [NOVA, { messages: [{ role: 'user', content: 'Hello' }] }, 'messages'],
    [NOVA, { schemaVersion: '2', messages: [] }, '#/schemaVersion'],
    [
      NOVA,
      { messages: [], inferenceConfig: { maxTokens: 'a' } },
      '#/inferenceConfig/maxTokens: expected type',
    ],
    [TITAN, {}, '#: required key [inputText] not found'],
    [TITAN, { inputText: ' ' }, '#/inputText: expected minLength: 1'],
    [
      TITAN,
      { inputText: 'a', textGenerationConfig: { topK: 1 } },
      '#/textGenerationConfig: extraneous key [topK]',
    ],
    [LLAMA, { prompt: 7 }, '#/prompt: expected type: String, found: Integer'],
    [LLAMA, { prompt: 'a', images: ['AAAA'] }, '#/images/0: expected an image'],
    [MISTRAL, {}, '#: required key [prompt] not found'],
    [MISTRAL, { prompt: 'a', messages: [hello] }, 'found both'],
    [
      MISTRAL,
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: 'http://a/b.png' }] }] },
      '#/messages/0/content/0/image_url: expected a data: URL',
    ],
    [
      MISTRAL,
      {
        messages: [
          hello,
          { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'b', arguments: '{' } }] },
        ],
      },
      '#/messages/1/tool_calls/0/function/arguments: expected an object as JSON',
    ],
    [COMMAND, {}, '#: required key [message] not found'],
    [COMMAND, { message: 'a', chat_history: [{ role: 'BOT', message: 'b' }] }, '#/chat_history/0/role'],
    [TITAN_EMBED, { inputText: 'a', dimensions: 300 }, '#/dimensions: 300 is not one of 256, 512, 1024'],
    [TITAN_EMBED, { inputText: 'a', normalize: 1 }, '#/normalize: expected type: Boolean, found: Integer'],
    [TITAN_EMBED, { inputText: '' }, '#/inputText: expected minLength: 1'],
    [COHERE_EMBED, { texts: ['a'] }, '#: required key [input_type] not found'],
    [COHERE_EMBED, { texts: [], input_type: 'clustering' }, '#/texts: expected 1 to 96 texts, found: 0'],
    [COHERE_EMBED, { texts: ['a', ''], input_type: 'clustering' }, '#/texts/1: expected minLength: 1'],
    [
      COHERE_EMBED,
      { texts: ['a'], input_type: 'clustering', embedding_types: ['float', 'int8'] },
      '#/embedding_types/1: expected float',
    ],
  ])('%s: %j', async (modelId, body, words) => {
    const { code, message } = await failureOf(invoke(modelId, body));
    expect(code).toBe('ValidationException');
    expect(message).toMatch(/^Malformed input request: /);
    expect(message).toContain(words);
  });

  test.each<readonly [string, JsonObject, RegExp]>([
    [
      'begins with the assistant',
      { ...version, messages: [{ role: 'assistant', content: 'a' }] },
      /start with a user/,
    ],
    ['has no messages', { ...version, messages: [] }, /at least one message/],
    [
      'answers a tool that nobody asked for',
      content({ type: 'tool_result', tool_use_id: 'x', content: 'a' }),
      /no toolUse of the previous turn/,
    ],
    [
      'names a tool in a way that no model knows',
      { ...claude, tools: [{ ...named, name: 'a b' }] },
      /toolSpec\.name/,
    ],
  ])('a conversation that %s breaks the rules of Converse', async (_, body, words) => {
    expect(await refusalOf(CLAUDE, body)).toMatch(words);
  });

  test.each([
    ['no JSON', Buffer.from('Hello')],
    ['no object', Buffer.from('[]')],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('%s', async (_, body) => {
    expect(await refusalOf(CLAUDE, body)).toMatch(/^Malformed input request: The request body/);
  });

  test('nothing at all', async () => {
    expect(await refusalOf(CLAUDE, new Uint8Array(0))).toContain('required key [anthropic_version]');
  });
});

test('a prompt is for Converse', async () => {
  const arn = 'arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHIJ:3';
  expect(await refusalOf(arn, claude)).toContain('Use Converse');
});

test('a model of embeddings does not stream, and has no guardrail', async () => {
  const { code, message } = await failureOf(invokeStream(TITAN_EMBED, { inputText: 'a' }));
  expect(code).toBe('ValidationException');
  expect(message).toContain('unsupported for streaming');
  const guardrail = { guardrailIdentifier: 'abcdefghijkl', guardrailVersion: '1' };
  expect(await refusalOf(TITAN_EMBED, { inputText: 'a' }, guardrail)).toContain('ApplyGuardrail');
});

describe('media types', () => {
  test.each([
    ['application/json', 'application/json'],
    ['application/json; charset=utf-8', '*/*'],
    ['application/octet-stream', 'text/html, application/json;q=0.9'],
    ['', 'application/*'],
  ])('%j and %j are taken', async (contentType, accept) => {
    expect((await invoke(CLAUDE, claude, {}, { contentType, accept })).answer.contentType).toBe(
      'application/json',
    );
  });

  test.each<readonly [Headers, string]>([
    [{ contentType: 'text/plain' }, 'content type (text/plain)'],
    [{ accept: 'image/png' }, 'accept type (image/png)'],
  ])('%j is refused', async (headers, words) => {
    expect(await refusalOf(CLAUDE, claude, headers)).toContain(words);
  });
});

test('the latency that is asked for goes to the model and comes back', async () => {
  const headers = { performanceConfigLatency: 'optimized' } as const;
  const whole = await invoke(CLAUDE, claude, {}, headers);
  expect(whole.request?.performanceConfig).toEqual({ latency: 'optimized' });
  expect(whole.answer.performanceConfigLatency).toBe('optimized');
  expect((await invokeStream(CLAUDE, claude, {}, headers)).answer).toEqual({
    contentType: 'application/json',
    performanceConfigLatency: 'optimized',
  });
});

describe('a guardrail', () => {
  const headers = { guardrailIdentifier: 'abcdefghijkl', guardrailVersion: '1' } as const;
  const guardrail = {
    modelOutput: ['raw'],
    inputAssessment: { abcdefghijkl: { wordPolicy: { customWords: [], managedWordLists: [] } } },
    outputAssessments: { abcdefghijkl: [{}, {}] },
    actionReason: 'Guardrail masked.',
  };

  test('is asked for with its trace, which is shown when the header wants it', async () => {
    const answer = { stopReason: 'guardrail_intervened', trace: { guardrail } } as const;
    const silent = await invoke(CLAUDE, claude, { answer }, headers);
    expect(silent.request?.guardrailConfig).toEqual({ ...headers, trace: 'enabled' });
    expect(silent.said).toMatchObject({
      id: `msg_bdrk_${CALL_ID}`,
      'amazon-bedrock-guardrailAction': 'INTERVENED',
    });
    expect(silent.said).not.toHaveProperty('amazon-bedrock-trace');
    for (const [trace, wanted] of [
      ['ENABLED', 'enabled'],
      ['ENABLED_FULL', 'enabled_full'],
    ] as const) {
      const shown = await invoke(CLAUDE, claude, { answer }, { ...headers, trace });
      expect(shown.request?.guardrailConfig?.trace).toBe(wanted);
      expect(shown.said['amazon-bedrock-trace']).toEqual({
        guardrail: {
          modelOutput: ['raw'],
          input: guardrail.inputAssessment,
          outputs: [{ abcdefghijkl: {} }, { abcdefghijkl: {} }],
          actionReason: 'Guardrail masked.',
        },
      });
    }
  });

  test.each([
    ['INTERVENED', 'tool_use', 'Guardrail masked.'],
    ['NONE', 'tool_use', 'No action.'],
    ['NONE', 'end_turn', undefined],
  ] as const)(
    'that did %s is told so when the model stopped for %s',
    async (action, stopReason, actionReason) => {
      const trace = { guardrail: { ...(actionReason && { actionReason }) } };
      const { said } = await invoke(CLAUDE, claude, { answer: { stopReason, trace } }, headers);
      expect(said['amazon-bedrock-guardrailAction']).toBe(action);
    },
  );

  test('is not spoken of where none is asked for', async () => {
    const { said, request } = await invoke(CLAUDE, claude, {}, { trace: 'ENABLED', guardrailIdentifier: '' });
    expect(Object.keys(said).filter((name) => name.startsWith('amazon'))).toEqual([]);
    expect(request).not.toHaveProperty('guardrailConfig');
  });

  test('is told of in the last fragment of a stream', async () => {
    const events = eventsOfAnswer.map((event) =>
      'metadata' in event ? { metadata: { ...event.metadata, trace: { guardrail } } } : event,
    );
    const { said } = await invokeStream(
      NOVA,
      { messages: [{ role: 'user', content: [{ text: 'a' }] }] },
      { events },
      {
        ...headers,
        trace: 'ENABLED',
      },
    );
    expect(said.at(-1)).toMatchObject({
      'amazon-bedrock-guardrailAction': 'INTERVENED',
      'amazon-bedrock-trace': { guardrail: { actionReason: 'Guardrail masked.' } },
      'amazon-bedrock-invocationMetrics': { inputTokenCount: 1 },
    });
    for (const fragment of said.slice(0, -1)) expect(fragment).not.toHaveProperty('amazon-bedrock-trace');
  });

  const tagged = (text: string) =>
    text
      .replaceAll('[', '<amazon-bedrock-guardrails-guardContent_xyz>')
      .replaceAll(']', '</amazon-bedrock-guardrails-guardContent_xyz>');
  test.each([
    ['What is [this] and [that]?', [{ text: 'What is ' }, 'this', { text: ' and ' }, 'that', { text: '?' }]],
    ['[all]', ['all']],
    ['no end [of', [{ text: tagged('no end [of') }]],
    ['none', [{ text: 'none' }]],
    ['[]', [{ text: tagged('[]') }]],
  ])('looks at what the tags of %j mark', async (text, blocks) => {
    const config = { tagSuffix: 'xyz', streamProcessingMode: 'ASYNCHRONOUS' };
    const body = { inputText: tagged(text), 'amazon-bedrock-guardrailConfig': config };
    const { request } = await invoke(TITAN, body, {}, headers);
    expect(request?.guardrailConfig?.streamProcessingMode).toBe('async');
    expect(request?.messages[0]?.content).toEqual(
      blocks.map((block) =>
        typeof block === 'string' ? { guardContent: { text: { text: block } } } : block,
      ),
    );
  });

  test.each<readonly [string, JsonObject, Headers, string]>([
    [
      'has no version',
      claude,
      { guardrailIdentifier: 'abcdefghijkl' },
      'without X-Amzn-Bedrock-GuardrailVersion',
    ],
    ['has only a version', claude, { guardrailVersion: '1' }, 'without X-Amzn-Bedrock-GuardrailIdentifier'],
    [
      'is configured and not named',
      { ...claude, 'amazon-bedrock-guardrailConfig': { tagSuffix: 'xyz' } },
      {},
      '#/amazon-bedrock-guardrailConfig: needs a guardrail',
    ],
    [
      'has a suffix of another form',
      { ...claude, 'amazon-bedrock-guardrailConfig': { tagSuffix: 'a_b' } },
      headers,
      '#/amazon-bedrock-guardrailConfig/tagSuffix: expected 1 to 20',
    ],
  ])('is refused when it %s', async (_, body, given, words) => {
    expect(await refusalOf(CLAUDE, body, given)).toContain(words);
  });
});

describe('a stream that fails', () => {
  const fault = (message: string) =>
    new FlowError({ kind: 'throttling', blame: 'dependency', message, resourceName: CLAUDE });

  test('before its first event is an answer of its own, later an event', async () => {
    // biome-ignore lint/correctness/useYield: it fails before its first event.
    const early = (async function* () {
      throw fault('Early.');
    })();
    expect(await failureOf(invokeStream(CLAUDE, claude, { events: early }))).toMatchObject({
      code: 'ThrottlingException',
      message: 'Early.',
    });
    const late = (async function* () {
      yield eventsOfAnswer[0]!;
      throw fault('Late.');
    })();
    expect(await failureOf(invokeStream(CLAUDE, claude, { events: late }))).toMatchObject({
      code: 'ThrottlingException',
      message: 'Late.',
    });
  });
});

describe('whatever the body is, it is answered or refused by name', () => {
  const models = [CLAUDE, NOVA, TITAN, LLAMA, MISTRAL, COMMAND, TITAN_EMBED, COHERE_EMBED];
  const civil = async (modelId: string, body: JsonObject | Uint8Array) => {
    for (const call of [invoke(modelId, body), invokeStream(modelId, body)])
      await call.catch((error: unknown) => {
        if (!(error instanceof ServiceException) || error.code !== 'ValidationException') throw error;
        expect(error.message).not.toBe('');
      });
  };

  /** Bodies that are right in most places, so that the wrong one is reached. */
  const word = fc.oneof(
    fc.constantFrom('', ' ', 'user', 'assistant', 'text', 'image', 'tool_use', 'tool_result', 't1', 'AAAA'),
    fc.constantFrom('system', 'tool', 'USER', 'CHATBOT', 'TOOL', 'document', 'thinking', 'base64', 'auto'),
    fc.constantFrom('[INST] a [/INST] b', '<|start_header_id|>user<|end_header_id|>a', 'bedrock-2023-05-31'),
    fc.string(),
  );
  const names = [
    ...['anthropic_version', 'max_tokens', 'messages', 'role', 'content', 'type', 'text', 'source', 'data'],
    ...['media_type', 'system', 'tools', 'name', 'input_schema', 'tool_choice', 'id', 'input', 'tool_use_id'],
    ...['prompt', 'inputText', 'message', 'chat_history', 'tool_results', 'call', 'parameters', 'outputs'],
    ...[
      'texts',
      'input_type',
      'image',
      'bytes',
      'toolUse',
      'toolResult',
      'function',
      'arguments',
      '__proto__',
    ],
    ...['tool_calls', 'tool_call_id', 'documents', 'parameter_definitions', 'images', 'stop', 'constructor'],
  ];
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(word, fc.integer({ min: -1, max: 9 }), fc.boolean(), fc.constant(null)),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 5 }) as fc.Arbitrary<JsonObject>,
    ),
  }));
  const body = fc.tuple(
    fc.constantFrom<JsonObject>({}, version, { input_type: 'clustering' }, { prompt: 'a' }, { message: 'a' }),
    fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 }),
  );

  test.each(models)('%s', async (modelId) => {
    await fc.assert(
      fc.asyncProperty(body, ([start, more]) => civil(modelId, { ...start, ...more })),
      { numRuns: 400 },
    );
  });

  test.each(models)('%s, changed in one member of a body that is right', async (modelId) => {
    const right = RIGHT[modelId]!;
    await civil(modelId, right);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...placesIn(right)), value, (place, odd) =>
        civil(modelId, changed(right, place, odd) as JsonObject),
      ),
      { numRuns: 400 },
    );
  });

  test('a body of very many small parts is no more work than its size', async () => {
    const many = 200_000;
    const document = { type: 'document', title: 'a', source: { type: 'text', data: 'b' } };
    await civil(CLAUDE, {
      ...version,
      messages: [
        {
          role: 'user',
          content: [...Array.from({ length: many }, () => document), { type: 'text', text: 'c' }],
        },
      ],
    });
    const result = { call: { name: 'a' }, outputs: [] };
    await civil(COMMAND, { message: 'a', tool_results: Array.from({ length: many }, () => result) });
    await civil(MISTRAL, { prompt: '[INST]a[/INST]b'.repeat(many) });
    await civil(MISTRAL, { messages: Array.from({ length: many }, () => hello) });
    await civil(LLAMA, { prompt: '<|start_header_id|>user<|end_header_id|>'.repeat(many) });
  });

  test('an argument that is deeply nested JSON is refused', async () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const call = { id: 'a', function: { name: 'b', arguments: deep } };
    expect(
      await refusalOf(MISTRAL, { messages: [hello, { role: 'assistant', tool_calls: [call] }] }),
    ).toContain('expected an object as JSON');
  });
});

const RIGHT: Readonly<Record<string, JsonObject>> = {
  [CLAUDE]: {
    ...version,
    system: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
          { type: 'document', title: 'a', source: { type: 'text', data: 'b' } },
          { type: 'text', text: 'c' },
        ],
      },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'a', input: {} }] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'a' }] }],
      },
    ],
    tools: [{ name: 'a', description: 'b', input_schema: {} }],
    tool_choice: { type: 'auto' },
    thinking: { type: 'enabled', budget_tokens: 1 },
    stop_sequences: ['a'],
  },
  [NOVA]: {
    schemaVersion: 'messages-v1',
    system: [{ text: 'a' }],
    messages: [
      { role: 'user', content: [{ image: { format: 'png', source: { bytes: 'AAAA' } } }, { text: 'a' }] },
    ],
    inferenceConfig: { maxTokens: 1, topK: 1 },
    toolConfig: { tools: [{ toolSpec: { name: 'a', inputSchema: { json: {} } } }] },
  },
  [TITAN]: { inputText: 'a', textGenerationConfig: { maxTokenCount: 1, stopSequences: ['a'] } },
  [LLAMA]: { prompt: '<|start_header_id|>user<|end_header_id|>a<|eot_id|>', max_gen_len: 1, images: [] },
  [MISTRAL]: {
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
      { role: 'assistant', content: '', tool_calls: [{ id: 'a', function: { name: 'b', arguments: '{}' } }] },
      { role: 'tool', tool_call_id: 'a', content: 'c' },
    ],
    tools: [{ type: 'function', function: { name: 'b', parameters: {} } }],
    tool_choice: 'auto',
    stop: ['a'],
  },
  [COMMAND]: {
    message: 'a',
    chat_history: [
      { role: 'USER', message: 'a' },
      { role: 'CHATBOT', message: 'b', tool_calls: [{ name: 'c', parameters: {} }] },
      { role: 'TOOL', tool_results: [{ call: { name: 'c', parameters: {} }, outputs: [{}] }] },
    ],
    tools: [{ name: 'c', parameter_definitions: { d: { type: 'str', required: true } } }],
    documents: [{ title: 'e' }],
    k: 1,
  },
  [TITAN_EMBED]: { inputText: 'a', dimensions: 256, normalize: true, embeddingTypes: ['float'] },
  [COHERE_EMBED]: { texts: ['a'], input_type: 'clustering', embedding_types: ['float'] },
};

type Place = readonly (string | number)[];

const placesIn = (value: JsonValue): Place[] => {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]) => [
    [name],
    ...placesIn(member).map((place): Place => [name, ...place]),
  ]);
};

const changed = (value: JsonValue, [name, ...rest]: Place, odd: JsonValue): JsonValue => {
  if (name === undefined || value === null || typeof value !== 'object') return odd;
  const copy = structuredClone(value) as Record<string, JsonValue>;
  copy[name] = changed(copy[name]!, rest, odd);
  return copy;
};
