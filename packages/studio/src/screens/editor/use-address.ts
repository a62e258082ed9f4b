import { useCallback, useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router-dom';

/** Members of the address; an empty or absent value takes the member out. */
export type AddressChange = Readonly<Record<string, string | undefined>>;

/**
 * What stands behind the `?` of the address, and a way to change some of it without another step in the history. Changes
 * that follow closely on each other all hold: the router alone would start each from the address before the first.
 */
export const useAddress = (): readonly [URLSearchParams, (change: AddressChange) => void] => {
  const [search, setSearch] = useSearchParams();
  const wanted = useRef(search);
  const set = useRef(setSearch);
  useEffect(() => {
    wanted.current = search;
    set.current = setSearch;
  }, [search, setSearch]);
  const change = useCallback((members: AddressChange) => {
    const next = new URLSearchParams(wanted.current);
    for (const [name, value] of Object.entries(members))
      if (value === undefined || value === '') next.delete(name);
      else next.set(name, value);
    if (next.toString() === wanted.current.toString()) return;
    wanted.current = next;
    set.current(next, { replace: true });
  }, []);
  return [search, change];
};
