/**
 * What the reading of a configuration needs of this room. Apart from index.ts, because a start with a configuration
 * file shall not load everything that calls are made with.
 */
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
export { isSecretHeader, modelSecrets } from './model-secrets.ts';
export { secretFile } from './secret-file.ts';
