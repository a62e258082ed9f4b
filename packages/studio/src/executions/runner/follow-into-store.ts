import { followRun, type RunStream, type StreambedClient } from '@streambed/client';
import type { RunEvent } from '@streambed/model/streambed';
import { createRunStore, type Pace, type RunStore } from '../run-store/index.ts';

type RunClient = Pick<StreambedClient, 'getRun' | 'getRunEvents'>;

/** One event of a recorded run, with its values; undefined when they are not there (any more). */
export const loadEvent = async (
  client: RunClient,
  runId: string,
  number: number,
): Promise<RunEvent | undefined> => {
  const abort = new AbortController();
  try {
    const { events } = await client.getRunEvents(
      { runId, ...(number > 0 && { after: number - 1 }) },
      { signal: abort.signal },
    );
    for await (const batch of events) {
      const found = batch.find((event) => event.number === number);
      if (found) return found;
      if (batch.some((event) => event.number > number)) return undefined;
    }
    return undefined;
  } finally {
    abort.abort();
  }
};

/** An empty store of the run that asks the server for what it has let go. */
export const openStore = (client: RunClient, runId: string, pace?: Pace): RunStore =>
  createRunStore({
    runId,
    load: (number) => loadEvent(client, runId, number),
    ...(pace && { pace }),
  });

/** Fills the store until the run or the signal ends. Rejects where the server refuses to go on. */
export const followIntoStore = async (
  client: RunClient,
  stream: RunStream,
  store: RunStore,
  options: {
    readonly signal: AbortSignal;
    readonly onReconnect?: (attempt: number, after: number) => void;
    readonly onBatch?: () => void;
  },
): Promise<void> => {
  try {
    for await (const batch of followRun(client, stream, options)) {
      options.onBatch?.();
      store.push(batch);
    }
    if (!options.signal.aborted && store.isRunning) await learnEnd(client, store);
  } finally {
    store.flush();
  }
};

/** The server was ended in the middle: the run's end is known, though no event tells of it. */
const learnEnd = async (client: RunClient, store: RunStore): Promise<void> => {
  const { run } = await client.getRun({ runId: store.runId });
  if (run.status === 'Running') return;
  const { lastNumber, lastAt, startedAt } = store.state;
  store.push([{ number: lastNumber + 1, at: Math.max(0, startedAt) + lastAt, type: 'runEnded', run }]);
};
