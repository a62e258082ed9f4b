import type { JsonObject, JsonValue } from '@streambed/model';
import type { FieldChange } from './definition-diff.ts';
import { canonicalText, isObject, membersOf, sameValue } from './json-values.ts';
import { labelOf } from './labels.ts';

type Segments = readonly (string | number)[];

/**
 * What differs between two values, field by field. Lists of items with names are compared by name, and an item that is
 * the same but for its name is renamed; other lists of objects are compared by place; lists of plain values and
 * everything else are compared whole.
 */
export const diffValues = (before: JsonValue, after: JsonValue): FieldChange[] => {
  const found: FieldChange[] = [];
  compare(before, after, [], found);
  return found;
};

function compare(before: JsonValue, after: JsonValue, segments: Segments, found: FieldChange[]): void {
  if (isObject(before) && isObject(after)) compareMembers(before, after, segments, found);
  else if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, segments, found);
  else if (!sameValue(before, after)) found.push(changeOf(segments, { before, after }));
}

function compareMembers(
  before: JsonObject,
  after: JsonObject,
  segments: Segments,
  found: FieldChange[],
): void {
  const [old, now] = [membersOf(before), membersOf(after)];
  for (const [key, value] of old) {
    const other = now.get(key);
    if (other === undefined) found.push(changeOf([...segments, key], { before: value }));
    else compare(value, other, [...segments, key], found);
  }
  for (const [key, value] of now)
    if (!old.has(key)) found.push(changeOf([...segments, key], { after: value }));
}

function compareLists(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  segments: Segments,
  found: FieldChange[],
): void {
  if (haveNames(before) && haveNames(after)) {
    compareNamed(before, after, segments, found);
    return;
  }
  if ([...before, ...after].some((item) => !isObject(item))) {
    if (!sameValue(before, after)) found.push(changeOf(segments, { before: [...before], after: [...after] }));
    return;
  }
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const [old, now] = [before[index], after[index]];
    const at = [...segments, index];
    if (old !== undefined && now !== undefined) compare(old, now, at, found);
    else found.push(changeOf(at, { ...(old !== undefined ? { before: old } : { after: now! }), at: index }));
  }
}

type Named = JsonObject & { name: string };

/** Whether all items are objects with names of their own, so that a name says which is meant. */
export const haveNames = (items: readonly JsonValue[]): items is Named[] =>
  items.every((item) => isObject(item) && Object.hasOwn(item, 'name') && typeof item.name === 'string') &&
  new Set(items.map((item) => (item as Named).name)).size === items.length;

function compareNamed(
  before: readonly Named[],
  after: readonly Named[],
  segments: Segments,
  found: FieldChange[],
): void {
  const now = new Map(after.map((item, index) => [item.name, index]));
  const old = new Set(before.map((item) => item.name));
  const renames = renamesBetween(
    before.filter((item) => !now.has(item.name)),
    after.filter((item) => !old.has(item.name)),
  );
  const kept: number[] = [];
  for (const [index, item] of before.entries()) {
    const renamed = renames.get(item.name);
    const to = now.get(renamed ?? item.name);
    const at = [...segments, item.name];
    if (to === undefined) found.push(changeOf(at, { before: item, at: index }));
    else if (renamed !== undefined)
      found.push(changeOf([...at, 'name'], { before: item.name, after: renamed }));
    else compare(item, after[to]!, at, found);
    if (to !== undefined) kept.push(to);
  }
  const taken = new Set(kept);
  for (const [index, item] of after.entries())
    if (!taken.has(index)) found.push(changeOf([...segments, item.name], { after: item, at: index }));
  if (kept.some((to, index) => index > 0 && to < kept[index - 1]!))
    found.push({
      ...changeOf(segments, {
        before: before.map((item) => item.name),
        after: after.map((item) => item.name),
      }),
      kind: 'order',
    });
}

/** Former name → name of items that are the same but for their name, where it is plain which became which. */
const renamesBetween = (gone: readonly Named[], come: readonly Named[]): Map<string, string> => {
  const renames = new Map<string, string>();
  if (gone.length === 0 || come.length === 0) return renames;
  const byContent = (items: readonly Named[]) =>
    Map.groupBy(items, ({ name: _, ...rest }) => canonicalText(rest));
  const arrivals = byContent(come);
  for (const [content, items] of byContent(gone)) {
    const others = arrivals.get(content);
    if (items.length === 1 && others?.length === 1) renames.set(items[0]!.name, others[0]!.name);
  }
  return renames;
};

const changeOf = (segments: Segments, sides: Pick<FieldChange, 'before' | 'after' | 'at'>): FieldChange => ({
  segments,
  path: segments.join('.'),
  label: labelOf(segments),
  kind: isProse(segments, sides.before) && isProse(segments, sides.after) ? 'text' : 'value',
  ...sides,
});

/** Texts that people write: compared word by word. */
const isProse = (segments: Segments, value: JsonValue | undefined): boolean =>
  typeof value === 'string' &&
  (PROSE.has(String(segments.at(-1))) || value.includes('\n') || value.length > 60);

const PROSE = new Set(['text', 'code', 'textPromptTemplate', 'description']);
