import type { JsonObject, JsonValue } from '@streambed/model';
import * as Y from 'yjs';

/**
 * JSON in a Y.Doc: objects become Y.Map, lists Y.Array, long texts Y.Text, so that two people may change different
 * members, and type in one text, without losing either. Reading gives back what was written to the byte: Yjs does not
 * keep the order of an object's members, so each map remembers it beside them.
 */

/** Holds the names of an object's members in their order; a member of that name goes by another, see `memberKey`. */
const ORDER = '\u0000order';

/** Where a member lies in its map: as it is called, out of the way of what we keep there ourselves. */
export const memberKey = (name: string): string => (name.startsWith('\u0000') ? `\u0000\u0000${name}` : name);
const nameOfKey = (key: string): string => (key.startsWith('\u0000\u0000') ? key.slice(2) : key);

type YValue = Y.Map<unknown> | Y.Array<unknown> | Y.Text | JsonValue;
export type Path = readonly (string | number)[];

/** Texts that people type at length, by their path below a node; `*` is any position. */
const LONG_TEXTS = [
  'configuration.prompt.sourceConfiguration.inline.templateConfiguration.text.text',
  'configuration.prompt.sourceConfiguration.inline.templateConfiguration.chat.messages.*.content.*.text',
  'configuration.prompt.sourceConfiguration.inline.templateConfiguration.chat.system.*.text',
  'configuration.inlineCode.code',
  'configuration.knowledgeBase.promptTemplate.textPromptTemplate',
  'configuration.knowledgeBase.orchestrationConfiguration.promptTemplate.textPromptTemplate',
].map((path) => path.split('.'));

const isLongText = (path: Path): boolean =>
  LONG_TEXTS.some(
    (steps) =>
      steps.length === path.length &&
      steps.every((step, index) => (step === '*' ? typeof path[index] === 'number' : step === path[index])),
  );

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `path` leads from the node to the value; it decides which strings become texts. */
export const toY = (value: JsonValue, path: Path): YValue => {
  if (typeof value === 'string') return isLongText(path) ? new Y.Text(value) : value;
  if (Array.isArray(value)) {
    const array = new Y.Array<unknown>();
    array.push(value.map((item, index) => toY(item, [...path, index])));
    return array;
  }
  if (isObject(value)) return mapOf(value, path);
  return value;
};

export const mapOf = (value: JsonObject, path: Path): Y.Map<unknown> => {
  const map = new Y.Map<unknown>();
  const names = Object.keys(value);
  map.set(ORDER, names);
  for (const name of names) map.set(memberKey(name), toY(value[name]!, [...path, name]));
  return map;
};

/**
 * Members in their remembered order, as they lie in the map; those that came later, by their names, so that everybody sees
 * the same order. In one pass: to ask a Y.Map for its size or for one member after the other walks through it each time.
 */
const membersOf = (map: Y.Map<unknown>): [name: string, value: unknown][] => {
  const left = new Map<string, unknown>();
  let order: readonly string[] = [];
  map.forEach((value, key) => {
    if (key === ORDER) order = value as readonly string[];
    else left.set(nameOfKey(key), value);
  });
  const members: [string, unknown][] = [];
  const take = (name: string) => {
    if (!left.has(name)) return;
    members.push([name, left.get(name)]);
    left.delete(name);
  };
  for (const name of order) take(name);
  if (left.size > 0) for (const name of [...left.keys()].sort()) take(name);
  return members;
};

export const memberNames = (map: Y.Map<unknown>): string[] => membersOf(map).map(([name]) => name);

export const fromY = (value: unknown): JsonValue => {
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  if (value instanceof Y.Map) return objectOf(value);
  if (value instanceof Y.Array) return value.toArray().map(fromY);
  if (value instanceof Y.Text) return value.toString();
  return value as JsonValue;
};

export const objectOf = (map: Y.Map<unknown>): JsonObject => {
  const members = membersOf(map) as [string, JsonValue][];
  for (const member of members) member[1] = fromY(member[1]);
  // fromEntries defines members, also one called __proto__; assigning would not.
  return Object.fromEntries(members);
};

/** Deep equality of JSON, without regard to the order of members. */
export const sameJson = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameJson(a[name], b[name]))
  );
};

/** Equality of JSON down to the order of members: both are the same text. */
export const sameBytes = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameBytes(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  const others = Object.keys(b);
  return (
    names.length === others.length &&
    names.every((name, index) => name === others[index] && sameBytes(a[name], b[name]))
  );
};

/** Writes into the text only what differs between its common beginning and end. */
export const reconcileText = (text: Y.Text, wanted: string): void => {
  const before = text.toString();
  if (before === wanted) return;
  const shorter = Math.min(before.length, wanted.length);
  let start = 0;
  while (start < shorter && before[start] === wanted[start]) start++;
  // A pair of surrogates is not torn apart.
  if (start > 0 && /[\uD800-\uDBFF]/.test(before[start - 1]!)) start--;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === wanted[wanted.length - 1 - end]) end++;
  if (end > 0 && /[\uDC00-\uDFFF]/.test(before[before.length - end]!)) end--;
  if (before.length - end > start) text.delete(start, before.length - end - start);
  if (wanted.length - end > start) text.insert(start, wanted.slice(start, wanted.length - end));
};

/** Makes the map hold `wanted`, writing only what differs. */
export const reconcileMap = (map: Y.Map<unknown>, wanted: JsonObject, path: Path): void => {
  const names = Object.keys(wanted);
  for (const key of [...map.keys()])
    if (key !== ORDER && !Object.hasOwn(wanted, nameOfKey(key))) map.delete(key);
  for (const name of names) assign(map, name, wanted[name]!, [...path, name]);
  if (!sameJson(memberNames(map), names)) map.set(ORDER, names);
};

/** Sets one member, writing only what differs below it. */
export const assign = (map: Y.Map<unknown>, name: string, wanted: JsonValue, path: Path): void => {
  const key = memberKey(name);
  const now = map.get(key);
  if (now instanceof Y.Map && isObject(wanted)) reconcileMap(now, wanted, path);
  else if (now instanceof Y.Array && Array.isArray(wanted)) reconcileArray(now, wanted, path);
  else if (now instanceof Y.Text && typeof wanted === 'string') reconcileText(now, wanted);
  else if (!map.has(key) || isComplex(now) || isComplex(wanted) || now !== wanted || isLongText(path))
    map.set(key, toY(wanted, path));
};

const isComplex = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** The names of the objects; undefined when an item has none, or one that another has. */
const namesOf = (items: readonly unknown[]): string[] | undefined => {
  const names = items.map((item) => (isObject(item) ? item.name : undefined));
  return names.every((name) => typeof name === 'string') && new Set(names).size === names.length
    ? (names as string[])
    : undefined;
};

/** The most places, of those that are there, that stand in rising order. */
const rising = (places: readonly (number | undefined)[]): Set<number> => {
  const best: { readonly place: number; readonly length: number; readonly before: number }[] = [];
  for (const place of places) {
    if (place === undefined) continue;
    let before = -1;
    for (const [index, other] of best.entries())
      if (other.place < place && (before < 0 || other.length > best[before]!.length)) before = index;
    best.push({ place, length: before < 0 ? 1 : best[before]!.length + 1, before });
  }
  const kept = new Set<number>();
  let at = best.reduce((top, { length }, index) => (top < 0 || length > best[top]!.length ? index : top), -1);
  for (; at >= 0; at = best[at]!.before) kept.add(best[at]!.place);
  return kept;
};

/**
 * The stretch between `start` and `end` of a list whose items go by name: those that moved are taken out and put where
 * they belong, the others are changed where they stand, so that two people may move and change different ones. Answers
 * whether it is such a list.
 */
const reconcileNamed = (
  array: Y.Array<unknown>,
  plain: readonly JsonValue[],
  wanted: readonly JsonValue[],
  { start, end }: { readonly start: number; readonly end: number },
  path: Path,
): boolean => {
  const items = wanted.slice(start, wanted.length - end);
  const before = namesOf(plain.slice(start, plain.length - end));
  const after = namesOf(items);
  if (!before || !after || !namesOf(plain) || !namesOf(wanted)) return false;
  const places = new Map(before.map((name, index) => [name, index]));
  // What has a new name is, in their order, what has none of the old ones any more.
  const renamed = before.entries().filter(([, name]) => !after.includes(name));
  const partners = after.map((name) => places.get(name) ?? renamed.next().value?.[0]);
  const kept = rising(partners);
  for (let index = before.length - 1; index >= 0; index--)
    if (!kept.has(index)) array.delete(start + index, 1);
  for (const [index, item] of items.entries()) {
    const place = start + index;
    const partner = partners[index];
    const target = partner !== undefined && kept.has(partner) ? array.get(place) : undefined;
    if (target instanceof Y.Map) reconcileMap(target, item as JsonObject, [...path, place]);
    else array.insert(place, [toY(item, [...path, place])]);
  }
  return true;
};

/** Items that are equal at both ends stay; of those between, as many as there are on both sides are changed in place. */
export const reconcileArray = (array: Y.Array<unknown>, wanted: readonly JsonValue[], path: Path): void => {
  const now = array.toArray();
  const plain = now.map(fromY);
  let start = 0;
  while (start < plain.length && start < wanted.length && sameJson(plain[start], wanted[start])) start++;
  let end = 0;
  while (
    end < plain.length - start &&
    end < wanted.length - start &&
    sameJson(plain[plain.length - 1 - end], wanted[wanted.length - 1 - end])
  )
    end++;
  const shared = Math.min(plain.length, wanted.length) - start - end;
  if (shared > 0 && reconcileNamed(array, plain, wanted, { start, end }, path)) return;
  for (let index = start; index < start + shared; index++) {
    const item = now[index];
    const target = wanted[index]!;
    const itemPath = [...path, index];
    if (item instanceof Y.Map && isObject(target)) reconcileMap(item, target, itemPath);
    else if (item instanceof Y.Array && Array.isArray(target)) reconcileArray(item, target, itemPath);
    else if (item instanceof Y.Text && typeof target === 'string') reconcileText(item, target);
    else if (!sameJson(plain[index], target)) {
      array.delete(index, 1);
      array.insert(index, [toY(target, itemPath)]);
    }
  }
  const surplus = plain.length - start - end - shared;
  if (surplus > 0) array.delete(start + shared, surplus);
  const missing = wanted.slice(start + shared, wanted.length - end);
  if (missing.length > 0)
    array.insert(
      start + shared,
      missing.map((item, index) => toY(item, [...path, start + shared + index])),
    );
};
