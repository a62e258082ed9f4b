import { dataTypeOf } from '@streambed/flow/definition';
import type { JsonValue } from '@streambed/model';

/** Children of one level that are shown before "n more". */
export const LEVEL_PART = 100;

export interface TreeRow {
  /** `$.data.user.name`: also what is copied and written into expressions. */
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly value: JsonValue;
  readonly type: string;
  readonly childCount: number;
  readonly isOpen: boolean;
  /** A row that stands for children that are not shown yet. */
  readonly more?: number;
}

const MEMBER = /^[\p{L}\p{N}_-]+$/u;

/** The expression of a member below another. */
export const memberPath = (path: string, key: string | number): string => {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (MEMBER.test(key)) return `${path}.${key}`;
  return `${path}[${JSON.stringify(key)}]`;
};

const childrenOf = (value: JsonValue): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Array.isArray(value)
      ? value.length
      : Object.keys(value).length;

/** What the tree shows, with these paths open and so many children of a level asked for. */
export const treeRows = (
  value: JsonValue,
  open: ReadonlySet<string>,
  shown: ReadonlyMap<string, number>,
  root = '$.data',
): readonly TreeRow[] => {
  const rows: TreeRow[] = [];
  const walk = (part: JsonValue, path: string, name: string, depth: number) => {
    const childCount = childrenOf(part);
    const isOpen = childCount > 0 && open.has(path);
    rows.push({ path, name, depth, value: part, type: dataTypeOf(part), childCount, isOpen });
    if (!isOpen) return;
    const limit = shown.get(path) ?? LEVEL_PART;
    let index = 0;
    if (Array.isArray(part)) {
      for (; index < part.length && index < limit; index++)
        walk(part[index]!, memberPath(path, index), String(index), depth + 1);
    } else
      for (const key of Object.keys(part as object)) {
        if (index++ >= limit) break;
        walk((part as { [key: string]: JsonValue })[key]!, memberPath(path, key), key, depth + 1);
      }
    if (childCount > limit)
      rows.push({
        path: `${path} more`,
        name: '',
        depth: depth + 1,
        value: null,
        type: '',
        childCount: 0,
        isOpen: false,
        more: childCount - limit,
      });
  };
  walk(value, root, root, 0);
  return rows;
};
