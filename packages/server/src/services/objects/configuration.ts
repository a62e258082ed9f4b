import type { AwsServiceConfiguration } from '../aws/index.ts';

/** Where a bucket lives: in a folder of this machine, or behind an S3 API. */
export type ObjectsMode = 'embedded' | 'aws';

/** The `objects` part of the configuration file. Everything is optional; the default is all embedded. */
export interface ObjectsConfiguration {
  /** For buckets that no route names. Default `embedded`. */
  readonly mode?: ObjectsMode;
  /** Looked through in order; the first whose `bucket` matches decides. `*` stands for any run of characters. */
  readonly routes?: readonly { readonly bucket: string; readonly mode: ObjectsMode }[];
  /** Objects above this size are neither read nor written. Bytes; default 67,108,864 (64 MiB). */
  readonly maximumObjectBytes?: number;
  readonly embedded?: {
    /** Buckets are folders in it. Default: `objects` in the data folder. */
    readonly folder?: string;
  };
  readonly aws?: AwsServiceConfiguration & {
    /** Bucket in the path instead of the host name. Default: true with an `endpoint`, false without. */
    readonly forcePathStyle?: boolean;
  };
}
