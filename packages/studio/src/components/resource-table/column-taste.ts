import { useMemo, useState } from 'react';

/** Which columns somebody likes to see, and how wide; remembered on this device. */
export interface ColumnTaste {
  readonly shown: Readonly<Record<string, boolean>>;
  readonly widths: Readonly<Record<string, number>>;
}

export interface ColumnTasteHandle extends ColumnTaste {
  setShown(column: string, isShown: boolean): void;
  setWidths(widths: Readonly<Record<string, number>>): void;
}

const NOTHING: ColumnTaste = { shown: {}, widths: {} };

const read = (key: string): ColumnTaste => {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<ColumnTaste> | null;
    const only = <Value>(part: unknown, isOne: (value: unknown) => value is Value) =>
      Object.fromEntries(
        Object.entries((part ?? {}) as object).filter((entry): entry is [string, Value] => isOne(entry[1])),
      );
    return {
      shown: only(kept?.shown, (value) => typeof value === 'boolean'),
      widths: only(
        kept?.widths,
        (value): value is number => typeof value === 'number' && value > 0 && value < 4000,
      ),
    };
  } catch {
    return NOTHING;
  }
};

export const useColumnTaste = (name: string): ColumnTasteHandle => {
  const key = `streambed-table-${name}`;
  const [taste, setTaste] = useState(() => read(key));
  return useMemo(() => {
    const change = (next: ColumnTaste) => {
      setTaste(next);
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // It holds until the page is left.
      }
    };
    return {
      ...taste,
      setShown: (column, isShown) => change({ ...taste, shown: { ...taste.shown, [column]: isShown } }),
      setWidths: (widths) => change({ ...taste, widths: { ...taste.widths, ...widths } }),
    };
  }, [taste, key]);
};
