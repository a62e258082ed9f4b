import type { JsonValue } from '@streambed/model';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { valueMessages as words } from '../../messages/nodes.ts';
import { shortValue } from './short-value.ts';
import { LEVEL_PART, type ValueRow, valueRows } from './value-rows.ts';
import './value-tree.css';

export interface ValueTreeProps {
  readonly value: JsonValue;
  readonly label: string;
  /** Enter or a click on a line; without it lines open and close only. */
  onPick?(row: ValueRow): void;
  /** What picking does, for the line's title: `Use $.data.name`. */
  readonly pickLabel?: (path: string) => string;
}

/** A value as a tree: arrows move and open, Enter picks. One tab stop. */
export function ValueTree({ value, label, onPick, pickLabel }: ValueTreeProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(['$.data']));
  const [shown, setShown] = useState<ReadonlyMap<string, number>>(new Map());
  const [focused, setFocused] = useState('$.data');
  const tree = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => valueRows(value, open, shown), [value, open, shown]);
  const at = Math.max(
    rows.findIndex(({ path }) => path === focused),
    0,
  );

  const focusRow = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)]!;
    setFocused(row.path);
    requestAnimationFrame(() =>
      tree.current?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus(),
    );
  };
  const toggle = (row: ValueRow, isOpen = !row.isOpen) => {
    const next = new Set(open);
    if (isOpen) next.add(row.path);
    else next.delete(row.path);
    setOpen(next);
  };
  const showMore = (row: ValueRow) => {
    const parent = row.path.slice(0, -' more'.length);
    setShown(new Map(shown).set(parent, (shown.get(parent) ?? LEVEL_PART) + LEVEL_PART * 5));
  };
  const activate = (row: ValueRow) => {
    if (row.more !== undefined) showMore(row);
    else if (onPick) onPick(row);
    else toggle(row);
  };
  const press = (event: KeyboardEvent) => {
    const row = rows[at]!;
    const parent = () => rows.findLastIndex(({ depth }, index) => index < at && depth < row.depth);
    const ways: Readonly<Record<string, () => void>> = {
      ArrowDown: () => focusRow(at + 1),
      ArrowUp: () => focusRow(at - 1),
      Home: () => focusRow(0),
      End: () => focusRow(rows.length - 1),
      ArrowRight: () => (row.childCount > 0 && !row.isOpen ? toggle(row, true) : focusRow(at + 1)),
      ArrowLeft: () => (row.isOpen ? toggle(row, false) : parent() >= 0 && focusRow(parent())),
      Enter: () => activate(row),
      ' ': () => activate(row),
    };
    const way = ways[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    way();
  };

  return (
    <div className="sb-tree" role="tree" aria-label={label} ref={tree} onKeyDown={press}>
      {rows.map((row, index) => (
        <div
          key={row.path}
          role="treeitem"
          aria-level={row.depth + 1}
          aria-expanded={row.childCount > 0 ? row.isOpen : undefined}
          aria-selected={index === at}
          tabIndex={index === at ? 0 : -1}
          className="sb-tree-row"
          style={{ paddingLeft: row.depth * 16 + 4 }}
          title={onPick && row.more === undefined ? pickLabel?.(row.path) : undefined}
          onFocus={() => setFocused(row.path)}
          onKeyDown={undefined}
          onClick={() => activate(row)}
        >
          {row.more === undefined ? (
            <>
              <span
                className="sb-tree-twist"
                aria-hidden="true"
                onClick={(event) => {
                  if (row.childCount === 0) return;
                  event.stopPropagation();
                  toggle(row);
                }}
              >
                {row.childCount > 0 ? (row.isOpen ? '▾' : '▸') : ''}
              </span>
              {row.depth > 0 && <span className="sb-tree-name">{row.name}</span>}
              <span className="sb-tree-value">{shortValue(row.value, 48)}</span>
              <span className="sb-tree-type">{row.type}</span>
            </>
          ) : (
            <span className="sb-tree-more">{words.more(row.more)}</span>
          )}
        </div>
      ))}
    </div>
  );
}
