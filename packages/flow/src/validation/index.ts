export { hasErrors, MAX_VALIDATIONS, validateDefinition } from './validate-definition.ts';
