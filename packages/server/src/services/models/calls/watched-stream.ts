import type { Clock } from '@streambed/flow/ports';
import { TryTimedOut } from '../provider-failure.ts';

/** A stream that fell silent between two events. */
export class StreamStalled extends Error {
  override readonly name = 'StreamStalled';
  readonly afterMs: number;

  constructor(afterMs: number) {
    super(`no event for ${afterMs} ms`);
    this.afterMs = afterMs;
  }
}

export interface StreamPatience {
  /** For the first event, in ms; then TryTimedOut. */
  readonly firstMs: number;
  /** Between two events, in ms; then StreamStalled. Time in which nobody asks for more does not count. */
  readonly idleMs: number;
}

/** The part of an iterator that its readers need; `return` is always there. */
export interface WatchedStream<Event> {
  next(): Promise<IteratorResult<Event, unknown>>;
  /** Ends the provider's connection; never rejects. */
  return(): Promise<void>;
}

/**
 * One try of a stream, with a signal of its own that ends with the caller's and when the stream is silent for too
 * long. `next` rejects at once in both cases, even while the stream does not listen.
 */
export function watchedStream<Event>(
  { firstMs, idleMs }: StreamPatience,
  clock: Clock,
  signal: AbortSignal,
  open: (signal: AbortSignal) => AsyncIterable<Event>,
): WatchedStream<Event> {
  signal.throwIfAborted();
  const controller = new AbortController();
  let rejectPending: ((reason: unknown) => void) | undefined;
  const patience = createPatience(clock, () =>
    end(started ? new StreamStalled(idleMs) : new TryTimedOut(firstMs)),
  );
  const quiet = (): void => {
    patience.end();
    signal.removeEventListener('abort', onAbort);
  };
  const end = (reason: unknown): void => {
    quiet();
    controller.abort(reason);
    rejectPending?.(reason);
  };
  const onAbort = (): void => end(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const iterator = open(controller.signal)[Symbol.asyncIterator]();
  let started = false;
  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (controller.signal.aborted) {
          reject(controller.signal.reason);
          return;
        }
        patience.begin(started ? idleMs : firstMs);
        rejectPending = reject;
        iterator.next().then(
          (result) => {
            patience.pause();
            started = true;
            rejectPending = undefined;
            if (result.done) quiet();
            resolve(result);
          },
          (error: unknown) => {
            rejectPending = undefined;
            quiet();
            reject(error);
          },
        );
      }),
    async return() {
      const pending = controller.signal.aborted;
      end(new Error('The stream was left.'));
      // What was aborted in the middle of a read may never settle; nobody needs to wait for it.
      const returned = Promise.resolve(iterator.return?.()).catch(() => {});
      if (!pending) await returned;
    },
  };
}

interface Patience {
  /** Somebody waits, for at most `ms`. */
  begin(ms: number): void;
  /** Nobody waits. */
  pause(): void;
  end(): void;
}

/**
 * Calls `lost` when a wait lasts too long. One timer serves many waits: it is looked at when it fires, and set again
 * for what is left, since a stream has an event each few ms, and to set and clear a timer for each costs more than to
 * pass the event on.
 */
function createPatience(clock: Clock, lost: () => void): Patience {
  /** When the present wait is too long; Infinity while nobody waits. */
  let deadline = Number.POSITIVE_INFINITY;
  let firesAt = Number.POSITIVE_INFINITY;
  let cancelTimer: (() => void) | undefined;
  const set = (ms: number): void => {
    cancelTimer?.();
    firesAt = clock.monotonic() + ms;
    cancelTimer = clock.after(ms, fired);
  };
  const fired = (): void => {
    firesAt = Number.POSITIVE_INFINITY;
    if (deadline === Number.POSITIVE_INFINITY) return;
    const left = deadline - clock.monotonic();
    if (left > 0) set(left);
    else lost();
  };
  return {
    begin(ms) {
      deadline = clock.monotonic() + ms;
      if (firesAt > deadline) set(ms);
    },
    pause() {
      deadline = Number.POSITIVE_INFINITY;
    },
    end() {
      deadline = Number.POSITIVE_INFINITY;
      cancelTimer?.();
      cancelTimer = undefined;
      firesAt = Number.POSITIVE_INFINITY;
    },
  };
}
