import type { StopReason } from '@streambed/flow/ports';

/** Stop reasons of Converse (services-data.md section 2); a provider's own that is one of them is kept. */
const STOP_REASONS: ReadonlySet<string> = new Set<StopReason>([
  'end_turn',
  'tool_use',
  'max_tokens',
  'stop_sequence',
  'guardrail_intervened',
  'content_filtered',
  'malformed_model_output',
  'malformed_tool_use',
  'model_context_window_exceeded',
]);

/** A provider's reason in Converse's words; one that nobody knows ends a turn like any other. */
export const knownStopReason = (table: ReadonlyMap<string, StopReason>, reason: string): StopReason =>
  table.get(reason) ?? (STOP_REASONS.has(reason) ? (reason as StopReason) : 'end_turn');
