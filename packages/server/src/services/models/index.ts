export { createModels, type ModelPortWorld, type Models } from './model-port.ts';
export { OFFLINE_EMBEDDING } from './offline/offline-embedding.ts';
export { OFFLINE_MODEL } from './offline/offline-model.ts';
export { type ModelProbe, type ProviderAnswer, probeModels } from './probe-models.ts';
export { isReadableByAll } from './secret-file.ts';
export {
  apiKeyVariables,
  BUILT_IN_PROVIDER_NAMES,
  builtInProvider,
  builtInProviderType,
  type CacheConfiguration,
  DEFAULT_MODELS_CONFIGURATION,
  type FallbackRule,
  isSecretHeader,
  type LimitRule,
  type ModelMapping,
  type ModelsConfiguration,
  modelSecrets,
  ollamaOrigin,
  PROVIDER_TYPES,
  type PriceRow,
  type ProviderConfiguration,
  type ProviderType,
  type RetryConfiguration,
  type SecretSource,
  secretFile,
} from './settings.ts';
