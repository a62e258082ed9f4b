import type { ContentBlock, ConverseRequest } from '@streambed/flow/ports';
import { describe, expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import {
  answerOf,
  CARD,
  EMAIL,
  eventsOf,
  fakePolicy,
  GUARDRAIL_ID,
  guarded,
  guardrailsOf,
  metadataOf,
  question,
  scriptedModel,
  stopReasonOf,
  textOf,
  USAGE,
} from './guardrails.fixture.ts';
import type { PolicyInput } from './policies/policy.ts';

const policy = fakePolicy(EMAIL, CARD);
const NUMBER = '4111 1111 1111 1111';
const ask = (text: string, answer: string) => {
  const model = scriptedModel(answerOf(answer));
  const port = guarded(model, guardrailsOf(policy));
  return { model, whole: () => port.converse(question(text), portCall()), port };
};

describe('what the user says', () => {
  test('is not shown to the model when it blocks; the answer is the message, for nothing', async () => {
    const { model, whole } = ask(`My card is ${NUMBER}`, 'Thank you');
    const answer = await whole();
    expect(model.requests).toEqual([]);
    expect(answer).toMatchObject({
      output: { message: { role: 'assistant', content: [{ text: 'This cannot be asked.' }] } },
      stopReason: 'guardrail_intervened',
      usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
      cost: { usd: 0 },
      servedBy: `guardrail ${GUARDRAIL_ID}`,
    });
    expect(answer.trace?.guardrail).toMatchObject({
      actionReason: 'Guardrail blocked.',
      inputAssessment: {
        [GUARDRAIL_ID]: {
          sensitiveInformationPolicy: {
            piiEntities: [
              { match: NUMBER, type: 'CREDIT_DEBIT_CARD_NUMBER', action: 'BLOCKED', detected: true },
            ],
          },
        },
      },
    });
    expect(answer.trace?.guardrail).not.toHaveProperty('outputAssessments');
  });

  test('ends a stream in the same way', async () => {
    const { model, port } = ask(`My card is ${NUMBER}`, 'Thank you');
    const events = await eventsOf(port.converseStream(question(`My card is ${NUMBER}`), portCall()));
    expect(model.requests).toEqual([]);
    expect(events.map((event) => Object.keys(event)[0])).toEqual([
      'messageStart',
      'contentBlockDelta',
      'contentBlockStop',
      'messageStop',
      'metadata',
    ]);
    expect(textOf(events)).toBe('This cannot be asked.');
    expect(stopReasonOf(events)).toBe('guardrail_intervened');
    expect(metadataOf(events)).toMatchObject({
      usage: { totalTokens: 0 },
      trace: { guardrail: { inputAssessment: { [GUARDRAIL_ID]: {} } } },
    });
  });

  test('reaches the model masked, and the answer keeps its own stop reason', async () => {
    const { model, whole } = ask('I am ann@mail.com', 'Hello');
    const answer = await whole();
    expect(model.requests[0]?.messages).toEqual([{ role: 'user', content: [{ text: 'I am {EMAIL}' }] }]);
    expect(model.requests[0]).not.toHaveProperty('guardrailConfig');
    expect(answer.stopReason).toBe('end_turn');
    expect(answer.trace?.guardrail?.actionReason).toBe('Guardrail masked.');
  });
});

describe('what the model says', () => {
  test('is replaced by the message when it blocks; its tokens are counted', async () => {
    const answer = await ask('Hello', `Use ${NUMBER}`).whole();
    expect(answer).toMatchObject({
      output: { message: { content: [{ text: 'This cannot be answered.' }] } },
      stopReason: 'guardrail_intervened',
      usage: USAGE,
      servedBy: 'a script',
    });
    expect(answer.trace?.guardrail).toMatchObject({
      modelOutput: [`Use ${NUMBER}`],
      inputAssessment: { [GUARDRAIL_ID]: { invocationMetrics: {} } },
      outputAssessments: { [GUARDRAIL_ID]: [{ sensitiveInformationPolicy: {} }] },
      actionReason: 'Guardrail blocked.',
    });
  });

  test('is masked text by text; tools stay as they are', async () => {
    const content: ContentBlock[] = [
      { text: 'Mail ann@mail.com' },
      { reasoningContent: { reasoningText: { text: 'ann@mail.com' } } },
      { citationsContent: { content: [{ text: 'bob@mail.org said so' }], citations: [] } },
      { toolUse: { toolUseId: 't', name: 'send', input: { to: 'ann@mail.com' } } },
    ];
    const answered = (stopReason: 'end_turn' | 'tool_use') =>
      guarded(
        scriptedModel(answerOf('', { output: { message: { role: 'assistant', content } }, stopReason })),
        guardrailsOf(policy),
      ).converse(question('Hello'), portCall());
    const answer = await answered('end_turn');
    expect(answer.output.message.content).toEqual([
      { text: 'Mail {EMAIL}' },
      content[1],
      { citationsContent: { content: [{ text: '{EMAIL} said so' }], citations: [] } },
      content[3],
    ]);
    expect(answer.stopReason).toBe('guardrail_intervened');
    expect(answer.trace?.guardrail?.modelOutput).toEqual(['Mail ann@mail.com', 'bob@mail.org said so']);
    // Who has to make the call must be told so.
    expect((await answered('tool_use')).stopReason).toBe('tool_use');
  });

  test('passes untouched when nothing is found, with a trace only for who wants one', async () => {
    const { port } = ask('Hello', 'Good day');
    const quiet = await port.converse(question('Hello', { trace: 'disabled' }), portCall());
    expect(quiet).toEqual(answerOf('Good day'));
    expect((await port.converse(question('Hello'), portCall())).trace?.guardrail?.actionReason).toBe(
      'No action.',
    );
    const full = await port.converse(question('Hello', { trace: 'enabled_full' }), portCall());
    expect(full.trace?.guardrail?.inputAssessment?.[GUARDRAIL_ID]?.sensitiveInformationPolicy).toEqual({
      piiEntities: [{ match: '', type: 'EMAIL', action: 'NONE', detected: false }],
      regexes: [],
    });
  });
});

describe('which texts of a request are looked at', () => {
  const seen: PolicyInput[] = [];
  const watching = guardrailsOf({
    check(input) {
      seen.push(input);
      return { assessment: {}, blocked: false, masks: [] };
    },
  });
  const lookedAt = async (request: Pick<ConverseRequest, 'messages' | 'system'>) => {
    seen.length = 0;
    const model = scriptedModel(answerOf('Good day'));
    const answer = await guarded(model, watching).converse({ ...question(''), ...request }, portCall());
    return {
      input: seen.find(({ source }) => source === 'INPUT'),
      output: seen.find(({ source }) => source === 'OUTPUT'),
      asked: model.requests[0],
      coverage:
        answer.trace?.guardrail?.inputAssessment?.[GUARDRAIL_ID]?.invocationMetrics?.guardrailCoverage,
    };
  };
  const guard = (text: string, ...qualifiers: ('grounding_source' | 'query' | 'guard_content')[]) => ({
    guardContent: { text: { text, ...(qualifiers.length > 0 && { qualifiers }) } },
  });

  test('all that the user wrote, in every turn; not the system prompt, the model, tools or documents', async () => {
    const { input, coverage } = await lookedAt({
      system: [{ text: 'system' }],
      messages: [
        { role: 'user', content: [{ text: 'first' }] },
        { role: 'assistant', content: [{ text: 'answer' }] },
        {
          role: 'user',
          content: [
            { toolResult: { toolUseId: 't', content: [{ text: 'result' }] } },
            { document: { format: 'txt', name: 'd', source: { text: 'document' } } },
            { text: 'second' },
          ],
        },
      ],
    });
    expect(input?.texts).toEqual(['first', 'second']);
    expect(coverage?.textCharacters).toEqual({ guarded: 11, total: 11 + 'systemanswer'.length });
  });

  test('with guardContent in the messages only that, and in the system prompt too', async () => {
    const { input, asked } = await lookedAt({
      system: [{ text: 'system' }, guard('rules')],
      messages: [
        {
          role: 'user',
          content: [{ text: 'plain' }, guard('marked'), guard('both', 'guard_content', 'query')],
        },
      ],
    });
    expect(input?.texts).toEqual(['rules', 'marked', 'both']);
    // No provider knows these blocks.
    expect(asked?.system).toEqual([{ text: 'system' }, { text: 'rules' }]);
    expect(asked?.messages[0]?.content).toEqual([{ text: 'plain' }, { text: 'marked' }, { text: 'both' }]);
  });

  test('marked system prompts leave the messages to be looked at as a whole', async () => {
    const { input } = await lookedAt({
      system: [guard('rules')],
      messages: [{ role: 'user', content: [{ text: 'plain' }] }],
    });
    expect(input?.texts).toEqual(['rules', 'plain']);
  });

  test('sources and questions are what the answer is compared with, and are not checked themselves', async () => {
    const { input, output, coverage } = await lookedAt({
      messages: [
        {
          role: 'user',
          content: [guard('source', 'grounding_source'), guard('what?', 'query'), { text: 'plain' }],
        },
      ],
    });
    expect(input?.texts).toEqual(['plain']);
    expect(coverage?.textCharacters).toEqual({ guarded: 5, total: 16 });
    expect(output).toMatchObject({ texts: ['Good day'], groundingSources: ['source'], queries: ['what?'] });
  });

  test('images are counted as not looked at', async () => {
    const image = { format: 'png' as const, source: { bytes: new Uint8Array([1]) } };
    const { coverage, asked } = await lookedAt({
      messages: [{ role: 'user', content: [{ text: 'see' }, { image }, { guardContent: { image } }] }],
    });
    expect(coverage?.images).toEqual({ guarded: 0, total: 2 });
    expect(asked?.messages[0]?.content).toEqual([{ text: 'see' }, { image }, { image }]);
  });

  test('nothing to look at means no check', async () => {
    expect((await lookedAt({ messages: [{ role: 'user', content: [] }] })).input).toBeUndefined();
  });
});

describe('the guardrail of a request', () => {
  const send = (config: ConverseRequest['guardrailConfig']) =>
    guarded(scriptedModel(answerOf('ann@mail.com')), guardrailsOf(policy)).converse(
      { ...question('Hello'), guardrailConfig: config! },
      portCall(),
    );
  const textAnswered = async (config: ConverseRequest['guardrailConfig']) =>
    (await send(config)).output.message.content[0]?.text;

  test('is named by id or ARN; without a version the draft is meant', async () => {
    expect(await textAnswered({ guardrailIdentifier: GUARDRAIL_ID })).toBe('{EMAIL}');
    expect(
      await textAnswered({
        guardrailIdentifier: `arn:aws:bedrock:us-east-1:000000000000:guardrail/${GUARDRAIL_ID}`,
        guardrailVersion: 'DRAFT',
      }),
    ).toBe('{EMAIL}');
  });

  test('may be left out', async () => {
    expect(await textAnswered({ trace: 'enabled' })).toBe('ann@mail.com');
    await expect(send({ guardrailVersion: '1' })).rejects.toMatchObject({ fault: { kind: 'validation' } });
  });
});
