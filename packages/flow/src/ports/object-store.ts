import type { PortCall, ServiceCall } from './port-call.ts';

/** S3's GetObject and PutObject. Implemented by server/services/objects. */
export interface ObjectStorePort {
  /** Rejects with FlowError `dependencyFailed` (no such bucket or key), `accessDenied`, `badGateway`, `throttling`; resourceName `s3://bucket/key`. */
  getObject(
    request: { readonly bucket: string; readonly key: string },
    call: ServiceCall,
  ): Promise<StoredObject>;
  /** The object is whole or absent: readers never see half of it. Same rejections. */
  putObject(
    request: {
      readonly bucket: string;
      readonly key: string;
      readonly body: Uint8Array;
      readonly contentType: string;
    },
    call: PortCall,
  ): Promise<{ readonly eTag: string; readonly requestId: string }>;
}

export interface StoredObject {
  readonly body: Uint8Array;
  readonly contentType?: string;
  readonly eTag?: string;
  readonly requestId: string;
}
