import { type DataType, dataTypeOf } from '@streambed/flow/definition';
import type { JsonValue } from '@streambed/model';
import { memberPath } from '../expression/expression-preview.ts';

/** One line of a value shown as a tree. */
export interface ValueRow {
  /** As an expression: `$.data.docs[3].title`. */
  readonly path: string;
  /** Member name or index; '' for the value itself. */
  readonly name: string;
  readonly keys: readonly (string | number)[];
  readonly depth: number;
  readonly value: JsonValue;
  readonly type: DataType | 'Null';
  readonly childCount: number;
  readonly isOpen: boolean;
  /** In place of children that are not shown yet: how many. */
  readonly more?: number;
}

/** Children of one level that are shown before somebody asks for more. */
export const LEVEL_PART = 100;

const countOf = (value: JsonValue): number => {
  if (typeof value !== 'object' || value === null) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
};

/** The lines of the tree with these paths open; `shown` says how many children of a path were asked for. */
export const valueRows = (
  value: JsonValue,
  open: ReadonlySet<string>,
  shown: ReadonlyMap<string, number>,
): readonly ValueRow[] => {
  const rows: ValueRow[] = [];
  const walk = (part: JsonValue, path: string, keys: readonly (string | number)[]) => {
    const childCount = countOf(part);
    const isOpen = childCount > 0 && open.has(path);
    const own = { path, name: String(keys.at(-1) ?? ''), keys, depth: keys.length };
    rows.push({ ...own, value: part, type: dataTypeOf(part), childCount, isOpen });
    if (!isOpen) return;
    const limit = shown.get(path) ?? LEVEL_PART;
    const members: Iterable<readonly [string | number, JsonValue]> = Array.isArray(part)
      ? part.slice(0, limit).map((item, index) => [index, item] as const)
      : Object.entries(part as { [key: string]: JsonValue }).slice(0, limit);
    for (const [key, member] of members) walk(member, memberPath(path, key), [...keys, key]);
    if (childCount > limit)
      rows.push({
        ...own,
        path: `${path} more`,
        depth: keys.length + 1,
        value: null,
        type: 'Null',
        childCount: 0,
        isOpen: false,
        more: childCount - limit,
      });
  };
  walk(value, '$.data', []);
  return rows;
};
