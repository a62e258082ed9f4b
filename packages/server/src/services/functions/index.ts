export { type AwsFunctionsOptions, createAwsFunctions } from './aws.ts';
export type {
  EmbeddedFunctionsConfiguration,
  FunctionDefaults,
  FunctionsConfiguration,
  FunctionsMode,
} from './configuration.ts';
export {
  createEmbeddedFunctions,
  type EmbeddedFunctionsLimits,
  type EmbeddedFunctionsOptions,
} from './embedded.ts';
export { listFunctions, readFunctionFolder } from './function-folder.ts';
export { FunctionProblem } from './function-settings.ts';
export { findPython } from './python.ts';
export { createFunctions, type FunctionsOptions } from './routing.ts';
