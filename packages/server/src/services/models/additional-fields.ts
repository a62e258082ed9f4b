import type { JsonObject, JsonValue } from '@streambed/model';

/** Objects are merged this many levels deep; what lies deeper is taken whole or not at all. */
const MERGE_DEPTH = 5;

/**
 * `additionalModelRequestFields` are members of the provider's own request body that Converse does not know: they are
 * added where the body has none. What Converse does know (model, messages, temperature …) they cannot override
 * (expressions.md section 4).
 */
export function withAdditionalFields(body: JsonObject, fields: JsonValue | undefined): JsonObject {
  return isObject(fields) ? merge(body, fields, MERGE_DEPTH) : body;
}

function merge(body: JsonObject, fields: JsonObject, depth: number): JsonObject {
  // A Map and fromEntries keep `__proto__` what it is in data: a name like any other.
  const merged = new Map(Object.entries(body));
  for (const [name, value] of Object.entries(fields)) {
    const own = merged.get(name);
    if (own === undefined) merged.set(name, value);
    else if (depth > 1 && isObject(own) && isObject(value)) merged.set(name, merge(own, value, depth - 1));
  }
  return Object.fromEntries(merged);
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
