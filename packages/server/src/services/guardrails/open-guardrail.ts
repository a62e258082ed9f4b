import type { ServiceCall } from '@streambed/flow/ports';
import type {
  ApplyGuardrailResponse,
  GuardrailContentBlock,
  GuardrailContentSource,
  GuardrailOutputScope,
  GuardrailUsage,
} from '@streambed/model/bedrock-runtime';
import type { Mask } from './policies/policy.ts';
import type { ContentSize } from './usage.ts';

/** Where guardrails come from: the store (embedded.ts) or the real service (aws.ts). */
export interface GuardrailSource {
  /** Rejects with FlowError `resourceNotFound` when there is none of that name and version. */
  open(identifier: string, version: string, call: ServiceCall): Promise<OpenGuardrail>;
}

/** One version of a guardrail, looked up and ready to check content: once for ApplyGuardrail, many times for a stream. */
export interface OpenGuardrail {
  /** As traces name it. */
  readonly id: string;
  readonly stream: StreamNeeds;
  /**
   * What checking so much of an answer at once would have been charged, for streams, which see every text several
   * times; undefined when every check is charged as it is.
   */
  answerUsage(size: ContentSize): GuardrailUsage | undefined;
  /** Rejects with FlowError when a judge model or the real service fails. */
  check(request: CheckRequest, call: ServiceCall): Promise<GuardrailCheck>;
}

/** How much text a guardrail wants to see before a part of it can be let go; in UTF-16 code units. */
export interface StreamNeeds {
  /** The longest match that is found for certain where text comes in pieces. */
  readonly reach: number;
  /** So much new text makes a check worth its price. */
  readonly step: number;
  /** Whether something else than code looks (a model, a service): its verdicts are taken as they are. */
  readonly isJudged: boolean;
  /** Whether answers are compared with their sources, which can only be done with all of an answer. */
  readonly isGrounded: boolean;
}

export interface CheckRequest {
  readonly source: GuardrailContentSource;
  readonly content: readonly GuardrailContentBlock[];
  readonly outputScope?: GuardrailOutputScope;
  /** Characters that belong to the same content and are not to be looked at; they count as not guarded. */
  readonly charactersBeside?: number;
}

export interface GuardrailCheck {
  readonly response: ApplyGuardrailResponse;
  readonly blocked: boolean;
  /**
   * Where the guarded texts (read-content.ts) are masked, sorted and without overlaps; empty when something blocks.
   * Undefined when the text came back masked and it cannot be told where.
   */
  readonly masks: readonly Mask[] | undefined;
}
