import type { RunEvent } from '@streambed/model/streambed';
import { ConnectionError, StreambedError } from './errors.ts';
import type { RunStream, StreambedClient } from './streambed-client.ts';

export interface FollowOptions {
  readonly signal?: AbortSignal;
  /** Told before each new try, for an interface that says so; `after` is the wait in ms. */
  readonly onReconnect?: (attempt: number, after: number) => void;
  /** Resolves after so many ms, or when the signal is aborted; tests put their own in its place. */
  readonly wait?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
}

const FIRST_WAIT = 250;
const LONGEST_WAIT = 10_000;

/**
 * The events of a run to its end, each once and in order, over as many connections as it takes: a stream that breaks
 * before `runEnded` is taken up after its last event. Ends quietly with the signal, and where the run is over without
 * an event that says so (the server was ended at that moment; `getRun` has its state). Throws StreambedError where the
 * server refuses to go on.
 */
export async function* followRun(
  client: Pick<StreambedClient, 'getRun' | 'getRunEvents'>,
  { runId, events }: RunStream,
  { signal, onReconnect, wait = waitFor }: FollowOptions = {},
): AsyncGenerator<readonly RunEvent[], void, void> {
  const callOptions = signal === undefined ? {} : { signal };
  let last = -1;
  let attempt = 0;
  let stream: AsyncIterable<readonly RunEvent[]> | undefined = events;
  for (;;) {
    try {
      if (stream === undefined) {
        const after = last >= 0 ? { after: last } : {};
        stream = (await client.getRunEvents({ runId, ...after, follow: true }, callOptions)).events;
      }
      for await (const batch of stream) {
        const fresh = batch.filter(({ number }) => number > last);
        if (fresh.length === 0) continue;
        attempt = 0;
        last = fresh.at(-1)!.number;
        yield fresh;
        if (fresh.some(({ type }) => type === 'runEnded')) return;
      }
      if (signal?.aborted) return;
      const { run } = await client.getRun({ runId }, callOptions);
      if (run.status !== 'Running' && attempt > 0) return;
    } catch (error) {
      if (signal?.aborted) return;
      if (!isPassing(error)) throw error;
    }
    stream = undefined;
    const time = Math.min(FIRST_WAIT * 2 ** attempt, LONGEST_WAIT);
    attempt++;
    onReconnect?.(attempt, time);
    await wait(time, signal);
    if (signal?.aborted) return;
  }
}

/** Worth another try: nobody answered, or the server said that it could not just now. */
const isPassing = (error: unknown): boolean =>
  error instanceof ConnectionError ||
  (error instanceof StreambedError && (error.status >= 500 || error.name === 'ThrottlingException'));

const waitFor = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
