export { type AwsObjectStoreOptions, createAwsObjectStore } from './aws.ts';
export type { ObjectsConfiguration, ObjectsMode } from './configuration.ts';
export { createEmbeddedObjectStore, type EmbeddedObjectStoreOptions } from './embedded.ts';
export type { ListedObject, ObjectListing } from './object-listing.ts';
export { createObjects, type ObjectsOptions } from './routing.ts';
