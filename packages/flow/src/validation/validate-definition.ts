import type { FlowDefinition, FlowQuotas, FlowValidation, FlowValidationType } from '../definition/index.ts';
import { type LocatedValidation, placeOf } from './located-validation.ts';
import type { Problem } from './rule.ts';
import { rules } from './rules/index.ts';
import { type Scope, scopesOf } from './scope.ts';

/** The wire model's bound on a list of validations. */
export const MAX_VALIDATIONS = 100;

/**
 * Checks a definition, and the bodies of its loops, against every rule. Source: validation.md.
 * Errors come first, then warnings; within each the flow before the bodies of its loops, rule by rule in the order of
 * the table, in the order of the definition. At most 100. An empty list means that the flow can be prepared. Quotas are
 * the cloud's unless others are given.
 *
 * Only reads: nothing is called, and no half-built definition makes it throw.
 */
export function validateDefinition(definition: FlowDefinition, quotas?: FlowQuotas): FlowValidation[] {
  return locateValidations(definition, quotas).map(({ validation }) => validation);
}

/** The same, each with the place that it is about, for tools that lead a person there. */
export function locateValidations(definition: FlowDefinition, quotas?: FlowQuotas): LocatedValidation[] {
  const errors: LocatedValidation[] = [];
  const warnings: LocatedValidation[] = [];
  for (const located of allValidations(definition, quotas)) {
    const list = located.validation.severity === 'Error' ? errors : warnings;
    if (list.length < MAX_VALIDATIONS) list.push(located);
    if (errors.length === MAX_VALIDATIONS) break;
  }
  return [...errors, ...warnings].slice(0, MAX_VALIDATIONS);
}

/** Whether a flow with these validations cannot be prepared; warnings do not stand in the way. */
export const hasErrors = (validations: readonly FlowValidation[]): boolean =>
  validations.some((validation) => validation.severity === 'Error');

function* allValidations(definition: FlowDefinition, quotas?: FlowQuotas): Generator<LocatedValidation> {
  for (const scope of scopesOf(definition, quotas))
    for (const [type, rule] of Object.entries(rules))
      for (const problem of rule(scope)) {
        const validation = validationOf(type as FlowValidationType, problem, scope);
        yield { validation, ...placeOf(validation, scope), ...problem.place };
      }
}

function validationOf(
  type: FlowValidationType,
  problem: Problem<FlowValidationType>,
  scope: Scope,
): FlowValidation {
  const place = scope.loop ? `In loop ${scope.loop.node.name}: ` : '';
  const key = type.charAt(0).toLowerCase() + type.slice(1);
  return {
    message: place + problem.message,
    severity: problem.severity,
    details: { [key]: problem.details },
    type,
  };
}
