import type { JsonObject, JsonValue } from '@streambed/model';

/** Whether two JSON values are the same, members in any order; a member that is undefined is not there. */
export const sameValue = (left: unknown, right: unknown): boolean => {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right))
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => sameValue(item, right[index]))
    );
  const [one, other] = [left as Record<string, unknown>, right as Record<string, unknown>];
  const keys = presentKeys(one);
  return (
    keys.length === presentKeys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && sameValue(one[key], other[key]))
  );
};

/** A text that is the same for two values exactly when `sameValue` holds for them. */
export const canonicalText = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const members = value as Record<string, unknown>;
  const parts = presentKeys(members)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(members[key])}`);
  return `{${parts.join(',')}}`;
};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members that are there, by key; a Map, since keys are data and may be any. */
export const membersOf = (value: JsonObject): Map<string, JsonValue> =>
  new Map(presentKeys(value).map((key) => [key, value[key]!]));

const presentKeys = (value: Record<string, unknown>): string[] =>
  Object.keys(value).filter((key) => value[key] !== undefined);
