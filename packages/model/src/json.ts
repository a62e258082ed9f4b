/** A JSON value, as documents travel on wires between nodes. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object; keys are data and may be any string, `__proto__` included. */
export interface JsonObject {
  [key: string]: JsonValue;
}
