import type { JsonObject, JsonValue } from '@streambed/model';
import { withAdditionalFields } from './additional-fields.ts';
import { isMetadataAddress } from './metadata-address.ts';
import { UnusableResponse } from './provider-failure.ts';

export interface BoundedFetchOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Longer answers are refused; counted after decompression. */
  readonly maxResponseBytes: number;
  /** Added to every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to the JSON body of every request; see withAdditionalFields. Not for requests that are already signed. */
  readonly additionalFields?: JsonValue;
}

const MAX_REDIRECTS = 3;

/**
 * A fetch for providers that may be broken or hostile: answers are read whole but never beyond a size, redirects are
 * followed only to the same origin and only where the request stays as it is (307, 308), metadata addresses are never
 * called, and answers compressed more than once are refused. Rejects with UnusableResponse, or as fetch does.
 */
export function boundedFetch(options: BoundedFetchOptions): typeof globalThis.fetch {
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    const request: RequestInit = { ...init, ...withOptions(init, options), redirect: 'manual' };
    for (let redirects = 0; ; redirects++) {
      if (isMetadataAddress(url))
        throw new UnusableResponse('has the address of a metadata service, which is never called');
      const response = await options.fetch(url, request);
      const next = await redirectOf(response, url);
      if (!next) return await readWhole(response, options.maxResponseBytes);
      if (redirects === MAX_REDIRECTS) throw new UnusableResponse('redirects in circles');
      url = next;
    }
  };
}

function withOptions(init: RequestInit, { headers, additionalFields }: BoundedFetchOptions): RequestInit {
  const merged = new Headers(init.headers);
  for (const [name, value] of Object.entries(headers ?? {})) merged.set(name, value);
  if (additionalFields === undefined || typeof init.body !== 'string') return { headers: merged };
  const body = withAdditionalFields(JSON.parse(init.body) as JsonObject, additionalFields);
  return { headers: merged, body: JSON.stringify(body) };
}

/** Where to go on, undefined when the response is the answer. Throws when it leads where we do not go. */
async function redirectOf(response: Response, from: URL): Promise<URL | undefined> {
  if (response.status < 300 || response.status >= 400) return undefined;
  await response.body?.cancel();
  const location = response.headers.get('location');
  const to = location === null ? null : URL.parse(location, from);
  const keepsRequest = response.status === 307 || response.status === 308;
  if (!to || !keepsRequest || to.origin !== from.origin)
    throw new UnusableResponse(
      `answered with a redirect (${response.status}), which is not followed; set its baseUrl to where the API is`,
    );
  return to;
}

async function readWhole(response: Response, maxBytes: number): Promise<Response> {
  const refuse = async (reason: string): Promise<never> => {
    await response.body?.cancel().catch(() => {});
    throw new UnusableResponse(reason);
  };
  if (response.headers.get('content-encoding')?.includes(','))
    return await refuse('answered with a body that is compressed more than once');
  const tooLong = `answered with more than ${maxBytes} bytes`;
  if (Number(response.headers.get('content-length')) > maxBytes) return await refuse(tooLong);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop cancels the body and with it the connection.
    if (length > maxBytes) throw new UnusableResponse(tooLong);
    chunks.push(chunk);
  }
  const { status, statusText, headers } = response;
  const mayHaveBody = status !== 204 && status !== 205 && status !== 304;
  return new Response(mayHaveBody ? Buffer.concat(chunks) : null, { status, statusText, headers });
}
