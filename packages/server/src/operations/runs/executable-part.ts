import type { FlowDefinition, FlowQuotas } from '@streambed/flow/definition';
import { compilePlan, type Plan, PlanError } from '@streambed/flow/plan';
import { hasErrors, validateDefinition } from '@streambed/flow/validation';
import type { FlowValidation } from '@streambed/model/bedrock-agent';
import { validationException } from '../../protocol/index.ts';

/**
 * Compiles what shall run. Of what is wrong with the flow only that counts which is wrong with the part too: a node behind
 * the part may be unfinished, and what the part lacks because it is one is no mistake. Throws a ValidationException that
 * lists all of it.
 */
export function executablePart(whole: FlowDefinition, part: FlowDefinition, quotas: FlowQuotas): Plan {
  const errors = errorsOf(part, quotas);
  const relevant = whole === part ? errors : inBoth(errors, errorsOf(whole, quotas));
  if (relevant.length > 0) throw cannotRun(relevant.map(({ message }) => message));
  try {
    return compilePlan(part);
  } catch (error) {
    throw cannotRun([
      error instanceof PlanError
        ? error.message
        : 'its definition cannot be compiled; see what PrepareFlow says of it',
    ]);
  }
}

const errorsOf = (definition: FlowDefinition, quotas: FlowQuotas): FlowValidation[] => {
  const validations = validateDefinition(definition, quotas);
  return hasErrors(validations) ? validations.filter(({ severity }) => severity === 'Error') : [];
};

function inBoth(part: readonly FlowValidation[], whole: readonly FlowValidation[]): FlowValidation[] {
  const known = new Set(whole.map((validation) => JSON.stringify(validation)));
  return part.filter((validation) => known.has(JSON.stringify(validation)));
}

const SHOWN = 20;

function cannotRun(causes: readonly string[]) {
  const shown = causes.slice(0, SHOWN);
  const more = causes.length > SHOWN ? ` And ${causes.length - SHOWN} more.` : '';
  return validationException(
    `The flow cannot run: ${shown.join(' ')}${more}`,
    shown.map((message) => ({ name: 'definition', message })),
  );
}
