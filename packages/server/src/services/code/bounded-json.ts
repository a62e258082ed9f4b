import type { JsonValue } from '@streambed/model';

/** threats.md row 8: what a JSON text from outside may hold. */
export const JSON_DEPTH = 100;
export const JSON_KEYS = 10_000;
export const JSON_NODES = 1_000_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Parses a JSON text that an untrusted process wrote, after counting in one pass over its characters: depth of
 * arrays and objects, members of each, values altogether. Throws RangeError when a count is exceeded and
 * SyntaxError when it is no JSON.
 */
export const parseBoundedJson = (text: string): JsonValue => {
  /** Members so far of each array or object that is open. */
  const open: number[] = [];
  let nodes = 1;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        for (at += 1; at < text.length && text.charCodeAt(at) !== QUOTE; at += 1)
          if (text.charCodeAt(at) === BACKSLASH) at += 1;
        break;
      case 0x5b: // [
      case 0x7b: // {
        open.push(text.charCodeAt(at) === 0x7b ? 0 : Number.NEGATIVE_INFINITY);
        nodes += 1;
        if (open.length > JSON_DEPTH) throw new RangeError(`nested deeper than ${JSON_DEPTH} levels`);
        break;
      case 0x5d: // ]
      case 0x7d: // }
        open.pop();
        break;
      case 0x2c: {
        // , (a comma per further member or item)
        const last = open.length - 1;
        const members = (open[last] ?? 0) + 1;
        if (last >= 0) open[last] = members;
        nodes += 1;
        if (members >= JSON_KEYS) throw new RangeError(`an object has more than ${JSON_KEYS} members`);
        if (nodes > JSON_NODES) throw new RangeError(`more than ${JSON_NODES} values`);
        break;
      }
    }
  }
  return JSON.parse(text) as JsonValue;
};
