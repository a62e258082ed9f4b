import {
  AccessDeniedException,
  ModelErrorException,
  ModelStreamErrorException,
  ModelTimeoutException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, test } from 'vitest';
import { BACKS, FRONTS, gatewayModel, openProviderSession } from './streambed.ts';
import { asksOf, failureOf, textOf, tideTable, user } from './talk.ts';

/**
 * LiteLLM's proxy, asked in each protocol that it speaks, for models that it answers for itself and for models of
 * which it asks aimock in the protocol of another provider: a whole gateway stands between the question and the answer.
 */

const { models, servers } = await openProviderSession();
const { models: hasty } = await openProviderSession(1);
const asks = Object.entries(asksOf(models));
const ROUTES = FRONTS.flatMap((front) =>
  BACKS.flatMap((back) => asks.map(([how, ask]) => [front, back, how, ask] as const)),
);

test.each(asks)('a text that it was told to say, %s', async (_how, ask) => {
  const said = await ask(gatewayModel('openai-compatible', 'said'), 'Hello');
  expect(said.content).toEqual([{ text: 'The tide comes in. Llanw a thrai 🌊 潮.' }]);
  expect(said.stopReason).toBe('end_turn');
  expect(said.usage?.totalTokens).toBe(said.usage!.inputTokens! + said.usage!.outputTokens!);
  expect(said.usage?.outputTokens).toBeGreaterThan(0);
});

test.each(ROUTES)(
  'asked as %s for a model of %s, %s: a text in four scripts',
  async (front, back, how, ask) => {
    const said = await ask(gatewayModel(front, back), 'Greet Ada.', { system: [{ text: 'Speak Welsh.' }] });
    expect(said.content).toEqual([{ text: 'Bore da, Ada. Llanw a thrai 🌊 潮の満ち引き.' }]);
    expect(said.stopReason).toBe('end_turn');
    // It counts nothing in streams in Google's form but for Gemini itself; then the counts are estimated here.
    const counted = front !== 'google' || back === 'gemini' || how === 'whole';
    if (counted) expect(said.usage).toMatchObject({ inputTokens: 11, outputTokens: 7, totalTokens: 18 });
    else expect(Math.min(said.usage!.inputTokens!, said.usage!.outputTokens!)).toBeGreaterThan(0);
    if (how === 'streamed') expect(said.pieces).toBeGreaterThan(1);
  },
);

test.each(ROUTES)('asked as %s for a model of %s, %s: one tool is used', async (front, back, _how, ask) => {
  const said = await ask(gatewayModel(front, back), 'When is low water?', { toolConfig: tideTable });
  expect(textOf(said)).toBe('I look it up.');
  const [use, ...more] = said.content.flatMap(({ toolUse }) => toolUse ?? []);
  expect(use).toMatchObject({ name: 'tide_table', input: { port: 'Föhr 🌊', days: [1, 2.5] } });
  expect(more).toEqual([]);
  expect(said.stopReason).toBe('tool_use');
});

/** Asked in Google's form it leaves out what other models thought. */
const THINKING = ROUTES.filter(([front, back]) => front !== 'google' || back === 'gemini');

test.each(THINKING)(
  'asked as %s for a model of %s, %s: reasoning apart from the answer',
  async (front, back, _how, ask) => {
    const said = await ask(gatewayModel(front, back), 'Why does the tide turn?');
    const [reasoning, ...rest] = said.content;
    expect(reasoning?.reasoningContent?.reasoningText?.text).toBe(
      'The moon pulls; the earth turns below it.',
    );
    expect(rest).toEqual([{ text: 'Because of the moon.' }]);
  },
);

test.each(ROUTES)(
  'asked as %s for a model of %s, %s: an answer that was cut says so',
  async (front, back, _how, ask) => {
    const said = await ask(gatewayModel(front, back), 'Tell everything.');
    expect(textOf(said)).toBe('In the beginning the water');
    expect(said.stopReason).toBe('max_tokens');
  },
);

/** LiteLLM hands results of tools to Gemini under a name in another spelling, which Google takes and aimock does not. */
const ANSWERED = ROUTES.filter(([front, back]) => front === 'google' || back !== 'gemini');

test.each(ANSWERED)(
  'asked as %s for a model of %s, %s: two tools and their results',
  async (front, back, _how, ask) => {
    const question = user({ text: 'When is high water?' });
    const modelId = gatewayModel(front, back);
    const first = await ask(modelId, '', { messages: [question], toolConfig: tideTable });
    const uses = first.content.flatMap(({ toolUse }) => toolUse ?? []);
    expect(uses.map(({ name, input }) => [name, input])).toEqual([
      ['tide_table', { port: 'Föhr 🌊', days: [1, 2.5] }],
      ['tide_table', {}],
    ]);
    const results = uses.map(({ toolUseId }) => ({
      toolResult: { toolUseId, content: [{ text: '06:12 and 18:37' }], status: 'success' as const },
    }));
    const messages = [
      question,
      { role: 'assistant' as const, content: [...first.content] },
      user(...results),
    ];
    const second = await ask(modelId, '', { messages, toolConfig: tideTable });
    expect(second.content).toEqual([{ text: 'At 06:12 and 18:37.' }]);
    expect(second.stopReason).toBe('end_turn');
  },
);

describe('fails as it says', () => {
  /** Of its own. It takes no notice of all or some of what it was told to fail with in the forms of Google and Anthropic. */
  const FAILURES = [
    ['too fast', 'limited', ThrottlingException],
    ['too long', 'too-long', ValidationException],
    ['filtered', 'filtered', ValidationException],
    ['broken', 'broken', ModelErrorException],
    ['its own key is wrong', 'wrong-key', AccessDeniedException],
    ['no such model', 'unknown', ValidationException],
  ] as const;
  test.each(
    FRONTS.filter((front) => front !== 'google').flatMap((front) =>
      FAILURES.filter(([what]) => front !== 'anthropic' || what !== 'filtered').flatMap(
        ([what, model, exception]) =>
          asks.map(([how, ask]) => [front, what, how, model, exception, ask] as const),
      ),
    ),
  )('asked as %s: %s, %s', async (front, _what, _how, model, exception, ask) => {
    const modelId = gatewayModel(front, model);
    const failure = await failureOf(ask(modelId, 'Hello'));
    expect(failure).toBeInstanceOf(exception);
    expect(failure.message).toContain(modelId);
  });

  test.each(Object.entries(asksOf(hasty)))('silent, %s', async (_how, ask) => {
    const failure = await failureOf(ask(gatewayModel('openai-compatible', 'silent'), 'Hello'));
    expect(failure).toBeInstanceOf(ModelTimeoutException);
  });

  test('asked as Anthropic for a stream, it answers what it was told to say whole: that is no stream', async () => {
    const failure = await failureOf(asksOf(models).streamed(gatewayModel('anthropic', 'said'), 'Hello'));
    expect(failure.message).toMatch(/no answer of its API/);
    expect(failure).toBeInstanceOf(ModelErrorException);
  });

  test.each(FRONTS.flatMap((front) => asks.map(([how, ask]) => [front, how, ask] as const)))(
    'asked as %s, %s: the key to it is wrong',
    async (front, _how, ask) => {
      const failure = await failureOf(ask(`locked.gateway.${front}`, 'Hello'));
      expect(failure).toBeInstanceOf(AccessDeniedException);
      expect(failure.message).not.toContain(servers.gatewayKey);
    },
  );

  test.each(ROUTES)(
    'asked as %s, a model of %s that cannot read that much, %s',
    async (front, back, _how, ask) => {
      const failure = await failureOf(ask(gatewayModel(front, back), 'A whole library.'));
      expect(failure).toBeInstanceOf(ValidationException);
      expect(failure.message).toMatch(/^Input is too long for requested model\. /);
    },
  );

  /** Asked in Google's form it answers 500 for what Anthropic slows down. */
  const SLOWED = ROUTES.filter(([front, back]) => front !== 'google' || back !== 'anthropic');

  test.each(SLOWED)('asked as %s, a model of %s that is too fast, %s', async (front, back, _how, ask) => {
    expect(await failureOf(ask(gatewayModel(front, back), 'Too fast.'))).toBeInstanceOf(ThrottlingException);
  });

  test.each(FRONTS.flatMap((front) => BACKS.map((back) => [front, back] as const)))(
    'asked as %s, a stream of %s that breaks off behind it',
    async (front, back) => {
      const failure = await failureOf(
        asksOf(models).streamed(gatewayModel(front, back), 'Let it break off.'),
      );
      expect(failure).toBeInstanceOf(ModelStreamErrorException);
      expect(failure.message).toContain(gatewayModel(front, back));
    },
  );
});
