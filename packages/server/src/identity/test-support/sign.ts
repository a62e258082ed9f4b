import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { readRequestHead } from '../../protocol/index.ts';
import type { AccessKey, AccessKeys } from '../caller.ts';
import { Secret } from '../secret.ts';
import type { SignedRequest } from '../sigv4.ts';

/** The key pair of AWS's published examples. */
export const EXAMPLE_SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
export const exampleKey: AccessKey = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: new Secret(EXAMPLE_SECRET),
  accountId: '123456789012',
  arn: 'arn:aws:iam::123456789012:root',
};

export const keysOf = (...known: AccessKey[]): AccessKeys => ({
  find: (id) => known.find(({ accessKeyId }) => accessKeyId === id),
});

/** What is to be signed: path and query as a client's SDK holds them. */
export interface Unsigned {
  readonly method: string;
  /** Percent-encoded, as it goes onto the wire. */
  readonly path: string;
  readonly query?: Record<string, string | string[]>;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array | string;
}

export interface SignOptions {
  readonly secret?: string;
  readonly accessKeyId?: string;
  readonly sessionToken?: string;
  readonly service?: string;
  readonly region?: string;
  /** ms since the epoch */
  readonly at: number;
  /** Whether to send x-amz-content-sha256, as the JavaScript SDK does and botocore does not. */
  readonly declareHash?: boolean;
  /** Credentials in the query instead of the header, good for this many seconds. */
  readonly presignedFor?: number;
}

/** Web-crypto shaped hash over Node's, as the signer wants it. */
class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(key?: unknown) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key as Uint8Array);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

const signerFor = (options: Omit<SignOptions, 'at'>) =>
  new SignatureV4({
    service: options.service ?? 'bedrock',
    region: options.region ?? 'us-east-1',
    credentials: {
      accessKeyId: options.accessKeyId ?? exampleKey.accessKeyId,
      secretAccessKey: options.secret ?? EXAMPLE_SECRET,
      ...(options.sessionToken === undefined ? {} : { sessionToken: options.sessionToken }),
    },
    sha256: Sha256,
    applyChecksum: options.declareHash ?? true,
  });

/** The signature of a string to sign, for requests that no SDK would send. */
export const signedText = (stringToSign: string, at: number): Promise<string> =>
  signerFor({}).sign(stringToSign, { signingDate: new Date(at) });

/** Signs with the SDK's own signer and hands the request in as Node would: request target and raw headers. */
export const signed = async (request: Unsigned, options: SignOptions): Promise<SignedRequest> => {
  const { target, rawHeaders } = await signedParts(request, options);
  return { ...readRequestHead(request.method, target, rawHeaders), body: Buffer.from(request.body ?? '') };
};

export const signedParts = async (
  { method, path, query = {}, headers = {}, body }: Unsigned,
  options: SignOptions,
): Promise<{ target: string; rawHeaders: string[] }> => {
  const signer = signerFor(options);
  const hasHost = 'host' in headers || ':authority' in headers;
  const unsigned = {
    method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    path,
    query,
    headers: hasHost ? headers : { ...headers, host: '127.0.0.1:4600' },
    ...(body === undefined ? {} : { body }),
  };
  const signingDate = new Date(options.at);
  const result =
    options.presignedFor === undefined
      ? await signer.sign(unsigned, { signingDate })
      : await signer.presign(unsigned, { signingDate, expiresIn: options.presignedFor });
  return {
    target: targetOf(result.path, result.query ?? {}),
    rawHeaders: Object.entries(result.headers).flat(),
  };
};

const targetOf = (path: string, query: Record<string, string | (string | null)[] | null>): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => `${encode(name)}=${encode(each ?? '')}`),
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
};

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
