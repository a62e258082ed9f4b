export { type DefinitionChange, diffDefinitions, type FieldChange } from './definition-diff.ts';
export type { FlowFile, FlowSource } from './flow-source.ts';
export {
  type Expectation,
  type GuardrailCase,
  type GuardrailCases,
  readGuardrailCases,
} from './guardrail-cases.ts';
export { nearest } from './nearest.ts';
export { toPascalCase } from './pascal-case.ts';
export { nameFromPath, readFlowFile } from './read-flow-file.ts';
export { parseSetValues } from './set-values.ts';
export { unknownMembers } from './unknown-members.ts';
export { type FlowRequest, writeRequest, writeTemplate } from './write-flow-file.ts';
