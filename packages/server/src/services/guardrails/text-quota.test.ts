import { FlowError } from '@streambed/flow/ports';
import type { GuardrailContentBlock } from '@streambed/model/bedrock-runtime';
import { expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import { EMAIL, fakePolicy, GUARDRAIL_ID, guardrailsOf } from './guardrails.fixture.ts';
import { LONGEST_CONTENT } from './text-quota.ts';

const block = (
  length: number,
  ...qualifiers: ('guard_content' | 'grounding_source' | 'query')[]
): GuardrailContentBlock => ({
  text: { text: 'a'.repeat(length), ...(qualifiers.length > 0 && { qualifiers }) },
});

const check = async (...content: readonly GuardrailContentBlock[]) => {
  const guardrail = await guardrailsOf(fakePolicy(EMAIL)).open(GUARDRAIL_ID, 'DRAFT', portCall());
  return guardrail.check({ source: 'OUTPUT', content }, portCall());
};

test('content of a thousand text units is checked', async () => {
  const { response } = await check(
    block(LONGEST_CONTENT - 2),
    block(1, 'query'),
    block(1, 'grounding_source'),
  );
  expect(response.action).toBe('NONE');
});

test.each([
  ['in one text', [block(LONGEST_CONTENT + 1)]],
  ['in several', [block(LONGEST_CONTENT / 2), block(LONGEST_CONTENT / 2), block(1)]],
  ['with its sources', [block(LONGEST_CONTENT), block(1, 'grounding_source')]],
  ['with its questions', [block(LONGEST_CONTENT), block(1, 'query')]],
])('content of more, %s, is refused before anything looks at it', async (_, content) => {
  const error = await check(...content).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(FlowError);
  expect((error as FlowError).fault).toMatchObject({
    kind: 'serviceQuotaExceeded',
    blame: 'caller',
    message: expect.stringContaining('1,000,001 characters, and a guardrail checks at most 1,000,000'),
  });
});
