import type { StopReason } from '@streambed/model/bedrock-runtime';
import type { GuardrailCheck } from './open-guardrail.ts';

/**
 * Masking is an intervention, and the cloud says so. A call of a tool keeps its reason: without it no client would make
 * the call, and the answer would be lost.
 */
export const maskedStopReason = (reason: StopReason): StopReason =>
  reason === 'tool_use' ? reason : 'guardrail_intervened';

/** The guardrail's own message, which takes the place of what it blocked. */
export const messageOf = ({ response }: GuardrailCheck): string =>
  response.outputs.map(({ text }) => text ?? '').join('');
