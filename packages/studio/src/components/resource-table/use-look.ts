import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

export interface Look {
  /** Of the row that is looked at. */
  readonly id: string | undefined;
  toggle(id: string): void;
  close(): void;
}

/** Which row is looked at beside the table, kept in the address: `?look=ID`. */
export const useLook = (): Look => {
  const [parameters, setParameters] = useSearchParams();
  const id = parameters.get('look') ?? undefined;
  return useMemo(() => {
    const set = (next: string | undefined) =>
      setParameters(
        (now) => {
          const changed = new URLSearchParams(now);
          if (next === undefined) changed.delete('look');
          else changed.set('look', next);
          return changed;
        },
        { replace: true },
      );
    return {
      id,
      toggle: (next) => set(next === id ? undefined : next),
      close: () => set(undefined),
    };
  }, [id, setParameters]);
};
