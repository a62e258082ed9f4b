import { parseJsonText } from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';
import { UnusableResponse } from '../../../outbound/index.ts';

/** JSON of a provider, within the limits of parseJsonText; throws UnusableResponse. */
export function readJson(bytes: Uint8Array): JsonValue {
  try {
    return parseJsonText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    // A RangeError says which limit was passed, and nothing of the text.
    throw new UnusableResponse(
      error instanceof RangeError
        ? `answered with JSON that ${error.message}`
        : 'answered with something that is no JSON',
    );
  }
}

/** The same where an object is wanted. */
export function readJsonObject(bytes: Uint8Array): JsonObject {
  const value = readJson(bytes);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new UnusableResponse('answered with JSON that is no object');
}
