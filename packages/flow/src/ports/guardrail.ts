import type {
  ApplyGuardrailRequest,
  ApplyGuardrailResponse,
  GuardrailContentBlock,
} from '@streambed/model/bedrock-runtime';
import type { ServiceCall } from './port-call.ts';

/**
 * Checks content against a guardrail, in exactly ApplyGuardrail's shapes (platform.md section 6). Implemented by
 * server/services/guardrails.
 */
export interface GuardrailPort {
  /**
   * Rejects with FlowError: `resourceNotFound` (blame author) for a guardrail or version that is not there,
   * `validation`, or what a judge model or the real service failed with.
   */
  apply(request: GuardrailRequest, call: ServiceCall): Promise<ApplyGuardrailResponse>;
}

export interface GuardrailRequest
  extends Pick<ApplyGuardrailRequest, 'guardrailIdentifier' | 'guardrailVersion' | 'source' | 'outputScope'> {
  content: GuardrailContentBlock[];
}

/**
 * The largest program that an author's regex may compile to, in instructions of the engine (re2js). Counts such as
 * `(a?){300}a{300}` are short to write; a search costs at most characters times instructions, so that the product is
 * what must be bounded. Kept to where a guardrail is configured and where it is applied.
 */
export const LARGEST_REGEX_PROGRAM = 1_000;
