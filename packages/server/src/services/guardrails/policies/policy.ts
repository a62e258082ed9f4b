import type { ServiceCall } from '@streambed/flow/ports';
import type { GuardrailAssessment, GuardrailContentSource } from '@streambed/model/bedrock-runtime';

/**
 * One policy of a guardrail, compiled once from its configuration (the shapes that GetGuardrail answers with) and asked
 * for every text. A policy says what it found; what becomes of the text is put together elsewhere (apply.ts).
 */
export interface Policy {
  /** Rejects with FlowError when a judge model fails; a policy that only looks answers at once. */
  check(input: PolicyInput, call: ServiceCall): PolicyResult | Promise<PolicyResult>;
}

export interface PolicyInput {
  readonly source: GuardrailContentSource;
  /** The texts to be judged, in the order in which they came. */
  readonly texts: readonly string[];
  /** What the answer must be grounded in; only the grounding policy looks at it. */
  readonly groundingSources: readonly string[];
  /** The question; only the grounding policy looks at it. */
  readonly queries: readonly string[];
}

export interface PolicyResult {
  /** This policy's own member (`wordPolicy`, …) with everything that was detected; empty when nothing was. */
  readonly assessment: Pick<
    GuardrailAssessment,
    | 'topicPolicy'
    | 'contentPolicy'
    | 'wordPolicy'
    | 'sensitiveInformationPolicy'
    | 'contextualGroundingPolicy'
  >;
  /** Whether something was found whose action is BLOCK. */
  readonly blocked: boolean;
  /** What is to be masked, when nothing blocks. May overlap. */
  readonly masks: readonly Mask[];
  /** What scored, where more than one thing could have: `judge model llama3.2`, `the built-in lexical scorer`. */
  readonly decidedBy?: string;
}

/** Half open, in UTF-16 code units of `texts[text]`. */
export interface Mask {
  readonly text: number;
  readonly start: number;
  readonly end: number;
  /** `{EMAIL}`, `{name of the regex}`. */
  readonly replacement: string;
}

/** What a policy that found nothing answers. */
export const NOTHING_FOUND: PolicyResult = { assessment: {}, blocked: false, masks: [] };
