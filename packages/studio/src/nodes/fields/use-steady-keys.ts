import { useRef } from 'react';
import { NO_KEYS, steadyKeys } from './steady-keys.ts';

/** React keys for a list of named things, which outlive a renaming; in the order of the names. */
export const useSteadyKeys = (names: readonly string[]): readonly string[] => {
  const last = useRef(NO_KEYS);
  const { names: before } = last.current;
  if (before.length !== names.length || before.some((name, index) => name !== names[index]))
    last.current = steadyKeys(last.current, names);
  return last.current.keys;
};
