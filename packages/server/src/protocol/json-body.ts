import type { JsonObject, JsonValue } from '@streambed/model';
import { scanJson } from './json-scan.ts';
import { validationException } from './service-exception.ts';

// A byte order mark is kept so that JSON.parse refuses it (RFC 8259 section 8.1 forbids sending one).
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Bytes of a request body → JSON object; no bytes at all mean `{}`. Strict: UTF-8, the limits of `scanJson`, no key
 * twice in one object, no number beyond a double's range. Keys such as `__proto__` become own data properties.
 * Throws ValidationException.
 */
export const parseJsonBody = (bytes: Uint8Array): JsonObject => {
  if (bytes.length === 0) return {};
  const keys = scanJson(bytes);
  const text = decodeUtf8(bytes);
  const value = parse(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw validationException('The request body must be a JSON object.');
  }
  // JSON.parse keeps the last of duplicate keys, so fewer keys than were written means a duplicate. Other readers keep
  // the first: what a policy or a log saw might not be what ran.
  if (countKeys(value) !== keys) {
    throw validationException(`The request body has the key ${duplicateKey(text)} twice in one object.`);
  }
  return value;
};

const decodeUtf8 = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    throw validationException('The request body is not valid UTF-8.');
  }
};

const parse = (text: string): JsonValue => {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    // V8's message quotes the body, which may hold secrets.
    throw validationException('The request body is not valid JSON.');
  }
};

/** Counts the keys of all objects. Depth was bounded by the scan, so recursion is safe. */
const countKeys = (value: JsonValue): number => {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      throw validationException('The request body has a number beyond the range of a double.');
    }
    return 0;
  }
  if (value === null || typeof value !== 'object') return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item);
  } else {
    const names = Object.keys(value);
    count = names.length;
    for (const name of names) count += countKeys(value[name]!);
  }
  return count;
};

/** Names the first duplicate key for the message; only ever called for JSON that parses and has one. */
const duplicateKey = (text: string): string => {
  const open: Set<string>[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '{') open.push(new Set());
    else if (character === '}') open.pop();
    if (character !== '"') continue;
    const start = i;
    i = closingQuote(text, start);
    if (!isBeforeColon(text, i + 1)) continue;
    const key = JSON.parse(text.slice(start, i + 1)) as string;
    const seen = open.at(-1)!;
    if (seen.has(key)) return JSON.stringify(key.length > 100 ? `${key.slice(0, 100)}…` : key);
    seen.add(key);
  }
  return 'of an object';
};

const closingQuote = (text: string, open: number): number => {
  let i = open + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
};

const isBeforeColon = (text: string, from: number): boolean => {
  let i = from;
  while (text.charCodeAt(i) <= 0x20) i++;
  return text[i] === ':';
};
