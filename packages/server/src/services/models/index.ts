export {
  apiKeyVariables,
  BUILT_IN_PROVIDER_NAMES,
  builtInProvider,
  builtInProviderType,
  ollamaOrigin,
} from './built-in-providers.ts';
export {
  type CacheConfiguration,
  DEFAULT_MODELS_CONFIGURATION,
  type FallbackRule,
  type LimitRule,
  type ModelMapping,
  type ModelsConfiguration,
  PROVIDER_TYPES,
  type PriceRow,
  type ProviderConfiguration,
  type ProviderType,
  type RetryConfiguration,
  type SecretSource,
} from './configuration.ts';
export { createModels, type ModelPortWorld, type Models } from './model-port.ts';
export { isSecretHeader, modelSecrets } from './model-secrets.ts';
export { OFFLINE_EMBEDDING } from './offline/offline-embedding.ts';
export { OFFLINE_MODEL } from './offline/offline-model.ts';
export { secretFile } from './secret-file.ts';
