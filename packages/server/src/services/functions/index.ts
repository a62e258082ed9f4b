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
