import { compilePlan } from '@streambed/flow/plan';
import { hasErrors, validateDefinition } from '@streambed/flow/validation';
import type { FlowDefinition, FlowValidation } from '@streambed/model/bedrock-agent';

/** The longest list that the shape FlowValidations allows. */
const MOST_VALIDATIONS = 100;

export interface CheckedDefinition {
  /** At most 100, errors first when there are more. */
  readonly validations: FlowValidation[];
  /** Whether the definition can be prepared: warnings do not stand in the way. */
  readonly executable: boolean;
}

/**
 * All that is wrong with a definition, for ValidateFlowDefinition and PrepareFlow alike. A flow without a definition
 * is checked as an empty one. A definition that passes the rules and still cannot be compiled gets an `Unspecified`
 * error, so that nothing is prepared which cannot run.
 */
export function checkDefinition(definition: FlowDefinition | undefined): CheckedDefinition {
  const found = [...validateDefinition(definition ?? {})];
  if (!hasErrors(found)) {
    const obstacle = compilationError(definition ?? {});
    if (obstacle) found.push(obstacle);
  }
  return { validations: mostTelling(found), executable: !hasErrors(found) };
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

function mostTelling(validations: FlowValidation[]): FlowValidation[] {
  if (validations.length <= MOST_VALIDATIONS) return validations;
  const errors = validations.filter((validation) => validation.severity === 'Error');
  const warnings = validations.filter((validation) => validation.severity !== 'Error');
  return [...errors, ...warnings].slice(0, MOST_VALIDATIONS);
}
