import { BedrockClient, CreateGuardrailCommand } from '@aws-sdk/client-bedrock';
import {
  BedrockRuntimeClient,
  InvokeModelCommand,
  type InvokeModelCommandInput,
  InvokeModelWithResponseStreamCommand,
  ModelErrorException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChatProvider } from './support/chat-provider.ts';
import { failureOf } from './support/failure.ts';
import { openSession } from './support/session.ts';
import { bedrockSettings } from './target.ts';

/**
 * InvokeModel and InvokeModelWithResponseStream with the official client as it comes, which speaks HTTP/2, and over
 * HTTP/1.1: each family against the offline model, and against a provider of this test, reached as any other is.
 */

const provider = await openChatProvider();
afterAll(() => provider.close());

const { target } = await openSession({
  files: {
    'streambed.yaml': `models:
  timeoutSeconds: 5
  retries: { attempts: 1 }
  providers:
    local: { type: openai-compatible, baseUrl: "${provider.url}" }
  mappings:
    - { model: "anthropic.claude-local-*", provider: local, as: claude }
    - { model: "llama9-*", provider: local }
`,
  },
});

const settings = {
  endpoint: target.url,
  region: target.region,
  credentials: target.credentials,
  // What is refused is looked at once.
  maxAttempts: 1,
};
const clients = {
  'HTTP/2': new BedrockRuntimeClient(settings),
  'HTTP/1.1': new BedrockRuntimeClient({ ...settings, requestHandler: new NodeHttpHandler() }),
};
const control = new BedrockClient(bedrockSettings(target));
let guardrailIdentifier: string;
beforeAll(async () => {
  const { guardrailId } = await control.send(
    new CreateGuardrailCommand({
      name: `invoke-${crypto.randomUUID().slice(0, 8)}`,
      wordPolicyConfig: { wordsConfig: [{ text: 'gizmo' }] },
      blockedInputMessaging: 'Ask something else. 🌊',
      blockedOutputsMessaging: 'No answer.',
    }),
  );
  guardrailIdentifier = guardrailId!;
});
afterAll(() => {
  control.destroy();
  for (const client of Object.values(clients)) client.destroy();
});

const CLAUDE = 'anthropic.claude-3-haiku-20240307-v1:0';
const TEXT = 'A river flows to the sea. A lake stays. What flows to the sea?';
const version = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 200 };
const ask = (content: unknown) => ({ ...version, messages: [{ role: 'user', content }] });

// biome-ignore lint/suspicious/noExplicitAny: bodies are the models' own, and tests look at what is in them.
type Body = any;

/** The text in each family's answer, and in one of its fragments. */
const families: readonly (readonly [
  modelId: string,
  body: object,
  whole: (body: Body) => string,
  piece: (fragment: Body) => string | undefined,
])[] = [
  [CLAUDE, ask(TEXT), ({ content }) => content[0].text, ({ delta }) => delta?.text],
  [
    'us.amazon.nova-lite-v1:0',
    { messages: [{ role: 'user', content: [{ text: TEXT }] }] },
    ({ output }) => output.message.content[0].text,
    ({ contentBlockDelta }) => contentBlockDelta?.delta.text,
  ],
  [
    'amazon.titan-text-express-v1',
    { inputText: TEXT },
    ({ results }) => results[0].outputText,
    ({ outputText }) => outputText,
  ],
  [
    'arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-8b-instruct-v1:0',
    { prompt: `<|start_header_id|>user<|end_header_id|>${TEXT}<|eot_id|>` },
    ({ generation }) => generation,
    ({ generation }) => generation,
  ],
  ['llama3.2:3b', { prompt: TEXT }, ({ generation }) => generation, ({ generation }) => generation],
  [
    'mistral.mistral-7b-instruct-v0:2',
    { prompt: `<s>[INST] ${TEXT} [/INST]` },
    ({ outputs }) => outputs[0].text,
    ({ outputs }) => outputs[0].text,
  ],
  [
    'mistral.mistral-large-2407-v1:0',
    { messages: [{ role: 'user', content: TEXT }] },
    ({ choices }) => choices[0].message.content,
    ({ choices }) => choices[0].message.content,
  ],
  ['cohere.command-r-v1:0', { message: TEXT }, ({ text }) => text, ({ text }) => text],
];

describe.each(Object.entries(clients))('over %s', (_version, client) => {
  type Others = Omit<InvokeModelCommandInput, 'modelId' | 'body'>;
  const send = (modelId: string, body: object, others: Others = {}) =>
    client.send(new InvokeModelCommand({ modelId, body: JSON.stringify(body), ...others }));
  const invoke = async (...of: Parameters<typeof send>): Promise<Body> =>
    JSON.parse((await send(...of)).body.transformToString());
  const stream = async (modelId: string, body: object, others: Others = {}): Promise<Body[]> => {
    const answer = await client.send(
      new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(body), ...others }),
    );
    expect(answer.contentType).toBe('application/json');
    const fragments: Body[] = [];
    for await (const { chunk } of answer.body!)
      fragments.push(JSON.parse(Buffer.from(chunk!.bytes!).toString('utf8')));
    return fragments;
  };

  test('answers with a media type, a request id and the latency that was asked for', async () => {
    const answer = await send(CLAUDE, ask(TEXT), {
      contentType: 'application/json',
      accept: 'application/json',
      performanceConfigLatency: 'optimized',
    });
    expect(answer).toMatchObject({
      contentType: 'application/json',
      performanceConfigLatency: 'optimized',
      $metadata: { httpStatusCode: 200, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  test.each(families)('%s answers the same, whole and streamed', async (modelId, body, whole, piece) => {
    const text = whole(await invoke(modelId, body));
    expect(text).toContain('river');
    const fragments = await stream(modelId, body);
    expect(fragments.map((fragment) => piece(fragment) ?? '').join('')).toBe(text);
    const { inputTokenCount, outputTokenCount, invocationLatency, firstByteLatency } =
      fragments.at(-1)['amazon-bedrock-invocationMetrics'];
    expect(inputTokenCount).toBeGreaterThan(0);
    expect(outputTokenCount).toBeGreaterThan(0);
    expect(invocationLatency).toBeGreaterThanOrEqual(firstByteLatency);
    for (const fragment of fragments.slice(0, -1))
      expect(fragment).not.toHaveProperty('amazon-bedrock-invocationMetrics');
  });

  test('a conversation with a tool goes through the provider and back', async () => {
    const tools = [{ name: 'look_up', description: 'Looks a word up.', input_schema: { type: 'object' } }];
    provider.on('claude', (talk, { messages }) => {
      const call = {
        id: 'call_1',
        type: 'function',
        function: { name: 'look_up', arguments: '{"word":"river"}' },
      };
      if (messages.at(-1)?.role === 'tool') talk.say({ content: 'It means a stream.' });
      else talk.say({ content: null, tool_calls: [call] }, 'tool_calls');
    });
    const question = { role: 'user', content: 'What does river mean?' };
    const modelId = 'anthropic.claude-local-v1:0';
    const first = await invoke(modelId, { ...version, system: 'Be brief.', messages: [question], tools });
    expect(first).toMatchObject({ stop_reason: 'tool_use', usage: { input_tokens: 11, output_tokens: 7 } });
    const [use] = first.content;
    expect(use).toMatchObject({ type: 'tool_use', name: 'look_up', input: { word: 'river' } });
    const messages = [
      question,
      { role: 'assistant', content: first.content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: 'a stream' }] },
    ];
    const second = await invoke(modelId, { ...version, messages, tools });
    expect(second.content).toEqual([{ type: 'text', text: 'It means a stream.' }]);
    expect(provider.requests.at(-1)).toMatchObject({
      model: 'claude',
      max_tokens: 200,
      messages: [
        { role: 'user' },
        { role: 'assistant', tool_calls: [{ function: { name: 'look_up' } }] },
        { role: 'tool', content: 'a stream' },
      ],
    });
  });

  test('each token is handed on when it comes', async () => {
    const tokens = ['A ', 'river ', '流れる', ' 🌊'];
    let read = () => {};
    provider.on('llama9-turns', async (talk) => {
      for (const content of tokens) {
        const wasRead = new Promise<void>((resolve) => (read = resolve));
        await talk.chunk({ content });
        await wasRead;
      }
      await talk.end();
    });
    const { body } = await client.send(
      new InvokeModelWithResponseStreamCommand({ modelId: 'llama9-turns', body: '{"prompt":"Hello"}' }),
    );
    const seen: string[] = [];
    let last: Body;
    for await (const { chunk } of body!) {
      last = JSON.parse(Buffer.from(chunk!.bytes!).toString('utf8'));
      if (last.generation === '') continue;
      seen.push(last.generation);
      read();
    }
    expect(seen).toEqual(tokens);
    expect(last).toMatchObject({ stop_reason: 'stop', prompt_token_count: 11, generation_token_count: 7 });
  });

  test('a provider that fails is told by its class, streaming or not', async () => {
    provider.on('llama9-busy', (talk) => talk.refuse(429, 'rate_limit_exceeded', 'Slow down.'));
    provider.on('llama9-broken', (talk) => talk.refuse(500, 'server_error', 'Broken.'));
    for (const call of [invoke, stream]) {
      const busy = await failureOf(call('llama9-busy', { prompt: 'Hello' }), 'ThrottlingException', 429);
      expect(busy).toBeInstanceOf(ThrottlingException);
      const broken = await failureOf(call('llama9-broken', { prompt: 'Hello' }), 'ModelErrorException', 424);
      expect(broken).toBeInstanceOf(ModelErrorException);
    }
  });

  test.each<readonly [string, string, object, Others, RegExp]>([
    [
      'without a required member',
      CLAUDE,
      { messages: [] },
      {},
      /required key \[anthropic_version\] not found/,
    ],
    [
      'with a member of another type',
      CLAUDE,
      { ...ask('a'), max_tokens: 'x' },
      {},
      /#\/max_tokens: expected type/,
    ],
    ['for a model of no family', 'qwen3:8b', { prompt: 'a' }, {}, /qwen3:8b\. Use Converse/],
    ['in another media type', CLAUDE, ask('a'), { contentType: 'text/plain' }, /content type/],
    ['for an answer in another media type', CLAUDE, ask('a'), { accept: 'image/png' }, /accept type/],
    ['with half a guardrail', CLAUDE, ask('a'), { guardrailIdentifier: 'abcdefghijkl' }, /GuardrailVersion/],
  ])('a request is refused %s', async (_what, modelId, body, others, message) => {
    for (const call of [invoke, stream]) {
      const failure = await failureOf(call(modelId, body, others), 'ValidationException', 400);
      expect(failure).toBeInstanceOf(ValidationException);
      expect(failure.message).toMatch(message);
    }
  });

  describe('a guardrail', () => {
    const guarded = (trace?: 'ENABLED'): Others => ({
      guardrailIdentifier,
      guardrailVersion: 'DRAFT',
      ...(trace && { trace }),
    });

    test('blocks, and says so beside the answer', async () => {
      const body = ask('Tell me about the gizmo.');
      const blocked = await invoke(CLAUDE, body, guarded('ENABLED'));
      expect(blocked).toMatchObject({
        type: 'message',
        content: [{ type: 'text', text: 'Ask something else. 🌊' }],
        'amazon-bedrock-guardrailAction': 'INTERVENED',
      });
      expect(blocked['amazon-bedrock-trace'].guardrail.input[guardrailIdentifier]).toMatchObject({
        wordPolicy: { customWords: [{ match: 'gizmo', action: 'BLOCKED' }] },
      });
      const fragments = await stream(CLAUDE, body, guarded());
      expect(fragments.map(({ delta }) => delta?.text ?? '').join('')).toBe('Ask something else. 🌊');
      expect(fragments.at(-1)).toMatchObject({
        type: 'message_stop',
        'amazon-bedrock-guardrailAction': 'INTERVENED',
      });
      expect(fragments.at(-1)).not.toHaveProperty('amazon-bedrock-trace');
    });

    test('that is not there, or is of somebody else, is told as that', async () => {
      const of = (identifier: string): Others => ({
        guardrailIdentifier: identifier,
        guardrailVersion: 'DRAFT',
      });
      for (const call of [invoke, stream]) {
        await failureOf(call(CLAUDE, ask(TEXT), of('abcdefghijkl')), 'ResourceNotFoundException', 404);
        const foreign = `arn:aws:bedrock:eu-west-1:111111111111:guardrail/${guardrailIdentifier}`;
        const refused = await call(CLAUDE, ask(TEXT), of(foreign)).catch((error: Error) => error.name);
        expect(['AccessDeniedException', 'ResourceNotFoundException']).toContain(refused);
      }
    });

    test('lets pass what it has nothing against, and what the tags do not mark', async () => {
      expect(await invoke(CLAUDE, ask(TEXT), guarded())).toMatchObject({
        'amazon-bedrock-guardrailAction': 'NONE',
      });
      const tag = 'amazon-bedrock-guardrails-guardContent_xyz';
      const text = (word: string) => `About the gizmo and the river. <${tag}>What is a ${word}?</${tag}>`;
      const said = (word: string) =>
        invoke(
          CLAUDE,
          { ...ask(text(word)), 'amazon-bedrock-guardrailConfig': { tagSuffix: 'xyz' } },
          guarded('ENABLED'),
        );
      const passed = await said('river');
      expect(passed['amazon-bedrock-trace'].guardrail.input[guardrailIdentifier].wordPolicy).toBeUndefined();
      expect((await said('gizmo')).content).toEqual([{ type: 'text', text: 'Ask something else. 🌊' }]);
    });
  });

  describe('embeddings', () => {
    const TITAN = 'amazon.titan-embed-text-v2:0';
    const lengthOf = (vector: number[]) => Math.hypot(...vector);

    test.each([256, 512, 1024])('of Titan have %i dimensions and the length 1', async (dimensions) => {
      const { embedding, embeddingsByType, inputTextTokenCount } = await invoke(TITAN, {
        inputText: TEXT,
        dimensions,
        normalize: true,
      });
      expect(embedding).toHaveLength(dimensions);
      expect(lengthOf(embedding)).toBeCloseTo(1, 5);
      expect(embeddingsByType).toEqual({ float: embedding });
      expect(inputTextTokenCount).toBeGreaterThan(0);
    });

    test('of Titan as bits, and of its first version', async () => {
      const body = { inputText: TEXT, dimensions: 256, embeddingTypes: ['binary', 'float'] };
      const { embedding, embeddingsByType } = await invoke(TITAN, body);
      expect(embeddingsByType.binary).toEqual(embedding.map((value: number) => (value > 0 ? 1 : 0)));
      const first = await invoke('amazon.titan-embed-text-v1', { inputText: TEXT });
      expect(first.embedding.length).toBeGreaterThan(0);
    });

    test('of Cohere are one for each text, near for texts that are', async () => {
      const texts = ['the river flows', 'a river flows', 'tax law'];
      const { embeddings, response_type } = await invoke('cohere.embed-english-v3', {
        texts,
        input_type: 'search_document',
      });
      expect(response_type).toBe('embeddings_floats');
      expect(embeddings).toHaveLength(3);
      const near = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * b[index]!, 0);
      expect(near(embeddings[0], embeddings[1])).toBeGreaterThan(near(embeddings[0], embeddings[2]));
    });

    test('are refused for options that there are not, and as a stream', async () => {
      const odd = invoke(TITAN, { inputText: TEXT, dimensions: 300 });
      expect((await failureOf(odd, 'ValidationException', 400)).message).toContain('#/dimensions');
      const streamed = stream(TITAN, { inputText: TEXT });
      expect((await failureOf(streamed, 'ValidationException', 400)).message).toContain('Use InvokeModel');
    });
  });
});
