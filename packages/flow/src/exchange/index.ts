export { ExchangeError } from './exchange-error.ts';
export type { ExportedFile, ExportFlow, ExportNote, ExportOptions } from './export-flow.ts';
export type { FlowFile, FlowSource } from './flow-source.ts';
export { nearest } from './nearest.ts';
export { parseText } from './parse-text.ts';
export {
  LONGEST_TEXT,
  type MissingValue,
  type ReadDefinition,
  type ReadFlow,
  type ReadFormat,
  type ReadProblem,
  readDefinition,
} from './read-definition.ts';
export { readFlows } from './read-flows.ts';
export {
  type Reference,
  type ReferenceKind,
  type ReferencePlace,
  referencesIn,
  replaceReferences,
} from './references.ts';
export { unknownMembers } from './unknown-members.ts';
export { writeApiJson, writeDefinition } from './write-api-json.ts';
export {
  type FlowRequest,
  writeCloudFormation,
  writeRequest,
} from './write-cloudformation.ts';
export { writeTerraform } from './write-terraform.ts';
