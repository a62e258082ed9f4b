import { isMetadataAddress } from './metadata-address.ts';
import { AddressRefused, UnusableResponse } from './unusable-response.ts';
import { urlOf } from './url-of.ts';

export interface BoundedFetchOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Longer answers fail while they are read; counted after decompression. */
  readonly maxResponseBytes: number;
  /** Added to every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Changes the body of every request that has a text for one. Not for requests that are already signed. */
  readonly changeBody?: (body: string) => string;
}

const MAX_REDIRECTS = 3;

/**
 * In how many pieces an answer may come. Each piece takes some hundred bytes wherever it is kept, so sixteen megabytes in
 * pieces of one byte would take gigabytes. A model that streams sends a piece for each token, at most.
 */
const MAX_PIECES = 500_000;

/**
 * A fetch for providers that may be broken or hostile: an answer streams, and fails where it grows beyond a size;
 * redirects are followed only to the same origin and only where the request stays as it is (307, 308), metadata
 * addresses are never called, and answers compressed more than once are refused. The response and the reading of its
 * body reject with UnusableResponse, or as fetch does.
 */
export function boundedFetch(options: BoundedFetchOptions): typeof globalThis.fetch {
  return async (input, init = {}) => {
    let url = urlOf(input);
    const request: RequestInit = { ...init, ...withOptions(init, options), redirect: 'manual' };
    for (let redirects = 0; ; redirects++) {
      if (isMetadataAddress(url))
        throw new AddressRefused('has the address of a metadata service, which is never called');
      const response = await options.fetch(url, request);
      const next = await redirectOf(response, url);
      if (!next) return await bounded(response, options.maxResponseBytes);
      if (redirects === MAX_REDIRECTS) throw new UnusableResponse('redirects in circles');
      url = next;
    }
  };
}

function withOptions(init: RequestInit, { headers, changeBody }: BoundedFetchOptions): RequestInit {
  const merged = new Headers(init.headers);
  for (const [name, value] of Object.entries(headers ?? {})) merged.set(name, value);
  if (!changeBody || typeof init.body !== 'string') return { headers: merged };
  return { headers: merged, body: changeBody(init.body) };
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

/** The same response with a body that fails beyond `maxBytes`; nothing of it is read before somebody asks. */
async function bounded(response: Response, maxBytes: number): Promise<Response> {
  const refuse = async (reason: string): Promise<never> => {
    await response.body?.cancel().catch(() => {});
    throw new UnusableResponse(reason);
  };
  const { status, statusText, headers } = response;
  if (headers.get('content-encoding')?.includes(','))
    return await refuse('answered with a body that is compressed more than once');
  if (Number(headers.get('content-length')) > maxBytes) return await refuse(tooLong(maxBytes));
  const mayHaveBody = status !== 204 && status !== 205 && status !== 304;
  const body = mayHaveBody && response.body ? counted(response.body, maxBytes) : null;
  return new Response(body, { status, statusText, headers });
}

const tooLong = (maxBytes: number): string => `answered with more than ${maxBytes} bytes`;

/** Reads a chunk when one is asked for, so that the reader's pace is the provider's. */
function counted(body: ReadableStream<Uint8Array>, maxBytes: number): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let length = 0;
  let pieces = 0;
  const refuse = async (reason: string): Promise<never> => {
    // Cancelling ends the connection.
    await reader.cancel().catch(() => {});
    throw new UnusableResponse(reason);
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) {
          controller.close();
          return;
        }
        length += value.byteLength;
        if (length > maxBytes) await refuse(tooLong(maxBytes));
        if (++pieces > MAX_PIECES) await refuse(`answered in more than ${MAX_PIECES} pieces`);
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
