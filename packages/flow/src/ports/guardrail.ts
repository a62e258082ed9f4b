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
