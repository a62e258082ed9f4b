import type { JsonValue } from '@streambed/model';

type Keys = readonly (string | number)[];

/** The value with what lies at the path replaced; everything beside the path is shared with the old one. */
export const replaceAt = (value: JsonValue, keys: Keys, next: JsonValue): JsonValue => {
  const [key, ...rest] = keys;
  if (key === undefined) return next;
  if (Array.isArray(value)) return value.with(key as number, replaceAt(value[key as number]!, rest, next));
  const object = value as { [key: string]: JsonValue };
  // Spreading keeps the order of members; a key that is there keeps its place.
  return { ...object, [key]: replaceAt(object[key]!, rest, next) };
};

/** The value without what lies at the path; the whole value cannot be removed. */
export const removeAt = (value: JsonValue, keys: Keys): JsonValue => {
  const key = keys.at(-1);
  if (key === undefined) return value;
  const parents = keys.slice(0, -1);
  const parent = parents.reduce<JsonValue>(
    (part, step) => (part as { [key: string]: JsonValue })[step as string]!,
    value,
  );
  if (Array.isArray(parent)) return replaceAt(value, parents, parent.toSpliced(key as number, 1));
  const { [key]: _, ...others } = parent as { [key: string]: JsonValue };
  return replaceAt(value, parents, others);
};

/** The value with one more member or element at the path, and where that is. */
export const addAt = (value: JsonValue, keys: Keys): { readonly value: JsonValue; readonly keys: Keys } => {
  const parent = keys.reduce<JsonValue>(
    (part, step) => (part as { [key: string]: JsonValue })[step as string]!,
    value,
  );
  if (Array.isArray(parent))
    return { value: replaceAt(value, keys, [...parent, '']), keys: [...keys, parent.length] };
  const object = parent as { [key: string]: JsonValue };
  let name = 'member';
  for (let number = 2; Object.hasOwn(object, name); number++) name = `member_${number}`;
  return { value: replaceAt(value, keys, { ...object, [name]: '' }), keys: [...keys, name] };
};

/** The value with a member renamed in its place. */
export const renameAt = (value: JsonValue, keys: Keys, name: string): JsonValue => {
  const parents = keys.slice(0, -1);
  const key = keys.at(-1);
  const parent = parents.reduce<JsonValue>(
    (part, step) => (part as { [key: string]: JsonValue })[step as string]!,
    value,
  ) as { [key: string]: JsonValue };
  if (name === key || Object.hasOwn(parent, name)) return value;
  return replaceAt(
    value,
    parents,
    Object.fromEntries(Object.entries(parent).map(([each, member]) => [each === key ? name : each, member])),
  );
};
