import type { QueryPairs, RequestHeaders } from '../protocol/index.ts';

/*
 * The canonical form of a request that both sides hash ("Create a signed AWS API request", AWS General Reference).
 * Header values and the path are latin1 text, one character for each byte that arrived; the query is decoded text.
 */

/**
 * The path as every service but S3 signs it: empty and dot segments resolved, then each raw segment percent-encoded
 * once more (`%3A` → `%253A`). A trailing slash stays.
 */
export const canonicalPath = (rawPath: string): string => {
  const path = /\/[./]/.test(rawPath) ? withoutDotSegments(rawPath) : rawPath;
  if (path === '') return '/';
  return path.replace(/[^A-Za-z0-9\-._~/]/g, encodeByte);
};

const withoutDotSegments = (path: string): string => {
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}${kept.length > 0 && path.endsWith('/') ? '/' : ''}`;
};

const encodeByte = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** The query, encoded with the unreserved set of RFC 3986 and sorted by name, then value; `except` is left out. */
export const canonicalQuery = (query: QueryPairs, except?: string): string => {
  if (query.length === 0) return '';
  const encoded: [string, string][] = [];
  for (const [name, value] of query) {
    if (name !== except) encoded.push([encode(name), encode(value)]);
  }
  encoded.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
  return encoded.map(([name, value]) => `${name}=${value}`).join('&');
};

const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, encodeByte);

/**
 * `name:value` lines of the signed headers in the order of the list; undefined where a listed header is not there.
 * `host` and `:authority` are two names of one thing, so either is found under the other: a proxy between HTTP/2 and
 * HTTP/1.1 renames it, but keeps its value.
 */
export const canonicalHeaders = (headers: RequestHeaders, signed: readonly string[]): string | undefined => {
  let lines = '';
  for (const name of signed) {
    const value = headers.get(name) ?? authority(headers, name);
    if (value === undefined) return undefined;
    lines += `${name}:${canonicalValue(value)}\n`;
  }
  return lines;
};

const authority = (headers: RequestHeaders, name: string): string | undefined => {
  if (name === 'host') return headers.get(':authority');
  return name === ':authority' ? headers.get('host') : undefined;
};

/** Trimmed, and runs of blanks made one; most values need neither. */
const canonicalValue = (value: string): string =>
  /^[ \t]|[ \t]$|[ \t]{2}|\t/.test(value) ? value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '') : value;
