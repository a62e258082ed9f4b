import type { S3Client } from '@aws-sdk/client-s3';
import { dependencyFailed, type Ids, type ObjectStorePort } from '@streambed/flow/ports';
import {
  awsFault,
  clientSettings,
  clientsByRegion,
  limitResponses,
  limitResponsesPlace,
} from '../aws/index.ts';
import type { ObjectsConfiguration } from './configuration.ts';
import { DEFAULT_MAXIMUM_OBJECT_BYTES } from './embedded.ts';
import { checkedBucketUri, checkedUri } from './names.ts';
import type { ObjectListing } from './object-listing.ts';

export interface AwsObjectStoreOptions {
  readonly configuration?: ObjectsConfiguration['aws'];
  /** Larger objects are neither read nor written. Default 64 MiB. */
  readonly maximumObjectBytes?: number;
  /** For services that send no request id. */
  readonly ids: Ids;
}

/**
 * Objects in S3, or in anything that speaks its API, through the AWS SDK. One client per region: the configured one,
 * or the region of the flow; S3 itself says where a bucket really is. The SDK is loaded with the first call.
 */
export function createAwsObjectStore(
  options: AwsObjectStoreOptions,
): ObjectStorePort & ObjectListing & { close(): Promise<void> } {
  const configuration = options.configuration ?? {};
  const maximumBytes = options.maximumObjectBytes ?? DEFAULT_MAXIMUM_OBJECT_BYTES;
  const clients = clientsByRegion<S3Client>(async (region) => {
    const elsewhere = configuration.endpoint !== undefined;
    const { S3Client } = await import('@aws-sdk/client-s3');
    const client = new S3Client({
      ...(await clientSettings(configuration, region)),
      forcePathStyle: configuration.forcePathStyle ?? elsewhere,
      followRegionRedirects: !elsewhere,
      // Not every S3-compatible server knows the newer checksums.
      ...(elsewhere && {
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
      }),
    });
    client.middlewareStack.add(limitResponses(maximumBytes), limitResponsesPlace);
    return client;
  });

  return {
    async getObject({ bucket, key }, call) {
      const resource = checkedUri(bucket, key, call);
      const { GetObjectCommand } = await import('@aws-sdk/client-s3');
      const client = await clients.of(configuration.region ?? call.region);
      try {
        const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
          abortSignal: call.signal,
        });
        const body = await collect(found.Body as AsyncIterable<Uint8Array> & Destroyable, call.signal);
        return {
          body,
          requestId: found.$metadata.requestId ?? options.ids.uuid(),
          ...(found.ContentType !== undefined && { contentType: found.ContentType }),
          ...(found.ETag !== undefined && { eTag: unquoted(found.ETag) }),
        };
      } catch (error) {
        throw awsFault(error, s3Call('GetObject', resource, bucket), call.signal);
      }
    },

    async putObject({ bucket, key, body, contentType }, call) {
      const resource = checkedUri(bucket, key, call);
      if (body.byteLength > maximumBytes)
        throw dependencyFailed(
          resource,
          `The object has ${body.byteLength} bytes; this server writes at most ${maximumBytes}. Raise objects.maximumObjectBytes if it shall.`,
        );
      const { PutObjectCommand } = await import('@aws-sdk/client-s3');
      const client = await clients.of(configuration.region ?? call.region);
      try {
        const written = await client.send(
          new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }),
          { abortSignal: call.signal },
        );
        return {
          eTag: unquoted(written.ETag ?? ''),
          requestId: written.$metadata.requestId ?? options.ids.uuid(),
        };
      } catch (error) {
        throw awsFault(error, s3Call('PutObject', resource, bucket), call.signal);
      }
    },

    async *listObjects({ bucket, prefix }, call) {
      const resource = checkedBucketUri(bucket, call);
      const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
      const client = await clients.of(configuration.region ?? call.region);
      let token: string | undefined;
      try {
        do {
          const page = await client.send(
            new ListObjectsV2Command({
              Bucket: bucket,
              ...(prefix !== undefined && { Prefix: prefix }),
              ...(token !== undefined && { ContinuationToken: token }),
            }),
            { abortSignal: call.signal },
          );
          yield (page.Contents ?? []).flatMap(({ Key, Size = 0, ETag = '', LastModified }) =>
            Key === undefined
              ? []
              : [
                  {
                    key: Key,
                    size: Size,
                    tag: [unquoted(ETag), Size, LastModified?.getTime() ?? 0].join('-'),
                  },
                ],
          );
          const next = page.IsTruncated ? page.NextContinuationToken : undefined;
          if (next !== undefined && next === token)
            throw dependencyFailed(
              resource,
              `The list of the bucket ${bucket} never ends: its pages repeat.`,
            );
          token = next;
        } while (token !== undefined);
      } catch (error) {
        throw awsFault(error, s3Call('ListObjectsV2', resource, bucket), call.signal);
      }
    },

    close: () => clients.close(),
  };
}

interface Destroyable {
  destroy(error?: Error): void;
}

/** All of a body; its length is bounded already. */
async function collect(
  body: (AsyncIterable<Uint8Array> & Destroyable) | undefined,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (!body) return new Uint8Array();
  // The SDK stops listening to the signal once the headers are there.
  const giveUp = (): void => body.destroy(new Error('given up'));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

const s3Call = (operation: string, resource: string, bucket: string) => ({
  service: 'S3',
  operation,
  resource,
  explained: {
    NoSuchBucket: `There is no bucket ${bucket}.`,
    NoSuchKey: `There is no object ${resource}.`,
    NotFound: `There is no object ${resource}.`,
  },
});

const unquoted = (eTag: string): string => eTag.replaceAll('"', '');
