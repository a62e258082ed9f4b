import type { JsonValue } from '@streambed/model';

/**
 * What JSON that a service answered with may hold, so that hostile or broken answers cost no more than their length
 * (threats.md row 8): levels of nesting, members of one object, values in all.
 */
export const JSON_TEXT_LIMITS = { depth: 100, members: 10_000, values: 1_000_000 } as const;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Parses JSON text that came from outside. Throws SyntaxError when it is no JSON, and RangeError when it is beyond
 * the limits or holds half of a surrogate pair, which could be neither stored nor sent on. Both messages are clauses
 * to follow "the text": they never repeat the text.
 */
export function parseJsonText(text: string): JsonValue {
  count(text);
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    // V8's own message quotes the text.
    throw new SyntaxError('is not JSON');
  }
  if (!text.isWellFormed() || (escapedSurrogate.test(text) && loneSurrogate.test(JSON.stringify(value))))
    throw new RangeError('holds half of a surrogate pair');
  return value;
}

const escapedSurrogate = /\\u[dD][89a-fA-F]/;
// JSON.stringify escapes a surrogate only when it stands alone; the backslash before it must not be escaped itself.
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/** One pass over the characters; the grammar is left to JSON.parse. */
function count(text: string): void {
  /** Commas so far in each object that is open; arrays start so low that they never reach the limit. */
  const open: number[] = [];
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        for (at++; at < text.length && text.charCodeAt(at) !== QUOTE; at++)
          if (text.charCodeAt(at) === BACKSLASH) at++;
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        open.push(text.charCodeAt(at) === OPEN_OBJECT ? 0 : Number.NEGATIVE_INFINITY);
        if (open.length > JSON_TEXT_LIMITS.depth)
          throw new RangeError(`is nested deeper than ${JSON_TEXT_LIMITS.depth} levels`);
        values++;
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        open.pop();
        break;
      case COMMA: {
        const commas = (open.pop() ?? 0) + 1;
        if (commas >= JSON_TEXT_LIMITS.members)
          throw new RangeError(`has an object of more than ${JSON_TEXT_LIMITS.members} members`);
        open.push(commas);
        if (++values > JSON_TEXT_LIMITS.values)
          throw new RangeError(`has more than ${JSON_TEXT_LIMITS.values} values`);
        break;
      }
    }
  }
}
