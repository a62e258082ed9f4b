import {
  AccessDeniedException,
  ModelErrorException,
  ModelTimeoutException,
  ServiceUnavailableException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, test } from 'vitest';
import { lockedModel, MODELS, mockModel, openProviderSession, TYPES } from './streambed.ts';
import { asksOf, failureOf, textOf, tideTable, user } from './talk.ts';

/** Every provider type against aimock: what comes back is what answers.json tells it to say. */

const { models, servers, asked } = await openProviderSession();
const { models: hasty } = await openProviderSession(1);
const asks = Object.entries(asksOf(models));
const CASES = TYPES.flatMap((type) => asks.map(([how, ask]) => [type, how, ask] as const));

test.each(CASES)(
  '%s, %s: a text in four scripts comes whole, with its stop reason and usage',
  async (type, how, ask) => {
    const said = await ask(mockModel(type), 'Greet Ada.', { system: [{ text: 'Speak Welsh.' }] });
    expect(said.content).toEqual([{ text: 'Bore da, Ada. Llanw a thrai 🌊 潮の満ち引き.' }]);
    expect(said.stopReason).toBe('end_turn');
    expect(said.usage).toMatchObject({ inputTokens: 11, outputTokens: 7, totalTokens: 18 });
    if (how === 'streamed') expect(said.pieces).toBeGreaterThan(4);
  },
);

test.each(CASES)('%s, %s: two tools are used, and their results answered', async (type, _how, ask) => {
  const question = user({ text: 'When is high water?' });
  const first = await ask(mockModel(type), '', { messages: [question], toolConfig: tideTable });
  expect(first.stopReason).toBe('tool_use');
  const uses = first.content.flatMap(({ toolUse }) => toolUse ?? []);
  expect(textOf(first)).toBe('I look it up.');
  expect(uses.map(({ name, input }) => [name, input])).toEqual([
    ['tide_table', { port: 'Föhr 🌊', days: [1, 2.5] }],
    ['tide_table', {}],
  ]);
  expect(new Set(uses.map(({ toolUseId }) => toolUseId)).size).toBe(2);
  expect(first.usage).toMatchObject({ inputTokens: 31, outputTokens: 17 });

  const results = uses.map(({ toolUseId }) => ({
    toolResult: { toolUseId, content: [{ text: '06:12 and 18:37' }], status: 'success' as const },
  }));
  const messages = [question, { role: 'assistant' as const, content: [...first.content] }, user(...results)];
  const second = await ask(mockModel(type), '', { messages, toolConfig: tideTable });
  expect(second.content).toEqual([{ text: 'At 06:12 and 18:37.' }]);
  expect(second.stopReason).toBe('end_turn');
});

/** OpenAI's chat completions hand out no reasoning; servers that are compatible with them do, under a name of their own. */
const REASONING = CASES.filter(([type]) => type !== 'openai');

test.each(REASONING)('%s, %s: reasoning stands apart from the answer', async (type, _how, ask) => {
  const said = await ask(mockModel(type), 'Why does the tide turn?');
  const [reasoning, ...rest] = said.content;
  expect(reasoning?.reasoningContent?.reasoningText?.text).toBe('The moon pulls; the earth turns below it.');
  if (type === 'anthropic')
    expect(reasoning?.reasoningContent?.reasoningText?.signature).toBe('aimock-placeholder-signature');
  expect(rest).toEqual([{ text: 'Because of the moon.' }]);
  expect(said.usage).toMatchObject({ inputTokens: 13, outputTokens: 40 });
});

test.each(CASES)('%s, %s: an answer that was cut says so', async (type, _how, ask) => {
  const said = await ask(mockModel(type), 'Tell everything.');
  expect(textOf(said)).toBe('In the beginning the water');
  expect(said.stopReason).toBe('max_tokens');
});

test.each(CASES.filter(([type]) => type !== 'anthropic' && type !== 'amazon-bedrock'))(
  '%s, %s: an answer that the provider filtered says so',
  async (type, _how, ask) => {
    expect((await ask(mockModel(type), 'Say the forbidden.')).stopReason).toBe('content_filtered');
  },
);

test.each(CASES)('%s, %s: JSON of a schema comes as JSON', async (type, _how, ask) => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' }, berths: { type: 'integer' } },
    required: ['name', 'berths'],
    additionalProperties: false,
  };
  const said = await ask(mockModel(type), 'Describe a port.', {
    outputConfig: {
      textFormat: {
        type: 'json_schema',
        structure: { jsonSchema: { name: 'port', schema: JSON.stringify(schema) } },
      },
    },
  });
  expect(JSON.parse(textOf(said))).toEqual({ name: 'Cuxhaven', berths: 12 });
});

describe('fails as the provider says', () => {
  test.each(CASES)('%s, %s: a wrong key', async (type, _how, ask) => {
    const failure = await failureOf(ask(lockedModel(type), 'Greet Ada.'));
    expect(failure).toBeInstanceOf(AccessDeniedException);
    expect(failure.message).toContain(lockedModel(type));
    expect(failure.message).not.toContain(servers.mockKey);
  });

  test.each(CASES)('%s, %s: too fast, also at the second try', async (type, how, ask) => {
    const text = `Too fast. As ${type} ${how}.`;
    expect(await failureOf(ask(mockModel(type), text))).toBeInstanceOf(ThrottlingException);
    expect((await asked(text)).map(({ response }) => response.status)).toEqual([429, 429]);
  });

  test.each(CASES)('%s, %s: broken', async (type, _how, ask) => {
    const failure = await failureOf(ask(mockModel(type), 'Break.'));
    expect(failure).toBeInstanceOf(ModelErrorException);
    expect(failure.message).toContain('500');
  });

  test.each(CASES.filter(([type]) => type.startsWith('openai')))(
    '%s, %s: too long',
    async (type, _how, ask) => {
      const failure = await failureOf(ask(mockModel(type), 'A whole library.'));
      expect(failure).toBeInstanceOf(ValidationException);
      expect(failure.message).toMatch(/^Input is too long for requested model\. /);
    },
  );

  test.each(TYPES)('%s: a stream that breaks off, after the pieces that came', async (type) => {
    const failure = await failureOf(asksOf(models).streamed(mockModel(type), 'Let it break off.'));
    expect(failure).toBeInstanceOf(ServiceUnavailableException);
    expect(failure.message).toContain(mockModel(type));
  });

  test.each(TYPES)('%s: a stream that does not begin', async (type) => {
    const failure = await failureOf(asksOf(hasty).streamed(mockModel(type), 'Take your time.'));
    expect(failure).toBeInstanceOf(ModelTimeoutException);
  });
});

test.each(CASES)('%s, %s: a provider that is overloaded once is asked again', async (type, how, ask) => {
  const text = `Once more, ${type} ${how}.`;
  const response = await fetch(`${servers.mockUrl}/__aimock/fixtures`, {
    method: 'POST',
    headers: { authorization: `Bearer ${servers.mockKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      fixtures: [
        {
          match: { userMessage: text, sequenceIndex: 0 },
          response: { error: { message: 'Overloaded.', type: 'overloaded_error' }, status: 503 },
        },
        { match: { userMessage: text, sequenceIndex: 1 }, response: { content: 'The second time.' } },
      ],
    }),
  });
  expect(response.ok).toBe(true);
  expect(textOf(await ask(mockModel(type), text))).toBe('The second time.');
  const statuses = (await asked(text)).map((one) => one.response.status);
  expect(statuses).toEqual([503, 200]);
});

test.each(CASES)('%s, %s: system text, settings and tools reach the provider', async (type, how, ask) => {
  const text = `Greet Ada. As ${type} ${how}.`;
  await ask(mockModel(type), text, {
    system: [{ text: 'Speak Welsh.' }],
    inferenceConfig: { temperature: 0.5, maxTokens: 77 },
    toolConfig: tideTable,
  });
  const [one] = await asked(text);
  expect(one!.body.stream ?? false).toBe(how === 'streamed');
  expect(one!.body).toMatchObject({
    model: expect.stringContaining(MODELS[type].replace(/:0$/, '')),
    temperature: 0.5,
    max_tokens: 77,
  });
  const messages = one!.body.messages as { role: string; content: unknown }[];
  expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
  expect(JSON.stringify(messages)).toContain('Speak Welsh.');
  expect(one!.body.tools).toMatchObject([{ function: { name: 'tide_table' } }]);
});
