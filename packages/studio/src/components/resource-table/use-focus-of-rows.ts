import { type FocusEvent, type RefObject, useEffect, useRef } from 'react';

/**
 * Gives the focus of a row that is gone, as one that was deleted is, to the row that took its place, or to the page when
 * there is none. `table` holds the rows; the answer is its `onFocus`. Source: studio.md section 8.
 */
export const useFocusOfRows = (
  table: RefObject<HTMLElement | null>,
  rows: readonly unknown[],
): ((event: FocusEvent) => void) => {
  const last = useRef<{ readonly element: Element; readonly row: number }>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows go when there are other rows
  useEffect(() => {
    if (!last.current || last.current.element.isConnected) return;
    const { row } = last.current;
    last.current = undefined;
    if (document.activeElement !== document.body) return;
    const left = table.current?.querySelectorAll('tbody tr') ?? [];
    const next = left[Math.min(row, left.length - 1)]?.querySelector<HTMLElement>('a, button');
    (next ?? document.querySelector<HTMLElement>('#main'))?.focus();
  }, [rows, table]);
  return ({ target }) => {
    const row = target.closest('tbody tr');
    const all = [...(row?.parentElement?.children ?? [])];
    last.current = row ? { element: target, row: all.indexOf(row) } : undefined;
  };
};
