import type { ServiceCall } from '@streambed/flow/ports';

/** An object, as far as it is known without reading it. */
export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Stays as it is as long as the object does; another one says that it was written anew, the same or otherwise. */
  readonly tag: string;
}

/** What is in a bucket: S3's ListObjectsV2. Flows never ask; whoever takes in whole buckets does. */
export interface ObjectListing {
  /**
   * The objects whose keys begin with `prefix`, in batches, in no promised order. Objects that come or go meanwhile may
   * be told or not. Rejects with FlowError as ObjectStorePort does.
   */
  listObjects(
    request: { readonly bucket: string; readonly prefix?: string },
    call: ServiceCall,
  ): AsyncIterable<readonly ListedObject[]>;
}
