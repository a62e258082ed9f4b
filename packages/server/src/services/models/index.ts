export { type DescribedModels, describeModels } from './describe-models.ts';
export { createModels, type ModelPortWorld, type Models } from './model-port.ts';
export { OFFLINE_EMBEDDING } from './offline/offline-embedding.ts';
export { OFFLINE_MODEL } from './offline/offline-model.ts';
export { type ModelProbe, type ProviderAnswer, probeModels } from './probe-models.ts';
export { isReadableByAll } from './secret-file.ts';
export * from './settings.ts';
