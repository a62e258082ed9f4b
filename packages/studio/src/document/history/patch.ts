import type { JsonObject, JsonValue } from '@streambed/model';
import { sameJson } from '../y-json.ts';

/** How one value became another, both ways. Plain JSON. */
export type Patch =
  /** Replaced, made or taken away; an absent side was not there. */
  | { readonly kind: 'value'; readonly before?: JsonValue; readonly after?: JsonValue }
  | {
      readonly kind: 'members';
      readonly members: readonly (readonly [name: string, patch: Patch])[];
      /** The names in their orders, where those differ. */
      readonly names?: readonly [before: readonly string[], after: readonly string[]];
    }
  /** Items of a list of the same length, by place. */
  | { readonly kind: 'items'; readonly items: readonly (readonly [at: number, patch: Patch])[] }
  /** Items that took the place of others. */
  | { readonly kind: 'list'; readonly at: number; readonly before: JsonValue[]; readonly after: JsonValue[] }
  /** Characters that took the place of others. */
  | { readonly kind: 'text'; readonly at: number; readonly before: string; readonly after: string };

export type Direction = 'back' | 'forth';

/** Shorter texts are replaced whole: names and types are one thing, not letters. */
const LONG_TEXT = 64;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Deep equality of JSON down to the order of members. */
const sameText = (a: JsonValue | undefined, b: JsonValue | undefined): boolean =>
  a === b ||
  (a !== undefined && b !== undefined && sameJson(a, b) && JSON.stringify(a) === JSON.stringify(b));

const commonEnds = (
  before: { readonly length: number },
  after: { readonly length: number },
  isSame: (one: number, other: number) => boolean,
): { readonly start: number; readonly end: number } => {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isSame(start, start)) start++;
  let end = 0;
  while (end < shorter - start && isSame(before.length - 1 - end, after.length - 1 - end)) end++;
  return { start, end };
};

/** undefined when both are the same to the byte. */
export const patchBetween = (
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): Patch | undefined => {
  if (sameText(before, after)) return undefined;
  if (isObject(before) && isObject(after)) return membersPatch(before, after);
  if (Array.isArray(before) && Array.isArray(after)) return listPatch(before, after);
  if (typeof before === 'string' && typeof after === 'string' && before.length + after.length > LONG_TEXT) {
    const { start, end } = commonEnds(before, after, (one, other) => before[one] === after[other]);
    return {
      kind: 'text',
      at: start,
      before: before.slice(start, before.length - end),
      after: after.slice(start, after.length - end),
    };
  }
  return {
    kind: 'value',
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
};

const own = (value: JsonObject, name: string): JsonValue | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined;

const membersPatch = (before: JsonObject, after: JsonObject): Patch => {
  const names = [Object.keys(before), Object.keys(after)] as const;
  const members = [...new Set(names.flat())].flatMap((name) => {
    const patch = patchBetween(own(before, name), own(after, name));
    return patch ? [[name, patch] as const] : [];
  });
  return { kind: 'members', members, ...(!sameJson(names[0], names[1]) && { names }) };
};

const listPatch = (before: readonly JsonValue[], after: readonly JsonValue[]): Patch => {
  if (before.length === after.length && before.some(isObject)) {
    const items = before.flatMap((item, index) => {
      const patch = patchBetween(item, after[index]);
      return patch ? [[index, patch] as const] : [];
    });
    return { kind: 'items', items };
  }
  const { start, end } = commonEnds(before, after, (one, other) => sameText(before[one], after[other]));
  return {
    kind: 'list',
    at: start,
    before: before.slice(start, before.length - end),
    after: after.slice(start, after.length - end),
  };
};

/**
 * Takes a patch back, or makes it again. Where somebody else changed the same thing since, that stays, and the rest of
 * the patch is done: the answer is what is left to be said.
 */
export const applyPatch = (
  now: JsonValue | undefined,
  patch: Patch,
  direction: Direction,
): JsonValue | undefined => {
  const isBack = direction === 'back';
  switch (patch.kind) {
    case 'value': {
      const [from, to] = isBack ? [patch.after, patch.before] : [patch.before, patch.after];
      const isAsLeft = from === undefined || now === undefined ? from === now : sameJson(now, from);
      return isAsLeft ? to : now;
    }
    case 'members': {
      if (!isObject(now)) return now;
      const members = new Map(Object.entries(now));
      for (const [name, inner] of patch.members) {
        const value = applyPatch(own(now, name), inner, direction);
        if (value === undefined) members.delete(name);
        else members.set(name, value);
      }
      const names = patch.names?.[isBack ? 0 : 1] ?? [];
      const ordered = [...new Set([...names, ...members.keys()])].filter((name) => members.has(name));
      return Object.fromEntries(ordered.map((name) => [name, members.get(name)!]));
    }
    case 'items': {
      if (!Array.isArray(now)) return now;
      const items: JsonValue[] = [...now];
      for (const [at, inner] of patch.items)
        if (at < items.length) items[at] = applyPatch(items[at], inner, direction) ?? items[at]!;
      return items;
    }
    case 'list': {
      if (!Array.isArray(now)) return now;
      const [from, to] = isBack ? [patch.after, patch.before] : [patch.before, patch.after];
      if (sameJson(now.slice(patch.at, patch.at + from.length), from))
        return now.toSpliced(patch.at, from.length, ...to);
      const left = now.filter((item) => !from.some((gone) => sameJson(gone, item)));
      const missing = to.filter((item) => !left.some((there) => sameJson(there, item)));
      return left.toSpliced(Math.min(patch.at, left.length), 0, ...missing);
    }
    case 'text': {
      if (typeof now !== 'string') return now;
      const [from, to] = isBack ? [patch.after, patch.before] : [patch.before, patch.after];
      const at = now.startsWith(from, patch.at) && patch.at <= now.length ? patch.at : now.indexOf(from);
      if (at < 0 || (at !== patch.at && from === '')) return now;
      return now.slice(0, at) + to + now.slice(at + from.length);
    }
  }
};
