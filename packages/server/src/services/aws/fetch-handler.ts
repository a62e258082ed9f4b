import { UnusableResponse } from '../outbound/index.ts';

/** The members of the SDK's request that are read here. */
interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** fetch writes these itself, and as they were signed. */
const WRITTEN_BY_FETCH: ReadonlySet<string> = new Set(['host', 'content-length', 'connection']);

/**
 * A request handler for AWS SDK clients that asks through our outbound client, over HTTP/1.1: what is checked and
 * limited there holds here. An abort ends the connection, also while an answer is read. There are no time-outs.
 */
export const fetchHandler = (fetch: typeof globalThis.fetch) => ({
  metadata: { handlerProtocol: 'http/1.1' },

  async handle(request: SdkRequest, { abortSignal }: { readonly abortSignal?: unknown } = {}) {
    const url = urlOf(request);
    // A name of dots would lead elsewhere than to the path that was signed.
    if (url.pathname !== request.path)
      throw new UnusableResponse('cannot be asked for something of that name');
    const headers = Object.entries(request.headers).filter(
      ([name]) => !WRITTEN_BY_FETCH.has(name.toLowerCase()),
    );
    const response = await fetch(url, {
      method: request.method,
      headers,
      ...(hasBody(request.body) ? { body: request.body } : {}),
      ...(abortSignal instanceof AbortSignal ? { signal: abortSignal } : {}),
    });
    return {
      response: {
        statusCode: response.status,
        reason: response.statusText,
        headers: Object.fromEntries(response.headers),
        body: response.body ?? undefined,
      },
    };
  },

  /** Connections belong to the outbound client. */
  destroy() {},
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
});

function urlOf({ protocol, hostname, port, path, query = {} }: SdkRequest): URL {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value ?? '']) url.searchParams.append(name, one);
  return url;
}

const hasBody = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  (typeof body === 'string' && body !== '') || (body instanceof Uint8Array && body.byteLength > 0);
