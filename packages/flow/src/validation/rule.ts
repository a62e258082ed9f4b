import type { FlowValidation, FlowValidationDetails, FlowValidationType } from '../definition/index.ts';
import type { ValidationPlace } from './located-validation.ts';
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
  /** Where it is, in the scope of the rule, when the modelled details do not tell. */
  readonly place?: PlaceInScope;
}

export type PlaceInScope = Omit<ValidationPlace, 'loops'>;

/**
 * Checks one thing in one scope (the flow, or the body of one loop). Reports in the order of the definition.
 * Must cope with half-built definitions: whatever another rule reports is not repeated, and nothing is thrown.
 */
export type Rule<Type extends FlowValidationType> = (scope: Scope) => Iterable<Problem<Type>>;

/** Makes execution impossible or wrong. */
export const error = <Details>(message: string, details: Details, place?: PlaceInScope) =>
  ({ severity: 'Error', message, details, ...(place && { place }) }) as const;

/** Runs, but probably not as intended. */
export const warning = <Details>(message: string, details: Details, place?: PlaceInScope) =>
  ({ severity: 'Warning', message, details, ...(place && { place }) }) as const;
