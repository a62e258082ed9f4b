export {
  DEFAULT_MODELS_CONFIGURATION,
  type ModelMapping,
  type ModelsConfiguration,
  PROVIDER_TYPES,
  type ProviderConfiguration,
  type ProviderType,
  type RetryConfiguration,
} from './configuration.ts';
export { createModelPort, type ModelPortWorld } from './model-port.ts';
export { OFFLINE_MODEL } from './offline/offline-model.ts';
export { Secret } from './secret.ts';
