import type { JsonObject, JsonValue } from '@streambed/model';
import { UnusableResponse } from '../../provider-failure.ts';

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

/** What is thrown where an answer has another form than its provider's API gives it. */
export const notOfItsApi = (): UnusableResponse =>
  new UnusableResponse('answered with something that is no answer of its API');

/**
 * Strict looks, for members that an answer is not understood without: another kind of value throws UnusableResponse,
 * since to pass over it would give half an answer as a whole one.
 */
export function needObject(value: unknown): JsonObject {
  const object = objectIn(value);
  if (!object) throw notOfItsApi();
  return object;
}

export function needObjects(value: unknown): JsonObject[] {
  if (!Array.isArray(value)) throw notOfItsApi();
  return value.map(needObject);
}

export function needString(value: unknown): string {
  if (typeof value !== 'string') throw notOfItsApi();
  return value;
}

/** The same for members that may be absent or null: undefined then. */
export const mayBeObject = (value: unknown): JsonObject | undefined =>
  isAbsent(value) ? undefined : needObject(value);

export const mayBeObjects = (value: unknown): JsonObject[] => (isAbsent(value) ? [] : needObjects(value));

export const mayBeString = (value: unknown): string | undefined =>
  isAbsent(value) ? undefined : needString(value);

/** A number that cannot be a count of tokens is none. */
export function mayBeCount(value: unknown): number | undefined {
  if (!isAbsent(value) && typeof value !== 'number') throw notOfItsApi();
  return countIn(value);
}

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;
