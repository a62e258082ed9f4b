import type { FlowDefinition, FlowQuotas, FlowValidation } from '../definition/index.ts';
import { compilePlan } from '../plan/index.ts';
import { hasErrors, MAX_VALIDATIONS, validateDefinition } from './validate-definition.ts';

export interface CheckedDefinition {
  /** At most 100, errors first. */
  readonly validations: FlowValidation[];
  /** Whether the definition can be prepared: warnings do not stand in the way. */
  readonly executable: boolean;
}

/**
 * All that is wrong with a definition, for ValidateFlowDefinition, PrepareFlow and `streambed validate` alike. A flow without a definition
 * is checked as an empty one. A definition that passes the rules and still cannot be compiled gets an `Unspecified`
 * error, so that nothing is prepared which cannot run.
 */
export function checkDefinition(definition: FlowDefinition = {}, quotas?: FlowQuotas): CheckedDefinition {
  const validations = validateDefinition(definition, quotas);
  if (hasErrors(validations)) return { validations, executable: false };
  const obstacle = compilationError(definition);
  if (!obstacle) return { validations, executable: true };
  return { validations: [obstacle, ...validations].slice(0, MAX_VALIDATIONS), executable: false };
}

function compilationError(definition: FlowDefinition): FlowValidation | undefined {
  try {
    compilePlan(definition);
    return undefined;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return {
      type: 'Unspecified',
      severity: 'Error',
      message: `The flow cannot be run as it is connected: ${cause}. Check the connections of the nodes it names.`,
      details: { unspecified: {} },
    };
  }
}
