import { badGateway, type Clock, FlowError, throttled } from '@streambed/flow/ports';
import { AddressRefused } from '../../../outbound/index.ts';
import { DocumentProblem } from '../../parsing/index.ts';
import { DocumentGone } from '../source.ts';

export interface FetchPageOptions {
  /** A way out for addresses that come from users (Outbound, `publicOnly`): it checks each one and follows no redirect. */
  readonly fetch: typeof globalThis.fetch;
  readonly userAgent: string;
  readonly clock: Clock;
  /** Bytes after decompression; more are not read. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Called before each hop but the first. Throws when it may not be gone there. */
  readonly checkRedirect: (to: URL) => Promise<void>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FetchedPage {
  /** Where redirects led. */
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  /** Empty unless the status is 200. */
  readonly bytes: Uint8Array;
}

/** From the first hop to the last byte, in ms. */
const PATIENCE = 60_000;
const MAX_REDIRECTS = 5;
/** Chunks of one byte each would cost more than their text. */
const MAX_PIECES = 200_000;

/**
 * GETs a page. Answers what came with 200, 304 and any other status of its own; redirects are followed as far as
 * `checkRedirect` lets them. Rejects with DocumentProblem where it must not be gone, or where the answer is too large;
 * with FlowError `badGateway` where nothing usable answers in time, or with the signal's reason.
 */
export async function fetchPage(address: URL, options: FetchPageOptions): Promise<FetchedPage> {
  const { signal, clock } = options;
  const patience = new AbortController();
  const cancel = clock.after(PATIENCE, () => patience.abort());
  try {
    return await followed(address, options, AbortSignal.any([signal, patience.signal]));
  } catch (error) {
    signal.throwIfAborted();
    throw asReason(error, address, patience.signal.aborted);
  } finally {
    cancel();
  }
}

async function followed(address: URL, options: FetchPageOptions, signal: AbortSignal): Promise<FetchedPage> {
  const { fetch, userAgent, maxBytes, checkRedirect, headers } = options;
  let url = address;
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, {
      headers: { accept: ACCEPTED, ...headers, 'user-agent': userAgent },
      redirect: 'manual',
      signal,
    });
    const location = response.headers.get('location');
    const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && location !== null;
    if (!isRedirect) {
      const facts = { url, status: response.status, headers: response.headers };
      if (response.status === 200) return { ...facts, bytes: await bounded(response, maxBytes, url) };
      await response.body?.cancel();
      return { ...facts, bytes: new Uint8Array() };
    }
    await response.body?.cancel();
    if (redirects === MAX_REDIRECTS)
      throw new DocumentProblem('unsupported', `${address} redirects more than ${MAX_REDIRECTS} times.`);
    const next = URL.parse(location, url);
    if (!next) throw new DocumentProblem('unsupported', `${address} redirects to what is no address.`);
    await checkRedirect(next);
    url = next;
  }
}

const ACCEPTED = 'text/html, application/xhtml+xml, application/pdf, text/*;q=0.9, */*;q=0.5';

async function bounded(response: Response, maxBytes: number, url: URL): Promise<Uint8Array> {
  const tooLarge = (): DocumentProblem =>
    new DocumentProblem('too-large', `${url} has more than ${maxBytes} bytes, which are allowed.`);
  if (Number(response.headers.get('content-length')) > maxBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || value === undefined) return Buffer.concat(pieces);
    length += value.byteLength;
    if (length > maxBytes || pieces.length === MAX_PIECES) {
      await reader?.cancel();
      throw tooLarge();
    }
    pieces.push(value);
  }
}

function asReason(error: unknown, address: URL, isLate: boolean): unknown {
  if (error instanceof DocumentProblem || error instanceof FlowError) return error;
  if (error instanceof AddressRefused) {
    // What else it says is for those who configure providers.
    const [why] = error.message.split(';', 1);
    return new DocumentProblem('unsupported', `${address} ${why}.`, { cause: error });
  }
  const why = isLate ? `did not answer within ${PATIENCE / 1_000} s` : 'could not be reached';
  return badGateway(address.href, `${address} ${why}. Try again later, or correct the URL.`, {
    cause: error,
  });
}

/** Throws what a status other than 200 and 304 means for a page. */
export function checkStatus({ status, url }: Pick<FetchedPage, 'status' | 'url'>): void {
  if (status === 200 || status === 304) return;
  if (status === 404 || status === 410) throw new DocumentGone(`There is no page ${url} (status ${status}).`);
  if (status === 429)
    throw throttled(
      url.href,
      `${url.host} asks to be called less often (status 429). Lower the crawler's rateLimit.`,
    );
  if (status >= 500) throw badGateway(url.href, `${url} failed with status ${status}. Try again later.`);
  const why = status === 401 || status === 403 ? 'only public pages are read' : 'which is no page';
  throw new DocumentProblem('unsupported', `${url} answered with status ${status}; ${why}.`);
}
