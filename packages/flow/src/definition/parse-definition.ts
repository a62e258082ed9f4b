import { bedrockAgent, type ConstraintViolation, checkConstraints, pickMembers } from '@streambed/model';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';

export type ParsedDefinition =
  | { readonly ok: true; readonly definition: FlowDefinition }
  | { readonly ok: false; readonly violations: readonly ConstraintViolation[] };

/**
 * Makes any JSON a flow definition: a copy of what the FlowDefinition shape models, unknown members dropped. Where the
 * structure is wrong it yields the violations instead, with paths from the definition (`nodes[3].name`).
 *
 * Structure only, as CreateFlow checks it (validation.md section 3): whether the flow makes sense, and keeps within
 * quotas, is for validation to say.
 */
export function parseDefinition(json: unknown): ParsedDefinition {
  const violations = checkConstraints(bedrockAgent, 'FlowDefinition', json);
  if (violations.length > 0) return { ok: false, violations };
  // No violations: what is picked by the shape has the type generated from it.
  return { ok: true, definition: pickMembers(bedrockAgent, 'FlowDefinition', json) as FlowDefinition };
}
