import type { JsonValue } from '@streambed/model';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { executionMessages as words } from '../../../messages/executions.ts';
import { TreeItem } from '../../controls/grid-parts.tsx';
import { LEVEL_PART, type TreeRow, treeRows } from './tree-rows.ts';

const brief = ({ value, type, childCount }: TreeRow): string => {
  if (type === 'Array') return `[${childCount}]`;
  if (type === 'Object') return `{${childCount}}`;
  if (typeof value === 'string')
    return JSON.stringify(value.length > 300 ? `${value.slice(0, 300)}…` : value);
  return String(value);
};

/** A value as a tree that is drawn only where it is seen; arrows open and close. `onActive` tells the row chosen. */
export function ValueTree({
  value,
  label,
  root,
  onActive,
}: {
  value: JsonValue;
  label: string;
  root?: string;
  onActive?(row: TreeRow): void;
}) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set([root ?? '$.data']));
  const [shown, setShown] = useState<ReadonlyMap<string, number>>(new Map());
  const [active, setActive] = useState<string | undefined>();
  const rows = useMemo(() => treeRows(value, open, shown, root), [value, open, shown, root]);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 24,
    overscan: 12,
  });
  const at = Math.max(
    0,
    rows.findIndex(({ path }) => path === active),
  );

  const choose = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (!row) return;
    setActive(row.path);
    onActive?.(row);
    virtual.scrollToIndex(rows.indexOf(row));
  };
  const toggle = (row: TreeRow) => {
    if (row.more !== undefined) {
      const parent = row.path.slice(0, -' more'.length);
      const now = shown.get(parent) ?? LEVEL_PART;
      setShown(new Map(shown).set(parent, now * 10));
      return;
    }
    if (row.childCount === 0) return;
    const next = new Set(open);
    if (!next.delete(row.path)) next.add(row.path);
    setOpen(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: { readonly [key: string]: () => void } = {
      ArrowDown: () => choose(at + 1),
      ArrowUp: () => choose(at - 1),
      Home: () => choose(0),
      End: () => choose(rows.length - 1),
      ArrowRight: () => (row.childCount > 0 && !row.isOpen ? toggle(row) : choose(at + 1)),
      ArrowLeft: () =>
        row.isOpen
          ? toggle(row)
          : choose(rows.findLastIndex(({ depth }, index) => index < at && depth < row.depth)),
      Enter: () => toggle(row),
      ' ': () => toggle(row),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };

  return (
    <div
      ref={box}
      className="sb-value-box sb-viewer-tree"
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={rows.length > 0 ? `${id}${at}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div className="sb-viewer-tree-space" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]!;
          return (
            <TreeItem
              key={row.path}
              id={`${id}${index}`}
              aria-level={row.depth + 1}
              aria-expanded={row.childCount > 0 ? row.isOpen : undefined}
              aria-selected={row.path === active}
              className={`sb-viewer-tree-row${index === at ? ' sb-viewer-tree-active' : ''}`}
              style={{ transform: `translateY(${start}px)`, paddingLeft: 8 + row.depth * 16 }}
              onClick={() => {
                choose(index);
                toggle(row);
              }}
            >
              {row.more === undefined ? (
                <>
                  <svg className="sb-viewer-tree-arrow" viewBox="0 0 16 16" aria-hidden="true">
                    {row.childCount > 0 && <path d="M6 4l4 4-4 4" />}
                  </svg>
                  {row.depth > 0 && <span className="sb-viewer-tree-name">{row.name}:</span>}
                  <span className={`sb-viewer-tree-value sb-viewer-tree-value-${row.type}`}>
                    {brief(row)}
                  </span>
                </>
              ) : (
                <span className="sb-viewer-tree-value sb-viewer-tree-value-Object">
                  {words.data.truncatedTree(row.more)}
                </span>
              )}
            </TreeItem>
          );
        })}
      </div>
    </div>
  );
}
