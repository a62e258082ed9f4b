import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  type FilterQuery,
  readTableQuery,
  type TableQuery,
  type TableSort,
  writeTableQuery,
} from './table-query.ts';

export interface TableQueryHandle {
  readonly query: TableQuery;
  setFilter(filter: FilterQuery): void;
  setSort(sort: TableSort): void;
}

/** What the table of this page shows, kept in the address, so that a link shows the same. */
export const useTableQuery = (initialSort?: TableSort): TableQueryHandle => {
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.toString();
  const { column, isDescending } = initialSort ?? {};
  const query = useMemo(() => {
    const read = readTableQuery(new URLSearchParams(text));
    const sort =
      read.sort ?? (column === undefined ? undefined : { column, isDescending: isDescending ?? false });
    return { ...read, sort };
  }, [text, column, isDescending]);
  const set = useCallback(
    (change: (query: TableQuery) => TableQuery) =>
      setParameters((now) => writeTableQuery(now, change(readTableQuery(now))), { replace: true }),
    [setParameters],
  );
  return {
    query,
    setFilter: (filter) => set((now) => ({ ...now, filter })),
    setSort: (sort) => set((now) => ({ ...now, sort })),
  };
};
