import type { ObjectStorePort, ServiceCall } from '@streambed/flow/ports';
import type { S3DataSourceConfiguration } from '@streambed/model/bedrock-agent';
import type { ListedObject, ObjectListing } from '../../objects/index.ts';
import {
  DEFAULT_LIMITS,
  DocumentProblem,
  isDocumentName,
  SIDECAR_SIZE,
  SIDECAR_SUFFIX,
} from '../parsing/index.ts';
import type { ListSource, SkippedItem, SourceDocument, SourceFile } from './source.ts';

export type ObjectSource = Pick<ObjectStorePort, 'getObject'> & ObjectListing;

export interface S3SourceOptions {
  readonly objects: ObjectSource;
  readonly configuration: S3DataSourceConfiguration;
  /** Who asks; its signal is replaced by that of each call. */
  readonly call: Omit<ServiceCall, 'signal'>;
}

/**
 * The objects of a bucket as documents: those whose keys begin with one of the inclusion prefixes, each with the metadata
 * file beside it (`NAME.EXT.metadata.json`). What has no document's name is skipped.
 */
export const s3Source =
  ({ objects, configuration, call }: S3SourceOptions): ListSource =>
  async (signal) => {
    const bucket = bucketOfArn(configuration.bucketArn);
    const prefixes = configuration.inclusionPrefixes?.length ? configuration.inclusionPrefixes : [''];
    const byKey = new Map<string, ListedObject>();
    for (const prefix of prefixes)
      for await (const batch of objects.listObjects({ bucket, prefix }, { ...call, signal }))
        for (const object of batch) byKey.set(object.key, object);
    // A folder that S3's console made is an empty object with such a key.
    const listed = [...byKey.values()].filter(({ key }) => !key.endsWith('/') && !isSidecar(key));
    const item = (object: ListedObject): SourceDocument | SkippedItem =>
      isDocumentName(object.key)
        ? objectDocument({
            objects,
            call,
            bucket,
            object,
            sidecar: byKey.get(`${object.key}${SIDECAR_SUFFIX}`),
          })
        : { skipped: s3Uri(bucket, object.key), because: 'types that are not read here' };
    return {
      expected: listed.length,
      items: (async function* () {
        for (const object of listed) yield item(object);
      })(),
    };
  };

export interface S3DocumentOptions {
  readonly objects: ObjectSource;
  readonly call: Omit<ServiceCall, 'signal'>;
  readonly uri: string;
  readonly signal: AbortSignal;
}

/** One object as a document, as a listing of its bucket would tell of it; undefined when it is not there. */
export const s3Document = async ({
  objects,
  call,
  uri,
  signal,
}: S3DocumentOptions): Promise<SourceDocument | undefined> => {
  const { bucket, key } = parseS3Uri(uri);
  const find = async (wanted: string): Promise<ListedObject | undefined> => {
    for await (const batch of objects.listObjects({ bucket, prefix: wanted }, { ...call, signal })) {
      const found = batch.find((object) => object.key === wanted);
      if (found) return found;
    }
    return undefined;
  };
  const object = await find(key);
  return (
    object &&
    objectDocument({ objects, call, bucket, object, sidecar: await find(`${key}${SIDECAR_SUFFIX}`) })
  );
};

/** An object that holds metadata. */
export const s3Sidecar = ({ objects, call, uri }: Omit<S3DocumentOptions, 'signal'>): SourceFile => {
  const { bucket, key } = parseS3Uri(uri);
  return {
    name: key,
    open: async ({ signal }) => (await objects.getObject({ bucket, key }, { ...call, signal })).body,
  };
};

interface ObjectDocumentOptions {
  readonly objects: ObjectSource;
  readonly call: Omit<ServiceCall, 'signal'>;
  readonly bucket: string;
  readonly object: ListedObject;
  readonly sidecar: ListedObject | undefined;
}

const objectDocument = ({
  objects,
  call,
  bucket,
  object,
  sidecar,
}: ObjectDocumentOptions): SourceDocument => {
  const read = async ({ key, size }: ListedObject, limit: number, signal: AbortSignal) => {
    // Asked for only when it is small enough to be used.
    if (size > limit) throw tooLarge(key, size, limit);
    const { body, contentType } = await objects.getObject({ bucket, key }, { ...call, signal });
    if (body.byteLength > limit) throw tooLarge(key, body.byteLength, limit);
    return { bytes: body, ...(contentType !== undefined && { mimeType: contentType }) };
  };
  return {
    documentId: s3Uri(bucket, object.key),
    sourceType: 'S3',
    name: object.key,
    size: object.size,
    tag: object.tag,
    ...(sidecar && {
      sidecar: {
        name: sidecar.key,
        tag: sidecar.tag,
        open: async ({ signal }) => (await read(sidecar, SIDECAR_SIZE, signal)).bytes,
      },
    }),
    open: ({ signal }) => read(object, DEFAULT_LIMITS.inputSize, signal),
  };
};

const tooLarge = (key: string, size: number, limit: number): DocumentProblem =>
  new DocumentProblem(
    limit === SIDECAR_SIZE ? 'metadata' : 'too-large',
    `${key} has ${size} bytes, and ${limit} are allowed. Split it, or take something out of it.`,
  );

const isSidecar = (key: string): boolean => key.endsWith(SIDECAR_SUFFIX) && key !== SIDECAR_SUFFIX;

export const s3Uri = (bucket: string, key: string): string => `s3://${bucket}/${key}`;

/** Throws DocumentProblem for what is no `s3://bucket/key`. */
export const parseS3Uri = (uri: string): { readonly bucket: string; readonly key: string } => {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  if (bucket === undefined || key === undefined)
    throw new DocumentProblem(
      'unsupported',
      `${uri} is no address of an object; it looks like s3://bucket/key.`,
    );
  return { bucket, key };
};

/** `arn:aws:s3:::NAME`, in any partition. */
export const bucketOfArn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);
