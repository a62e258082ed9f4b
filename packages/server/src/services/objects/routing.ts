import { resolve } from 'node:path';
import type { Ids, ObjectStorePort } from '@streambed/flow/ports';
import { matchesWildcard } from '../wildcard.ts';
import { createAwsObjectStore } from './aws.ts';
import type { ObjectsConfiguration, ObjectsMode } from './configuration.ts';
import { createEmbeddedObjectStore } from './embedded.ts';
import type { ObjectListing } from './object-listing.ts';

export interface ObjectsOptions {
  readonly configuration?: ObjectsConfiguration;
  /** Folder of the server's data; the buckets are in its `objects` unless configured otherwise. */
  readonly dataFolder: string;
  readonly ids: Ids;
}

/** The object store that the configuration describes: each bucket in a folder or behind an S3 API. */
export function createObjects(
  options: ObjectsOptions,
): ObjectStorePort & ObjectListing & { close(): Promise<void> } {
  const configuration = options.configuration ?? {};
  const limit = configuration.maximumObjectBytes;
  const shared = { ids: options.ids, ...(limit !== undefined && { maximumObjectBytes: limit }) };
  const embedded = createEmbeddedObjectStore({
    ...shared,
    folder: resolve(configuration.embedded?.folder ?? `${options.dataFolder}/objects`),
  });
  const aws = createAwsObjectStore({
    ...shared,
    ...(configuration.aws && { configuration: configuration.aws }),
  });
  const storeOf = (bucket: string): ObjectStorePort & ObjectListing =>
    objectsMode(configuration, bucket) === 'aws' ? aws : embedded;
  return {
    getObject: (request, call) => storeOf(request.bucket).getObject(request, call),
    putObject: (request, call) => storeOf(request.bucket).putObject(request, call),
    listObjects: (request, call) => storeOf(request.bucket).listObjects(request, call),
    close: () => aws.close(),
  };
}

/** Where the configuration puts a bucket. */
export const objectsMode = (configuration: ObjectsConfiguration, bucket: string): ObjectsMode =>
  configuration.routes?.find((route) => matchesWildcard(route.bucket, bucket))?.mode ??
  configuration.mode ??
  'embedded';
