import type { ModelPort } from '@streambed/flow/ports';
import type { GuardrailRecord } from '../../store/index.ts';
import type { Policy } from './policies/policy.ts';
import { createWordPolicy } from './policies/words/index.ts';
import type { PolicyName } from './policy-names.ts';

/** A policy made ready, and what it is called in an assessment. */
export interface NamedPolicy {
  readonly name: PolicyName;
  readonly policy: Policy;
}

/** Makes guardrails ready. With a judge, its model decides about topics, content and grounding. */
export function policyCompiler(
  _judging: { readonly model: ModelPort; readonly modelId: string } | undefined,
): (record: GuardrailRecord) => readonly NamedPolicy[] {
  return ({ policies: { wordPolicy } }) => [
    ...(wordPolicy ? [{ name: 'wordPolicy', policy: createWordPolicy(wordPolicy) } as const] : []),
  ];
}
