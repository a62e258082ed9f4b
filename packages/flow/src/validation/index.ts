export { type CheckedDefinition, checkDefinition } from './check-definition.ts';
export type { LocatedValidation, ValidationPlace } from './located-validation.ts';
export { hasErrors, locateValidations, MAX_VALIDATIONS, validateDefinition } from './validate-definition.ts';
