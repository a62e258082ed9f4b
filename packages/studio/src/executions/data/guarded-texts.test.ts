import type { RunAction } from '@streambed/model/streambed';
import { describe, expect, test } from 'vitest';
import { actionFacts } from './action-facts.ts';
import { guardedTexts, spansOf } from './guarded-texts.ts';

const finding = (match: string, name = 'EMAIL') => ({
  policy: 'sensitiveInformation',
  name,
  action: 'ANONYMIZED',
  match,
});
const shown = (text: string, ...matches: string[]) =>
  spansOf(
    text,
    matches.map((match) => finding(match)),
  ).map((span) => (span.finding ? `[${span.text}]` : span.text));

describe('what a guardrail found', () => {
  test('is marked wherever it stands', () => {
    expect(shown('ann@mail.com wrote to ann@mail.com.', 'ann@mail.com')).toEqual([
      '[ann@mail.com]',
      ' wrote to ',
      '[ann@mail.com]',
      '.',
    ]);
  });

  test('is marked once where findings overlap, the longer one', () => {
    expect(shown('call 555 123', '555', '555 123')).toEqual(['call ', '[555 123]']);
  });

  test('may be nothing that stands there: topics have no words', () => {
    expect(shown('about money', '')).toEqual(['about money']);
    expect(shown('', 'x')).toEqual([]);
  });

  test('is found in the question as sent and the answer before it was masked', () => {
    const assessment = (match: string) => ({
      sensitiveInformationPolicy: {
        piiEntities: [{ match, type: 'EMAIL', action: 'ANONYMIZED', detected: true }],
      },
    });
    const action: RunAction = {
      serviceName: 'bedrock',
      operationName: 'Converse',
      requestId: 'r',
      operationRequest: { messages: [{ role: 'user', content: [{ text: 'I am bo@mail.com' }] }] },
      operationResponse: {
        output: { message: { role: 'assistant', content: [{ text: 'Write to {EMAIL}' }] } },
        trace: {
          guardrail: {
            modelOutput: ['Write to ann@mail.com'],
            inputAssessment: { g: assessment('bo@mail.com') },
            outputAssessments: { g: [assessment('ann@mail.com')] },
          },
        },
      },
    };
    const { findings } = actionFacts(action);
    expect(
      guardedTexts(action, findings).map(({ side, spans }) => [
        side,
        ...spans.filter((span) => span.finding).map(({ text }) => text),
      ]),
    ).toEqual([
      ['question', 'bo@mail.com'],
      ['answer', 'ann@mail.com'],
    ]);
  });
});
