import { validationException } from './service-exception.ts';

/** Limits that hold before `JSON.parse` sees a byte, so that a hostile document costs no more than its length. */
export const JSON_LIMITS = {
  depth: 100,
  keysPerObject: 10_000,
  values: 1_000_000,
  /** Doubles print in at most 25 characters; more is padding that only costs. */
  numberLength: 1_000,
} as const;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const SPACE = 0x20;
const LOWER_U = 0x75;

/**
 * Walks JSON text once, without building anything, and counts. Answers how many object keys there are in all.
 * Throws ValidationException where a limit is broken or an escape leaves half of a surrogate pair (such a string has
 * no UTF-8 form, so it could be neither stored nor sent on). It does not check the grammar: `JSON.parse` does.
 */
export const scanJson = (bytes: Uint8Array): number => {
  const keysAt = new Int32Array(JSON_LIMITS.depth + 1);
  const end = bytes.length;
  let depth = 0;
  let values = 0;
  let keys = 0;
  let i = 0;
  while (i < end) {
    const byte = bytes[i]!;
    if (byte <= SPACE || byte === COMMA) {
      i++;
    } else if (byte === QUOTE) {
      i = skipString(bytes, i + 1);
      values++;
    } else if (byte === COLON) {
      // What was counted as a value turned out to be a key.
      i++;
      values--;
      keys++;
      if (++keysAt[depth]! > JSON_LIMITS.keysPerObject) {
        throw tooMuch(`an object with more than ${JSON_LIMITS.keysPerObject} keys`);
      }
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      i++;
      values++;
      if (++depth > JSON_LIMITS.depth) throw tooMuch(`more than ${JSON_LIMITS.depth} levels of nesting`);
      keysAt[depth] = 0;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      i++;
      if (depth > 0) depth--;
    } else {
      const start = i;
      i = skipScalar(bytes, i + 1);
      if (i - start > JSON_LIMITS.numberLength) {
        throw tooMuch(`a number longer than ${JSON_LIMITS.numberLength} characters`);
      }
      values++;
    }
    if (values > JSON_LIMITS.values) throw tooMuch(`more than ${JSON_LIMITS.values} values`);
  }
  return keys;
};

const tooMuch = (what: string) => validationException(`The request body has ${what}.`);

/** From after the opening quote to after the closing one, or to the end of an unterminated string. */
const skipString = (bytes: Uint8Array, from: number): number => {
  const end = bytes.length;
  let i = from;
  while (i < end) {
    const byte = bytes[i]!;
    if (byte === QUOTE) return i + 1;
    if (byte !== BACKSLASH) i++;
    else if (bytes[i + 1] === LOWER_U) i = skipUnicodeEscape(bytes, i);
    else i += 2;
  }
  return end;
};

/** `at` is the backslash. A high surrogate takes the low one after it along. */
const skipUnicodeEscape = (bytes: Uint8Array, at: number): number => {
  const unit = hex4(bytes, at + 2);
  if (unit < 0xd800 || unit > 0xdfff) return at + 6;
  if (unit < 0xdc00 && bytes[at + 6] === BACKSLASH && bytes[at + 7] === LOWER_U) {
    const low = hex4(bytes, at + 8);
    if (low >= 0xdc00 && low <= 0xdfff) return at + 12;
  }
  throw validationException('The request body has a string with half of a surrogate pair (\\ud800–\\udfff).');
};

/** -1 where there are no four hexadecimal digits; `JSON.parse` refuses those. */
const hex4 = (bytes: Uint8Array, at: number): number => {
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const digit = hexDigit(bytes[i] ?? 0);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
};

const hexDigit = (byte: number): number => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
};

/** A number or one of `true`, `false`, `null`: up to the next delimiter. */
const skipScalar = (bytes: Uint8Array, from: number): number => {
  const end = bytes.length;
  let i = from;
  while (i < end) {
    const byte = bytes[i]!;
    if (byte <= SPACE || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) return i;
    if (byte === COLON || byte === QUOTE || byte === OPEN_OBJECT || byte === OPEN_ARRAY) return i;
    i++;
  }
  return end;
};
