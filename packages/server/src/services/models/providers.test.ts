import type { ConverseRequest } from '@streambed/flow/ports';
import { afterEach, describe, expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import type { ProviderConfiguration } from './configuration.ts';
import {
  anthropicMessages,
  bedrockConverse,
  type FakeProtocol,
  geminiGenerateContent,
  openAiChat,
} from './fake-protocols.fixture.ts';
import { type FakeProvider, type Step, startFakeProvider } from './fake-provider.fixture.ts';
import { faultOf, modelPort } from './model-port.fixture.ts';

const CANARY = 'canary-5f3b9c1e7a';

interface Case {
  readonly type: ProviderConfiguration['type'];
  readonly protocol: FakeProtocol;
  readonly base: string;
  readonly settings?: Partial<ProviderConfiguration>;
  readonly model: string;
  readonly path: string;
  /** Where the key is expected in the request. */
  readonly key: (headers: Readonly<Record<string, unknown>>) => unknown;
  /** The request's body for FULL_REQUEST. */
  readonly body: object;
}

const TOOL_SCHEMA = { type: 'object', properties: { city: { type: 'string' } } };

const FULL_REQUEST: Omit<ConverseRequest, 'modelId'> = {
  system: [{ text: 'Be brief.' }],
  messages: [
    { role: 'user', content: [{ text: 'Hello' }] },
    { role: 'assistant', content: [{ text: 'Yes?' }] },
    { role: 'user', content: [{ text: 'Weather in Rome?' }] },
  ],
  inferenceConfig: { maxTokens: 64, temperature: 0.5, stopSequences: ['END'] },
  toolConfig: {
    tools: [
      { toolSpec: { name: 'weather', description: 'Looks it up.', inputSchema: { json: TOOL_SCHEMA } } },
    ],
    toolChoice: { any: {} },
  },
};

const openAiBody = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Yes?' },
    { role: 'user', content: 'Weather in Rome?' },
  ],
  max_tokens: 64,
  temperature: 0.5,
  stop: ['END'],
  tools: [{ type: 'function', function: { name: 'weather', parameters: TOOL_SCHEMA } }],
  tool_choice: 'required',
};

const cases: readonly Case[] = [
  {
    type: 'openai',
    protocol: openAiChat,
    base: '/v1',
    model: 'gpt-4o-mini',
    path: '/v1/chat/completions',
    key: (headers) => headers.authorization === `Bearer ${CANARY}`,
    body: { ...openAiBody, model: 'gpt-4o-mini' },
  },
  {
    type: 'openai-compatible',
    protocol: openAiChat,
    base: '/v1',
    model: 'llama3.2:3b',
    path: '/v1/chat/completions',
    key: (headers) => headers.authorization === `Bearer ${CANARY}`,
    body: { ...openAiBody, model: 'llama3.2:3b' },
  },
  {
    type: 'anthropic',
    protocol: anthropicMessages,
    base: '/v1',
    model: 'claude-3-haiku-20240307',
    path: '/v1/messages',
    key: (headers) => headers['x-api-key'] === CANARY,
    body: {
      model: 'claude-3-haiku-20240307',
      system: [{ type: 'text', text: 'Be brief.' }],
      max_tokens: 64,
      temperature: 0.5,
      stop_sequences: ['END'],
      tools: [{ name: 'weather', description: 'Looks it up.', input_schema: TOOL_SCHEMA }],
      tool_choice: { type: 'any' },
    },
  },
  {
    type: 'google',
    protocol: geminiGenerateContent,
    base: '/v1beta',
    model: 'gemini-2.0-flash',
    path: '/v1beta/models/gemini-2.0-flash:generateContent',
    key: (headers) => headers['x-goog-api-key'] === CANARY,
    body: {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      generationConfig: { maxOutputTokens: 64, temperature: 0.5, stopSequences: ['END'] },
      tools: [{ functionDeclarations: [{ name: 'weather', description: 'Looks it up.' }] }],
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
    },
  },
  {
    type: 'amazon-bedrock',
    protocol: bedrockConverse,
    base: '',
    settings: { region: 'eu-west-1' },
    model: 'amazon.nova-lite-v1:0',
    path: '/model/amazon.nova-lite-v1%3A0/converse',
    key: (headers) => headers.authorization === `Bearer ${CANARY}`,
    body: {
      system: [{ text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ text: 'Hello' }] },
        { role: 'assistant', content: [{ text: 'Yes?' }] },
        { role: 'user', content: [{ text: 'Weather in Rome?' }] },
      ],
      inferenceConfig: { maxTokens: 64, temperature: 0.5, stopSequences: ['END'] },
      toolConfig: {
        tools: [
          { toolSpec: { name: 'weather', description: 'Looks it up.', inputSchema: { json: TOOL_SCHEMA } } },
        ],
        toolChoice: { any: {} },
      },
    },
  },
];

const running: FakeProvider[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((provider) => provider.close()));
});

async function setUp(one: Case, ...steps: [Step, ...Step[]]) {
  const provider = await startFakeProvider(one.protocol, steps);
  running.push(provider);
  const port = modelPort({
    providers: [
      {
        name: 'fake',
        type: one.type,
        baseUrl: provider.origin + one.base,
        apiKey: () => CANARY,
        ...one.settings,
      },
    ],
    mappings: [{ pattern: 'anthropic.*', provider: 'fake', as: one.model }],
  });
  const modelId = 'us.anthropic.claude-3-haiku-20240307-v1:0';
  return {
    provider,
    converse: (request = FULL_REQUEST) => port.converse({ modelId, ...request }, portCall()),
    converseStream: () => port.converseStream({ modelId, ...FULL_REQUEST }, portCall()),
  };
}

describe.each(cases)('$type', (one) => {
  test('puts a whole request in its protocol, with the key where it belongs', async () => {
    const { provider, converse } = await setUp(one, { answer: { text: 'Sunny.' } });
    await converse();
    const [request] = provider.requests;
    expect(request?.path).toBe(one.path);
    expect(request?.body).toMatchObject(one.body);
    expect(one.key(request?.headers ?? {})).toBe(true);
    expect(request?.headers['idempotency-key']).toBe('execution/node/0');
  });

  test('answers text with stop reason, usage and who served it', async () => {
    const { converse } = await setUp(one, {
      answer: { text: 'Sunny.', usage: { input: 20, output: 4, cacheRead: 5 } },
    });
    const response = await converse();
    expect(response.output).toEqual({ message: { role: 'assistant', content: [{ text: 'Sunny.' }] } });
    expect(response.stopReason).toBe('end_turn');
    expect(response.servedBy).toBe(`fake ${one.model}`);
    expect(response.requestId).not.toBe('');
    expect(response.metrics.latencyMs).toBeGreaterThanOrEqual(0);
    expect(response.usage.outputTokens).toBe(4);
    expect(response.usage.cacheReadInputTokens).toBe(5);
    const { inputTokens, outputTokens, totalTokens } = response.usage;
    expect(totalTokens).toBe(inputTokens + outputTokens + 5);
  });

  test('hands on reasoning and tool use as blocks of their own', async () => {
    const toolUse = { id: 'tool-1', name: 'weather', input: '{"city":"Rome"}' };
    const { converse } = await setUp(one, {
      answer: { text: 'Let me see.', reasoning: 'I need the tool.', toolUse, stop: 'tool' },
    });
    const { output, stopReason } = await converse();
    expect(stopReason).toBe('tool_use');
    expect(output.message.content).toContainEqual({ text: 'Let me see.' });
    expect(output.message.content).toContainEqual({
      toolUse: { toolUseId: expect.any(String), name: 'weather', input: { city: 'Rome' } },
    });
    expect(output.message.content).toContainEqual({
      reasoningContent: { reasoningText: expect.objectContaining({ text: 'I need the tool.' }) },
    });
  });

  // Bedrock streams frames of its own, which its adapter's tests send.
  test.runIf(one.protocol.events)('streams an answer word by word', async () => {
    const { converseStream } = await setUp(one, {
      answer: { text: 'It is sunny.', usage: { input: 20, output: 4, cacheRead: 5 } },
    });
    const events = await Array.fromAsync(converseStream());
    expect(events).toMatchObject([
      { messageStart: { role: 'assistant' } },
      ...['It ', 'is ', 'sunny.'].map((text) => ({
        contentBlockDelta: { contentBlockIndex: 0, delta: { text } },
      })),
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: 'end_turn' } },
      {
        metadata: {
          usage: { inputTokens: 15, outputTokens: 4, totalTokens: 24, cacheReadInputTokens: 5 },
          servedBy: `fake ${one.model}`,
        },
      },
    ]);
  });

  test.each([
    ['length', 'max_tokens'],
    ['filter', 'content_filtered'],
  ] as const)('knows the stop reason %s', async (stop, expected) => {
    const { converse } = await setUp(one, { answer: { text: 'Sun', stop } });
    expect((await converse()).stopReason).toBe(expected);
  });

  test('tries again when throttled, overloaded or cut off', async () => {
    const { provider, converse } = await setUp(
      one,
      {
        status: 429,
        error: { code: 'rate_limited', message: 'slow down' },
        headers: { 'retry-after-ms': '1' },
      },
      { misbehave: 'reset' },
      { answer: { text: 'At last.' } },
    );
    expect((await converse()).output.message.content).toEqual([{ text: 'At last.' }]);
    expect(provider.requests).toHaveLength(3);
    expect(provider.requests[2]?.body).toEqual(provider.requests[0]?.body);
  });

  const failures: readonly [string, Step, string, string, number][] = [
    [
      'refused credentials',
      { status: 401, error: { code: 'authentication_error', message: `bad key ${CANARY}` } },
      'accessDenied',
      'refused the credentials (401',
      1,
    ],
    ['forbidden', { status: 403, error: { code: 'forbidden', message: CANARY } }, 'accessDenied', '403', 1],
    [
      'throttling that lasts',
      { status: 429, error: { code: 'rate_limited', message: CANARY } },
      'throttling',
      'in each of 3 tries',
      3,
    ],
    [
      'a bad request',
      { status: 400, error: { code: 'invalid', message: `no tool named ${CANARY}` } },
      'dependencyFailed',
      'no tool named ***',
      1,
    ],
    [
      'a server error that lasts',
      { status: 503, error: { code: 'overloaded', message: CANARY } },
      'dependencyFailed',
      'answered 503',
      3,
    ],
    ['an error without a body', { status: 500 }, 'dependencyFailed', 'answered 500', 3],
    ['garbage', { raw: `<html>${CANARY}</html>` }, 'badGateway', 'no answer of its API', 1],
    ['JSON of another kind', { raw: `["${CANARY}"]` }, 'badGateway', 'no answer of its API', 1],
    ['an empty body', { raw: '' }, 'badGateway', 'no answer of its API', 1],
    ['a body cut off', { misbehave: 'reset mid-body' }, 'badGateway', 'broke the connection off', 3],
    [
      'a redirect elsewhere',
      { status: 307, headers: { location: `http://127.0.0.1:9/?${CANARY}` } },
      'badGateway',
      'redirect (307)',
      1,
    ],
  ];

  test.each(failures)('fails of %s without telling secrets', async (_, step, kind, words, tries) => {
    const { provider, converse } = await setUp(one, step);
    const fault = await faultOf(converse());
    expect(fault.kind).toBe(kind);
    // Bedrock's adapter has words of its own (bedrock-failure.test.ts).
    if (one.type !== 'amazon-bedrock') expect(fault.message).toContain(words);
    expect(fault.message).toContain('Node Node');
    expect(JSON.stringify(fault)).not.toContain(CANARY);
    expect(fault.resourceName).toBe('us.anthropic.claude-3-haiku-20240307-v1:0');
    expect(provider.requests).toHaveLength(tries);
  });
});
