import type { RunEvent } from '@streambed/model/streambed';
import { useEffect, useState } from 'react';
import { NONE, type RunStore } from '../run-store/index.ts';

/** An event with its values: here, being asked for, or not recorded. */
export type EventRead =
  | { readonly state: 'none' | 'loading' | 'gone' }
  | { readonly state: 'there'; readonly event: RunEvent };

const NO_EVENT: EventRead = { state: 'none' };

/** The event of that number, from what is kept or from the server. */
export const useRunEvent = (store: RunStore, number: number | undefined): EventRead => {
  const [loaded, setLoaded] = useState<{ readonly number: number; readonly event: RunEvent | undefined }>();
  const kept = number === undefined || number === NONE ? undefined : store.event(number);
  const isMissing = number !== undefined && number !== NONE && !kept;
  useEffect(() => {
    if (!isMissing) return;
    let isCurrent = true;
    const take = (event: RunEvent | undefined) => {
      if (isCurrent) setLoaded({ number: number!, event });
    };
    store.loadEvent(number!).then(take, () => take(undefined));
    return () => {
      isCurrent = false;
    };
  }, [store, number, isMissing]);
  if (number === undefined || number === NONE) return NO_EVENT;
  const event = kept ?? (loaded?.number === number ? loaded.event : undefined);
  if (event) return { state: 'there', event };
  return { state: loaded?.number === number ? 'gone' : 'loading' };
};
