import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Credentials } from '../target.ts';

/** A request as it is to go onto the wire, before it is signed. */
export interface Unsigned {
  readonly method: string;
  /** Percent-encoded path, and query if any, exactly as on the request line. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Signing {
  readonly credentials: Credentials;
  readonly region: string;
  readonly service?: string;
  readonly at?: Date;
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

/**
 * The headers of a request signed with Signature Version 4 by the SDK's own signer, for what no SDK client would
 * send. Path and query go into the signature as they go onto the wire.
 */
export const signedHeaders = async (
  { method, path, headers = {}, body }: Unsigned,
  url: URL,
  { credentials, region, service = 'bedrock', at }: Signing,
): Promise<Record<string, string>> => {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const question = path.indexOf('?');
  const signed = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: question < 0 ? path : path.slice(0, question),
      query: question < 0 ? {} : queryOf(path.slice(question + 1)),
      headers: { host: url.host, ...headers },
      ...(body !== undefined && { body }),
    },
    at === undefined ? {} : { signingDate: at },
  );
  return signed.headers;
};

/** Repeated parameters become lists, as the signer takes them. */
const queryOf = (query: string): Record<string, string | string[]> => {
  const pairs = new Map<string, string[]>();
  for (const part of query.split('&').filter((text) => text !== '')) {
    const equals = part.indexOf('=');
    const name = decoded(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? '' : decoded(part.slice(equals + 1));
    pairs.set(name, [...(pairs.get(name) ?? []), value]);
  }
  return Object.fromEntries(
    [...pairs].map(([name, values]) => [name, values.length > 1 ? values : values[0]!]),
  );
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
