export {
  apiKeyVariables,
  BUILT_IN_PROVIDER_NAMES,
  builtInProvider,
  builtInProviderType,
  ollamaOrigin,
} from './built-in-providers.ts';
export {
  DEFAULT_MODELS_CONFIGURATION,
  type ModelMapping,
  type ModelsConfiguration,
  PROVIDER_TYPES,
  type ProviderConfiguration,
  type ProviderType,
  type RetryConfiguration,
  type SecretSource,
} from './configuration.ts';
export { createModelPort, createModels, type ModelPortWorld, type Models } from './model-port.ts';
export { modelSecrets } from './model-secrets.ts';
export { OFFLINE_MODEL } from './offline/offline-model.ts';
