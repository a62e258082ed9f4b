import { parseQuery, type QueryPairs } from './query-string.ts';
import { malformedHttpRequest } from './service-exception.ts';

/**
 * Header values by lower-case name, HTTP/2 pseudo-headers included; values of a repeated header are joined with `,`
 * in the order sent (RFC 9110 section 5.3). Characters stand for bytes (latin1), as Node hands them over.
 */
export type RequestHeaders = ReadonlyMap<string, string>;

/** Everything of a request but its body, read once. */
export interface RequestHead {
  readonly method: string;
  /** As on the request line, not decoded, without the query. */
  readonly rawPath: string;
  readonly query: QueryPairs;
  readonly headers: RequestHeaders;
}

/** Far above what SDKs send (about 20), far below what would cost. */
const MAX_HEADERS = 128;

/** Headers that decide who is asking, what for, or where the message ends: twice means two readings of one request. */
const SINGLE = new Set([
  ':authority',
  ':method',
  ':path',
  ':scheme',
  'authorization',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-target',
]);

/**
 * Reads Node's `rawHeaders` (name, value, name, value, …; both HTTP versions). Node's own `headers` object is not used:
 * it drops or joins duplicates by header, and its getters misread a header named `__proto__`.
 * Throws MalformedHttpRequestException for too many headers, a duplicate that may not be one, or a `host` that
 * contradicts `:authority` (RFC 9113 section 8.3.1).
 */
export const readHeaders = (rawHeaders: readonly string[]): RequestHeaders => {
  if (rawHeaders.length > MAX_HEADERS * 2) {
    throw malformedHttpRequest(`The request has more than ${MAX_HEADERS} headers.`);
  }
  const headers = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    const value = rawHeaders[i + 1]!;
    const before = headers.get(name);
    if (before === undefined) headers.set(name, value);
    else if (SINGLE.has(name)) throw malformedHttpRequest(`The request has the header ${name} twice.`);
    else headers.set(name, `${before},${value}`);
  }
  const host = headers.get('host');
  const pseudo = headers.get(':authority');
  if (host !== undefined && pseudo !== undefined && host !== pseudo) {
    throw malformedHttpRequest('The headers :authority and host name different hosts.');
  }
  return headers;
};

/**
 * Reads the head of a request from its method, request target (origin form, `/path?query`) and raw headers.
 * Throws MalformedHttpRequestException or, for the query, ValidationException.
 */
export const readRequestHead = (
  method: string,
  target: string,
  rawHeaders: readonly string[],
): RequestHead => {
  const question = target.indexOf('?');
  return {
    method,
    rawPath: question < 0 ? target : target.slice(0, question),
    query: parseQuery(question < 0 ? '' : target.slice(question + 1)),
    headers: readHeaders(rawHeaders),
  };
};
