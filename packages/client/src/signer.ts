import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { model } from '@streambed/model/service/streambed';
import type { OperationRequest } from './operation-request.ts';
import type { StreambedClientOptions } from './streambed-client.ts';

/** A request that may be sent as it stands. */
export interface SignedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Signs requests with Signature Version 4; `now` is the time that stands in the signature. */
export const createSigner = ({ endpoint, region, credentials }: StreambedClientOptions) => {
  const { protocol, hostname, port, host, origin } = new URL(endpoint);
  const signer = new SignatureV4({
    service: model.signingName,
    region,
    credentials,
    sha256: Sha256,
  });
  return async (request: OperationRequest, now: Date): Promise<SignedRequest> => {
    const { operation, path, query, body } = request;
    const { method } = operation;
    const { headers } = await signer.sign(
      {
        method,
        protocol,
        hostname,
        ...(port !== '' && { port: Number(port) }),
        path,
        query: { ...query },
        headers: { host, ...(body !== undefined && { 'content-type': 'application/json' }) },
        body,
      },
      { signingDate: now },
    );
    // Fetch writes it by itself, from the address.
    const { host: _, ...sent } = headers;
    const search = new URLSearchParams(query).toString().replaceAll('+', '%20');
    return {
      url: `${origin}${path}${search === '' ? '' : `?${search}`}`,
      method,
      headers: sent,
      ...(body !== undefined && { body }),
    };
  };
};
