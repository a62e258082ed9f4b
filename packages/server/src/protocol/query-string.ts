import { validationException } from './service-exception.ts';

/** The query in the order sent, names and values decoded exactly once. A name without `=` has an empty value. */
export type QueryPairs = readonly (readonly [name: string, value: string])[];

const NONE: QueryPairs = [];

/**
 * Reads a raw query (without `?`) once, so that the signature check and the input see the same pairs.
 * Only RFC 3986 percent-encoding is undone: `+` is a plus sign (the SDKs send spaces as `%20`), `;` separates nothing.
 * Throws ValidationException for malformed percent-encoding or raw bytes that a URI cannot hold.
 */
export const parseQuery = (rawQuery: string): QueryPairs => {
  if (rawQuery === '') return NONE;
  if (/[^\x21-\x7e]/.test(rawQuery)) {
    throw validationException('The query string has characters that must be percent-encoded.');
  }
  const pairs: [string, string][] = [];
  for (const part of rawQuery.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    pairs.push(
      equals < 0 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))],
    );
  }
  return pairs;
};

const decode = (text: string): string => {
  if (!text.includes('%')) return text;
  const decoded = decodePercent(text);
  if (decoded === undefined) throw validationException('The query string has malformed percent-encoding.');
  return decoded;
};

/** Undoes percent-encoding once; undefined where an escape is cut short or its bytes are not UTF-8. */
export const decodePercent = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};
