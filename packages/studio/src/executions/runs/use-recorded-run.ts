import type { GetRunResponse } from '@streambed/model/streambed';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useApi } from '../../api/index.ts';
import type { RunStore } from '../run-store/index.ts';
import { followIntoStore, openStore } from '../runner/follow-into-store.ts';

export interface RecordedRun {
  readonly recorded: GetRunResponse | undefined;
  readonly store: RunStore | undefined;
  readonly error: Error | undefined;
}

const LOADING: RecordedRun = { recorded: undefined, store: undefined, error: undefined };

/** A run with its events, followed while it goes on. `attempt` loads it again when it changes. */
export const useRecordedRun = (runId: string, attempt: number): RecordedRun => {
  const { streambed } = useApi();
  const queryClient = useQueryClient();
  const [loaded, setLoaded] = useState<RecordedRun>(LOADING);
  // biome-ignore lint/correctness/useExhaustiveDependencies: attempt only says that it is to be done again
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    let store: RunStore | undefined;
    setLoaded(LOADING);
    const load = async () => {
      const recorded = await streambed.getRun({ runId }, { signal });
      const follow = recorded.run.status === 'Running';
      const stream = await streambed.getRunEvents({ runId, follow }, { signal });
      if (signal.aborted) return;
      store = openStore(streambed, runId);
      setLoaded({ recorded, store, error: undefined });
      await followIntoStore(streambed, stream, store, { signal });
      if (!follow || signal.aborted) return;
      // The count of the top bar is looked up now and then; here it is known to be out of date.
      void queryClient.invalidateQueries({ queryKey: ['running'] });
      setLoaded({ recorded: await streambed.getRun({ runId }, { signal }), store, error: undefined });
    };
    load().catch((error: Error) => {
      if (!signal.aborted) setLoaded((now) => ({ ...now, error }));
    });
    return () => {
      abort.abort();
      store?.close();
    };
  }, [streambed, runId, attempt]);
  return loaded;
};
