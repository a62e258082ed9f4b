export {
  type FlowFile,
  type FlowRequest,
  type FlowSource,
  nearest,
  unknownMembers,
  writeApiJson,
  writeCloudFormation,
  writeRequest,
  writeTerraform,
} from '@streambed/flow/exchange';
export { type DefinitionChange, diffDefinitions, type FieldChange } from './definition-diff.ts';
export {
  type Expectation,
  type GuardrailCase,
  type GuardrailCases,
  readGuardrailCases,
} from './guardrail-cases.ts';
export { documentIn, type InputSchema, inputSchema } from './input-schema.ts';
export { nameFromPath, readFlowFile } from './read-flow-file.ts';
export { parseSetValues } from './set-values.ts';
