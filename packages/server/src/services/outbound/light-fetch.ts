import { pipeline, type Readable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Agent } from 'undici';

/** What is sent with a text or nothing as its body, which is all that a provider of models is sent. */
export type LightInit = Omit<RequestInit, 'body'> & { readonly body?: string | null };

export const isLight = (init: RequestInit): init is LightInit =>
  typeof init.body === 'string' || init.body === undefined || init.body === null;

/**
 * As undici's fetch, for such requests and as far as this way out has to do with it: no redirects, cookies, caches or
 * CORS. Its own costs each piece of a body a copy, an async iterator and a queue, which is a good part of what a token
 * of a streamed answer may cost. Rejects as fetch does: with the signal's reason, or a TypeError that has a cause; so
 * does the reading of the body.
 */
export async function lightFetch(agent: Agent, url: URL, init: LightInit): Promise<Response> {
  const signal = init.signal ?? undefined;
  signal?.throwIfAborted();
  const sent = agent.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: (init.method ?? 'GET') as 'GET',
    headers: headersOf(init),
    body: init.body ?? null,
    ...(signal ? { signal } : {}),
  });
  const { statusCode: status, statusText, headers: given, body } = await answered(sent, signal);
  const headers = new Headers();
  for (const [name, value] of Object.entries(given))
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  try {
    const response = (of: ReadableStream<Uint8Array> | null): Response =>
      new Response(of, { status, statusText: SAYABLE.test(statusText) ? statusText : '', headers });
    if (!NO_BODY.has(status))
      return response(webBody(unpacked(body, headers.get('content-encoding')), signal));
    body.resume();
    return response(null);
  } catch (error) {
    body.on('error', () => {}).destroy();
    throw failed('fetch failed', error);
  }
}

/** Statuses whose answers have no body. */
const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** What a Response takes as its status text. */
const SAYABLE = /^[\t\x20-\x7e]*$/;

const failed = (message: string, cause: unknown): TypeError => new TypeError(message, { cause });

function headersOf(init: LightInit): Record<string, string> {
  const headers = new Headers({
    accept: '*/*',
    'accept-encoding': 'gzip, br',
    'user-agent': 'undici',
  });
  if (typeof init.body === 'string') headers.set('content-type', 'text/plain;charset=UTF-8');
  new Headers(init.headers).forEach((value, name) => {
    headers.set(name, value);
  });
  return Object.fromEntries(headers);
}

/** undici hears of an abort only when it has a connection; whoever aborts waits for nothing. */
async function answered<Answer extends { readonly body: Readable }>(
  sent: Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([sent, aborted.promise]);
  } catch (error) {
    // An answer that comes all the same is taken by nobody.
    sent.then(({ body }) => body.on('error', () => {}).destroy()).catch(() => {});
    if (signal?.aborted) throw signal.reason;
    throw failed('fetch failed', error);
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Pieces are handed on as they come, and what is cut off is unpacked as far as it goes, as fetch does. */
const ZLIB = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
const BROTLI = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH };

function unpacked(body: Readable, encoding: string | null): Readable {
  const through = (unpack: NodeJS.ReadWriteStream & Readable): Readable => {
    // Whatever ends one of them ends both, and is told by the one that is read.
    pipeline(body, unpack, () => {});
    return unpack;
  };
  switch (encoding?.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return through(createGunzip(ZLIB));
    case 'deflate':
      return through(createInflate(ZLIB));
    case 'br':
      return through(createBrotliDecompress(BROTLI));
    default:
      return body;
  }
}

/** A body whose next piece is let through when somebody asks for one; who leaves it ends its connection. */
function webBody(body: Readable, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  let over = false;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = (finish: () => void): void => {
          if (!over) finish();
          over = true;
        };
        body.pause();
        body.on('data', (piece: Uint8Array<ArrayBuffer>) => {
          if (over) return;
          controller.enqueue(piece);
          if ((controller.desiredSize ?? 0) <= 0) body.pause();
        });
        body.on('end', () => end(() => controller.close()));
        body.on('error', (error) =>
          end(() => controller.error(signal?.aborted ? signal.reason : failed('terminated', error))),
        );
        body.on('close', () => end(() => controller.error(failed('terminated', undefined))));
      },
      pull() {
        body.resume();
      },
      cancel() {
        over = true;
        body.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
