import type { JsonObject, JsonValue } from '@streambed/model';

/**
 * Careful looks at what came over a network and may be anything: each answers nothing where the value is not of that
 * kind.
 */

export const objectIn = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;

export const objectsIn = (value: unknown): JsonObject[] =>
  Array.isArray(value) ? value.map(objectIn).filter((member) => member !== undefined) : [];

export const stringIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** A count of tokens. */
export const countIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** The member `name` of its own; what every object inherits is none. */
export const memberOf = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as JsonObject)[name]
    : undefined;
