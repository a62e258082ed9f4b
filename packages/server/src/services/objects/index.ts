export type { ObjectsConfiguration, ObjectsMode } from './configuration.ts';
export { createEmbeddedObjectStore, type EmbeddedObjectStoreOptions } from './embedded.ts';
