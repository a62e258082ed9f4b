import type { Clock } from '@streambed/flow/ports';
import type { RunEvent } from '@streambed/model/streambed';
import type { LiveRun } from './live-run.ts';

/** Events in one batch: a frame of the stream stays small enough to be read at once. */
const BATCH = 500;

/** A follower gets events no faster than this, ms, unless there are many: frames of one event each cost more than they tell. */
const PACE = 20;
const MANY = 100;

/**
 * The events of a run under way after a number, from its buffer and, for a reader that fell behind, from the store. Ends
 * with the run, with the signal, or without `follow` when all that happened is read.
 */
export async function* readLiveEvents(
  run: LiveRun,
  after: number,
  follow: boolean,
  signal: AbortSignal,
  clock: Clock,
  stored: (after: number) => Promise<readonly RunEvent[]>,
): AsyncGenerator<readonly RunEvent[], void, void> {
  let last = after;
  while (!signal.aborted) {
    const buffered = run.after(last, BATCH);
    const events = buffered ?? (await stored(last));
    // What could not be stored is gone; go on with what is there.
    if (!buffered && events.length === 0) last = run.firstBuffered - 1;
    if (events.length > 0) {
      last = events.at(-1)!.number;
      yield events;
      if (follow && run.ended === undefined && events.length < MANY) await pause(clock, PACE, signal);
      continue;
    }
    if (!buffered) continue;
    if (run.ended !== undefined || !follow) return;
    await run.changed(signal);
  }
}

const pause = (clock: Clock, time: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const cancel = clock.after(time, done);
    function done() {
      signal.removeEventListener('abort', done);
      cancel();
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
