import type { GuardrailPort, ServiceCall } from '@streambed/flow/ports';
// The guardrails themselves are loaded by whoever has one.
import { isMaskedOnly } from '../guardrails/findings.ts';

/** What a guardrail makes of a question. */
export interface GuardedQuestion {
  /** `blocked`: it must not be answered. `masked`: it may be, as it is now. */
  readonly verdict: 'passed' | 'masked' | 'blocked';
  /** The question, as it came or masked; the guardrail's message when it is blocked. */
  readonly text: string;
}

/**
 * A question before anything is searched for it, and before a model reads it.
 *
 * @throws FlowError when the guardrail is not there, or what looks for it fails
 */
export const guardedQuestion = async (
  question: string,
  { guardrailId, guardrailVersion }: { readonly guardrailId: string; readonly guardrailVersion: string },
  guardrails: GuardrailPort,
  call: ServiceCall,
): Promise<GuardedQuestion> => {
  const response = await guardrails.apply(
    {
      guardrailIdentifier: guardrailId,
      guardrailVersion,
      source: 'INPUT',
      content: [{ text: { text: question } }],
    },
    call,
  );
  if (response.action === 'NONE') return { verdict: 'passed', text: question };
  return {
    verdict: isMaskedOnly(response) ? 'masked' : 'blocked',
    text: response.outputs.map(({ text }) => text ?? '').join(''),
  };
};
