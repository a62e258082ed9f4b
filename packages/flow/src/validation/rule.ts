import type { FlowValidation, FlowValidationDetails, FlowValidationType } from '../definition/index.ts';
import type { Scope } from './scope.ts';

/** The members that FlowValidationDetails carries for a type; its key is the type with a small first letter. */
export type DetailsOf<Type extends FlowValidationType> = NonNullable<
  FlowValidationDetails[Uncapitalize<Type>]
>;

/** What a rule found: a sentence for a person (which node, which field, what to do) and the modelled details. */
export interface Problem<Type extends FlowValidationType> {
  readonly severity: FlowValidation['severity'];
  readonly message: string;
  readonly details: DetailsOf<Type>;
}

/**
 * Checks one thing in one scope (the flow, or the body of one loop). Reports in the order of the definition.
 * Must cope with half-built definitions: whatever another rule reports is not repeated, and nothing is thrown.
 */
export type Rule<Type extends FlowValidationType> = (scope: Scope) => Iterable<Problem<Type>>;

/** Makes execution impossible or wrong. */
export const error = <Details>(message: string, details: Details) =>
  ({ severity: 'Error', message, details }) as const;

/** Runs, but probably not as intended. */
export const warning = <Details>(message: string, details: Details) =>
  ({ severity: 'Warning', message, details }) as const;
