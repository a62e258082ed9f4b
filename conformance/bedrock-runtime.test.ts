import {
  BedrockClient,
  CreateGuardrailCommand,
  CreateGuardrailVersionCommand,
} from '@aws-sdk/client-bedrock';
import { CreatePromptCommand, CreatePromptVersionCommand } from '@aws-sdk/client-bedrock-agent';
import {
  AccessDeniedException,
  ApplyGuardrailCommand,
  BedrockRuntimeClient,
  type ContentBlock,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
  CountTokensCommand,
  type Message,
  ModelErrorException,
  ModelStreamErrorException,
  ModelTimeoutException,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  ServiceUnavailableException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, describe, expect, test } from 'vitest';
import { type ChatRequest, openChatProvider } from './support/chat-provider.ts';
import { openSession } from './support/session.ts';

/**
 * Converse, ConverseStream, ApplyGuardrail and CountTokens with the official client as it comes, which speaks HTTP/2, and with the
 * same one over HTTP/1.1. What a real model would do stands in a provider of this test, reached as any other is.
 */

const provider = await openChatProvider();
const gone = await openChatProvider();
await gone.close();
afterAll(() => provider.close());

const { target, agent } = await openSession({
  files: {
    'streambed.yaml': `models:
  timeoutSeconds: 2
  retries: { attempts: 1 }
  providers:
    local: { type: openai-compatible, baseUrl: "${provider.url}" }
    gone: { type: openai-compatible, baseUrl: "${gone.url}" }
  mappings:
    - { model: "local.gone", provider: gone, as: gone }
    - { model: "test.talker-*", provider: local, as: talker }
    - { model: "local.*", provider: local }
  limits:
    - { model: "local.spent", tokensPerDay: 1 }
`,
  },
});

const MODEL = 'amazon.nova-lite-v1:0';
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
afterAll(() => {
  for (const client of Object.values(clients)) client.destroy();
});

const user = (...content: ContentBlock[]): Message => ({ role: 'user', content });
const assistant = (...content: ContentBlock[]): Message => ({ role: 'assistant', content });
const hello = user({ text: 'Hello' });
const lookUp = {
  tools: [
    {
      toolSpec: {
        name: 'look_up',
        description: 'Looks a word up.',
        inputSchema: { json: { type: 'object', properties: { word: { type: 'string' } } } },
      },
    },
  ],
};
/** What the provider was asked last. */
const lastRequest = (): ChatRequest => provider.requests.at(-1)!;

const fail = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );

const collect = async (stream: AsyncIterable<ConverseStreamOutput> | undefined) => {
  const events: ConverseStreamOutput[] = [];
  for await (const event of stream!) events.push(event);
  return events;
};

test('the client as it comes speaks HTTP/2', () => {
  const protocolOf = (client: BedrockRuntimeClient) => client.config.requestHandler.metadata?.handlerProtocol;
  expect(protocolOf(clients['HTTP/2'])).toBe('h2');
  expect(protocolOf(clients['HTTP/1.1'])).toBe('http/1.1');
});

describe.each(Object.entries(clients))('over %s', (version, client) => {
  const converse = (input: Partial<ConverseCommandInput>) =>
    client.send(new ConverseCommand({ modelId: MODEL, messages: [hello], ...input }));
  const stream = async (input: Partial<ConverseCommandInput>, abortSignal?: AbortSignal) =>
    (
      await client.send(
        new ConverseStreamCommand({ modelId: MODEL, messages: [hello], ...input }),
        abortSignal && { abortSignal },
      )
    ).stream;

  describe('Converse', () => {
    test('answers a text with its stop reason, usage and latency', async () => {
      const answer = await converse({
        messages: [user({ text: 'A river flows to the sea. What flows to the sea?' })],
      });
      expect(answer.$metadata).toMatchObject({
        httpStatusCode: 200,
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(answer.output?.message).toEqual(assistant({ text: expect.stringContaining('river') } as never));
      expect(answer.stopReason).toBe('end_turn');
      const { inputTokens = 0, outputTokens = 0, totalTokens } = answer.usage!;
      expect(inputTokens).toBeGreaterThan(0);
      expect(totalTokens).toBe(inputTokens + outputTokens);
      expect(answer.metrics?.latencyMs).toBeGreaterThanOrEqual(0);
    });

    test.each([
      ['max_tokens', { maxTokens: 1 }],
      ['stop_sequence', { stopSequences: ['river'] }],
    ])('stops with %s', async (stopReason, inferenceConfig) => {
      const text = 'The long river flows through many countries to the sea. What flows?';
      const answer = await converse({ messages: [user({ text })], inferenceConfig });
      expect(answer.stopReason).toBe(stopReason);
    });

    test('sends system text, settings and images, each byte of them', async () => {
      provider.on('local.sees', (talk) => talk.say({ content: 'An image.' }));
      const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256);
      const answer = await converse({
        modelId: 'local.sees',
        system: [{ text: 'Be brief.' }],
        messages: [user({ text: 'What is it?' }, { image: { format: 'png', source: { bytes } } })],
        inferenceConfig: { maxTokens: 9 },
      });
      expect(answer.output?.message).toEqual(assistant({ text: 'An image.' }));
      expect(answer.usage).toMatchObject({ inputTokens: 11, outputTokens: 7, totalTokens: 18 });
      const { messages, max_tokens } = lastRequest();
      expect(max_tokens).toBe(9);
      expect(messages[0]).toMatchObject({ role: 'system', content: 'Be brief.' });
      const parts = messages[1]!.content as { type: string; image_url?: { url: string } }[];
      const url = parts.find(({ type }) => type === 'image_url')?.image_url?.url;
      expect(url === `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`).toBe(true);
    });

    test('goes there and back with a tool', async () => {
      provider.on('local.uses', (talk, { messages }) => {
        const result = messages.find(({ role }) => role === 'tool');
        if (result !== undefined) talk.say({ content: `It means ${String(result.content)}.` });
        else {
          const call = { name: 'look_up', arguments: '{"word":"river"}' };
          talk.say(
            { content: null, tool_calls: [{ id: 'call_1', type: 'function', function: call }] },
            'tool_calls',
          );
        }
      });
      const question = user({ text: 'What is a river?' });
      const first = await converse({ modelId: 'local.uses', messages: [question], toolConfig: lookUp });
      expect(first.stopReason).toBe('tool_use');
      const use = first.output?.message?.content?.find(({ toolUse }) => toolUse)?.toolUse;
      expect(use).toMatchObject({ name: 'look_up', input: { word: 'river' } });
      const result = user({
        toolResult: { toolUseId: use!.toolUseId, content: [{ text: 'a stream' }], status: 'success' },
      });
      const messages = [question, first.output!.message!, result];
      const second = await converse({ modelId: 'local.uses', messages, toolConfig: lookUp });
      expect(second.stopReason).toBe('end_turn');
      expect(second.output?.message).toEqual(assistant({ text: 'It means a stream.' }));
    });

    test.each([
      `arn:aws:bedrock:us-east-1::foundation-model/${MODEL}`,
      `us.${MODEL}`,
      `arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.${MODEL}`,
      'llama3.2:3b',
    ])('asks %s', async (modelId) => {
      expect((await converse({ modelId })).stopReason).toBe('end_turn');
    });

    test('takes what it has no use for', async () => {
      const answer = await converse({
        requestMetadata: { team: 'a' },
        performanceConfig: { latency: 'optimized' },
        serviceTier: { type: 'default' },
        additionalModelResponseFieldPaths: ['/stop_sequence'],
      });
      expect(answer.stopReason).toBe('end_turn');
    });

    test('takes a request of 25 MB of bytes, and refuses one that is far above', async () => {
      const image = (size: number) =>
        user({ text: 'Hello' }, { image: { format: 'png', source: { bytes: new Uint8Array(size) } } });
      expect((await converse({ messages: [image(25_000_000)] })).stopReason).toBe('end_turn');
      const refused = await fail(converse({ messages: [image(40_000_000)] }));
      // Node's HTTP/2 client cannot take an answer while it has more than 10 MB to send, and drops the stream itself.
      if (version === 'HTTP/1.1')
        expect(refused).toMatchObject({
          name: 'RequestEntityTooLargeException',
          $metadata: { httpStatusCode: 413 },
        });
      expect((await converse({})).stopReason).toBe('end_turn');
    });
  });

  describe('a prompt as model', () => {
    test('brings its messages and its model, the draft and its versions', async () => {
      provider.on('talker', (talk) => talk.say({ content: 'Bore da, Ada.' }));
      const text = (template: string) => ({
        name: 'greeting',
        variants: [
          {
            name: 'one',
            templateType: 'CHAT' as const,
            modelId: 'test.talker-v1:0',
            templateConfiguration: {
              chat: {
                system: [{ text: 'Speak {{language}}.' }],
                messages: [{ role: 'user' as const, content: [{ text: template }] }],
                inputVariables: [{ name: 'name' }, { name: 'language' }],
              },
            },
            inferenceConfiguration: { text: { maxTokens: 7 } },
          },
        ],
      });
      const { id, arn } = await agent.send(
        new CreatePromptCommand({ ...text('Greet {{name}}.'), name: `greeting-${crypto.randomUUID()}` }),
      );
      const { arn: version } = await agent.send(new CreatePromptVersionCommand({ promptIdentifier: id }));
      const promptVariables = { name: { text: 'Ada' }, language: { text: 'Welsh' } };
      for (const modelId of [arn, version]) {
        const answer = await converse({ modelId: modelId!, messages: undefined, promptVariables });
        expect(answer.output?.message).toEqual(assistant({ text: 'Bore da, Ada.' }));
        expect(lastRequest()).toMatchObject({
          model: 'talker',
          max_tokens: 7,
          messages: [
            { role: 'system', content: 'Speak Welsh.' },
            { role: 'user', content: 'Greet Ada.' },
          ],
        });
      }
      await converse({ modelId: arn!, messages: [assistant({ text: 'Bore da.' }), hello], promptVariables });
      expect(lastRequest().messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);

      const refused: readonly [Partial<ConverseCommandInput>, RegExp][] = [
        [{ promptVariables: { name: { text: 'Ada' } } }, /no value for "language"/],
        [{ promptVariables: { ...promptVariables, x: { text: '' } } }, /"x", which the prompt does not use/],
        [{ promptVariables, inferenceConfig: { maxTokens: 3 } }, /^inferenceConfig cannot be sent/],
        [{ promptVariables, system: [{ text: 'No.' }] }, /^system cannot be sent/],
        [{ promptVariables, toolConfig: lookUp }, /^toolConfig cannot be sent/],
      ];
      for (const [input, message] of refused) {
        const failure = await fail(converse({ modelId: arn!, messages: undefined, ...input }));
        expect(failure).toBeInstanceOf(ValidationException);
        expect((failure as Error).message).toMatch(message);
      }
      expect(await fail(converse({ modelId: `${arn}:99`, promptVariables }))).toBeInstanceOf(
        ResourceNotFoundException,
      );
      const foreign = arn!.replace('000000000000', '111111111111');
      expect(await fail(converse({ modelId: foreign, promptVariables }))).toBeInstanceOf(
        AccessDeniedException,
      );
    });
  });

  describe('a request is refused', () => {
    test.each<[string, Partial<ConverseCommandInput>, RegExp]>([
      ['without messages', { messages: [] }, /at least one message/],
      ['when the assistant begins', { messages: [assistant({ text: 'Hi' })] }, /start with a user message/],
      ['with two users in a row', { messages: [hello, hello] }, /must alternate/],
      ['with an empty content', { messages: [user()] }, /messages\.0 is empty/],
      ['with a blank text', { messages: [user({ text: ' ' })] }, /messages\.0\.content\.0 is blank/],
      ['with variables and no prompt', { promptVariables: { a: { text: 'b' } } }, /promptVariables/],
      ['with too high a temperature', { inferenceConfig: { temperature: 3 } }, /temperature/],
      ['with a model of another form', { modelId: 'no such model' }, /modelId/],
    ])('%s', async (_what, input, message) => {
      const failure = await fail(converse(input));
      expect(failure).toBeInstanceOf(ValidationException);
      expect((failure as ValidationException).message).toMatch(message);
      expect(await fail(stream(input))).toBeInstanceOf(ValidationException);
    });
  });

  describe('a model that fails', () => {
    provider.on('local.slow-down', (talk) => talk.refuse(429, 'rate_limit_exceeded', 'Slow down.'));
    provider.on('local.locked', (talk) => talk.refuse(401, 'invalid_api_key', 'Wrong key.'));
    provider.on('local.long', (talk) =>
      talk.refuse(400, 'context_length_exceeded', "This model's maximum context length is 8 tokens."),
    );
    provider.on('local.broken', (talk) => talk.refuse(500, 'server_error', 'Broken.'));
    provider.on('local.silent', () => {});
    provider.on('local.spent', (talk) => talk.say({ content: 'Never said.' }));

    test.each([
      ['asks to slow down', 'local.slow-down', ThrottlingException, 429],
      ['refuses the key', 'local.locked', AccessDeniedException, 403],
      ['cannot read that much', 'local.long', ValidationException, 400],
      ['is broken', 'local.broken', ModelErrorException, 424],
      ['says nothing', 'local.silent', ModelTimeoutException, 408],
      ['is not there', 'local.gone', ServiceUnavailableException, 503],
      ['has used up its day', 'local.spent', ServiceQuotaExceededException, 400],
    ])('because it %s is told by its class, streaming or not', async (_what, modelId, exception, status) => {
      for (const call of [converse, stream]) {
        const failure = await fail(call({ modelId }));
        expect(failure).toBeInstanceOf(exception);
        expect(failure).toMatchObject({ $metadata: { httpStatusCode: status } });
        expect((failure as Error).message).toContain(modelId);
      }
    });
  });

  describe('ConverseStream', () => {
    test('streams an answer in the order of the protocol', async () => {
      const text = 'A river flows to the sea. A lake stays. What flows to the sea?';
      const events = await collect(await stream({ messages: [user({ text })] }));
      const names = events.map((event) => Object.keys(event)[0]);
      expect(names[0]).toBe('messageStart');
      expect(names.slice(-3)).toEqual(['contentBlockStop', 'messageStop', 'metadata']);
      expect(new Set(names.slice(1, -3))).toEqual(new Set(['contentBlockDelta']));
      expect(events[0]).toEqual({ messageStart: { role: 'assistant' } });
      const streamed = events.map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? '').join('');
      const whole = await converse({ messages: [user({ text })] });
      expect(streamed).toBe(whole.output?.message?.content?.[0]?.text);
      expect(events.at(-2)).toEqual({ messageStop: { stopReason: whole.stopReason } });
      expect(events.at(-1)?.metadata?.usage).toEqual(whole.usage);
    });

    test('hands on each token when it comes: the next one is only made once it was read', async () => {
      const tokens = ['A ', 'river ', '流れる', ' 🌊'];
      let read = () => {};
      const nextRead = () => new Promise<void>((resolve) => (read = resolve));
      provider.on('local.turns', async (talk) => {
        for (const content of tokens) {
          const wasRead = nextRead();
          await talk.chunk({ content });
          await wasRead;
        }
        await talk.end();
      });
      const seen: string[] = [];
      for await (const { contentBlockDelta } of (await stream({ modelId: 'local.turns' }))!) {
        const text = contentBlockDelta?.delta?.text;
        if (text === undefined || text === '') continue;
        seen.push(text);
        read();
      }
      expect(seen).toEqual(tokens);
    });

    test('streams the use of a tool, its input in parts', async () => {
      provider.on('local.uses-slowly', async (talk) => {
        const call = (of: object) => talk.chunk({ tool_calls: [{ index: 0, ...of }] });
        await call({ id: 'call_1', type: 'function', function: { name: 'look_up', arguments: '' } });
        await call({ function: { arguments: '{"word":' } });
        await call({ function: { arguments: '"river"}' } });
        await talk.end('tool_calls');
      });
      const events = await collect(await stream({ modelId: 'local.uses-slowly', toolConfig: lookUp }));
      const start = events.find(({ contentBlockStart }) => contentBlockStart)?.contentBlockStart?.start;
      expect(start?.toolUse).toMatchObject({ name: 'look_up', toolUseId: expect.any(String) });
      const input = events
        .map(({ contentBlockDelta }) => contentBlockDelta?.delta?.toolUse?.input ?? '')
        .join('');
      expect(JSON.parse(input)).toEqual({ word: 'river' });
      expect(events.find(({ messageStop }) => messageStop)?.messageStop?.stopReason).toBe('tool_use');
    });

    test('ends with an exception when the model breaks off', async () => {
      const { promise: wasRead, resolve: read } = Promise.withResolvers<void>();
      provider.on('local.breaks-off', async (talk) => {
        await talk.chunk({ content: 'A ri' });
        await wasRead;
        talk.response.destroy();
      });
      let seen = '';
      const failure = await fail(
        (async () => {
          for await (const { contentBlockDelta } of (await stream({ modelId: 'local.breaks-off' }))!) {
            seen += contentBlockDelta?.delta?.text ?? '';
            if (seen !== '') read();
          }
        })(),
      );
      expect(seen).toBe('A ri');
      expect([ModelStreamErrorException, ServiceUnavailableException]).toContain(
        (failure as object).constructor,
      );
      expect((failure as Error).message).toContain('local.breaks-off');
    });

    test('ends the connection to the provider when the client leaves', async () => {
      const { promise: gone, resolve } = Promise.withResolvers<void>();
      provider.on('local.endless', async (talk) => {
        void talk.closed.then(() => resolve());
        while (!talk.response.destroyed) {
          await talk.chunk({ content: 'on and ' });
          await new Promise((next) => setTimeout(next, 5));
        }
      });
      const controller = new AbortController();
      let count = 0;
      await fail(
        (async () => {
          for await (const _event of (await stream({ modelId: 'local.endless' }, controller.signal))!)
            if (++count === 3) controller.abort();
          throw new Error('the client was made to leave');
        })(),
      );
      await gone;
    });

    test('ends the connection to the provider when the client leaves before the first token', async () => {
      const { promise: asked, resolve: wasAsked } = Promise.withResolvers<void>();
      const { promise: gone, resolve } = Promise.withResolvers<void>();
      provider.on('local.thinks', (talk) => {
        wasAsked();
        void talk.closed.then(() => resolve());
      });
      const controller = new AbortController();
      const call = fail(stream({ modelId: 'local.thinks' }, controller.signal));
      await asked;
      controller.abort();
      await gone;
      await call;
    });

    test('makes a provider wait for a client that does not read', async () => {
      const TOKEN = 'x'.repeat(16 * 1024);
      const TOKENS = 16 * 1024;
      let sent = 0;
      const { promise: gone, resolve } = Promise.withResolvers<void>();
      provider.on('local.floods', async (talk) => {
        sent = 0;
        void talk.closed.then(() => resolve());
        while (sent < TOKENS && !talk.response.destroyed) {
          await talk.chunk({ content: TOKEN });
          sent++;
        }
        await talk.end();
      });
      const controller = new AbortController();
      const iterator = (await stream({ modelId: 'local.floods' }, controller.signal))![
        Symbol.asyncIterator
      ]();
      await iterator.next();
      // It stands still when everything in between is full.
      let before = -1;
      await expect
        .poll(
          () => {
            const stands = sent === before;
            before = sent;
            return stands;
          },
          { interval: 500, timeout: 30_000 },
        )
        .toBe(true);
      expect(sent).toBeLessThan(TOKENS / 2);
      controller.abort();
      await gone;
    });
  });

  test('ApplyGuardrail checks a text by a guardrail, its draft and its versions', async () => {
    const bedrock = new BedrockClient(settings);
    const { guardrailId, guardrailArn } = await bedrock.send(
      new CreateGuardrailCommand({
        name: `runtime-${crypto.randomUUID()}`,
        wordPolicyConfig: { wordsConfig: [{ text: 'gizmo' }] },
        blockedInputMessaging: 'Not that.',
        blockedOutputsMessaging: 'Nor this.',
      }),
    );
    const { version: number } = await bedrock.send(
      new CreateGuardrailVersionCommand({ guardrailIdentifier: guardrailId }),
    );
    bedrock.destroy();
    const apply = (text: string, guardrailIdentifier = guardrailId, guardrailVersion = 'DRAFT') =>
      client.send(
        new ApplyGuardrailCommand({
          guardrailIdentifier,
          guardrailVersion,
          source: 'INPUT',
          content: [{ text: { text } }],
        }),
      );
    for (const answer of [
      await apply('Sell me a gizmo.'),
      await apply('Sell me a gizmo.', guardrailArn),
      await apply('Sell me a gizmo.', guardrailId, number),
    ]) {
      expect(answer).toMatchObject({ action: 'GUARDRAIL_INTERVENED', outputs: [{ text: 'Not that.' }] });
      expect(answer.assessments?.[0]?.wordPolicy?.customWords?.[0]).toMatchObject({
        match: 'gizmo',
        action: 'BLOCKED',
      });
    }
    expect(await apply('Sell me a boat.')).toMatchObject({ action: 'NONE' });
    expect(await fail(apply('x', 'abcdefghij12'))).toBeInstanceOf(ResourceNotFoundException);
    expect(await fail(apply('x', guardrailId, '99'))).toBeInstanceOf(ResourceNotFoundException);
    const foreign = guardrailArn!.replace('000000000000', '111111111111');
    expect(await fail(apply('x', foreign))).toBeInstanceOf(AccessDeniedException);

    const guardrailConfig = { guardrailIdentifier: guardrailId, guardrailVersion: 'DRAFT' };
    const messages = [user({ text: 'Sell me a gizmo.' })];
    const whole = await converse({ messages, guardrailConfig });
    expect(whole.stopReason).toBe('guardrail_intervened');
    expect(whole.output?.message).toEqual(assistant({ text: 'Not that.' }));
    const events = await collect(await stream({ messages, guardrailConfig }));
    expect(events.find(({ messageStop }) => messageStop)?.messageStop?.stopReason).toBe(
      'guardrail_intervened',
    );
  });

  test('CountTokens estimates what Converse will use', async () => {
    const messages = [user({ text: 'A river flows to the sea. What flows to the sea?' })];
    const count = async (input: ConstructorParameters<typeof CountTokensCommand>[0]['input']) =>
      (await client.send(new CountTokensCommand({ modelId: MODEL, input }))).inputTokens;
    expect(await count({ converse: { messages } })).toBe((await converse({ messages })).usage?.inputTokens);
    const body = Buffer.from(JSON.stringify({ inputText: 'x'.repeat(40) }));
    expect(await count({ invokeModel: { body } })).toBe(10);
    expect(await fail(count({ invokeModel: { body: Buffer.from('no JSON') } }))).toBeInstanceOf(
      ValidationException,
    );
  });
});
