import { FlowError, type GuardrailRequest, type ServiceCall } from '@streambed/flow/ports';
import type { ApplyGuardrailResponse } from '@streambed/model/bedrock-runtime';
import { expect, test } from 'vitest';
import { callRuntime } from '../test-support/model-service.ts';
import { failureOf } from '../test-support/service.ts';
import { applyGuardrail } from './apply-guardrail.ts';

const input = {
  guardrailIdentifier: 'abcdefghij12',
  guardrailVersion: 'DRAFT',
  source: 'INPUT' as const,
  content: [
    { text: { text: 'Hello' } },
    { image: { format: 'png' as const, source: { bytes: Uint8Array.of(7) } } },
  ],
  outputScope: 'FULL' as const,
};

test('the guardrail is asked what the client asks, and its answer is the answer', async () => {
  const asked: [GuardrailRequest, ServiceCall][] = [];
  const answer = { action: 'NONE', outputs: [], assessments: [] } as unknown as ApplyGuardrailResponse;
  const guardrails = {
    apply: async (...call: [GuardrailRequest, ServiceCall]) => {
      asked.push(call);
      return answer;
    },
  };
  expect(await callRuntime(applyGuardrail, input, { ports: { guardrails } })).toBe(answer);
  expect(asked).toEqual([[input, expect.objectContaining({ key: 'a-request', accountId: '000000000000' })]]);
});

test('a guardrail that is not there is a ResourceNotFoundException', async () => {
  const guardrails = {
    apply: () =>
      Promise.reject(new FlowError({ kind: 'resourceNotFound', blame: 'author', message: 'None.' })),
  };
  expect(await failureOf(callRuntime(applyGuardrail, input, { ports: { guardrails } }))).toMatchObject({
    code: 'ResourceNotFoundException',
    message: 'None.',
  });
});

test.each([
  ['abcdefghij12', 'arn:aws:bedrock:us-east-1:000000000000:guardrail/abcdefghij12'],
  [
    'arn:aws:bedrock:us-east-1:111111111111:guardrail/abcdefghij12',
    'arn:aws:bedrock:us-east-1:111111111111:guardrail/abcdefghij12',
  ],
])('%s is asked about as %s', (guardrailIdentifier, arn) => {
  const scope = { accountId: '000000000000', region: 'us-east-1' };
  expect(applyGuardrail.resource({ ...input, guardrailIdentifier }, scope)).toBe(arn);
});
