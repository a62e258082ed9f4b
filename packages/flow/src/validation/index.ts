export { type CheckedDefinition, checkDefinition } from './check-definition.ts';
export { hasErrors, MAX_VALIDATIONS, validateDefinition } from './validate-definition.ts';
