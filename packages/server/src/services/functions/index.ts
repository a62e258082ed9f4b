export type {
  EmbeddedFunctionsConfiguration,
  FunctionDefaults,
  FunctionsConfiguration,
  FunctionsMode,
} from './configuration.ts';
