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
  const end = (reason: unknown): void => {
    signal.removeEventListener('abort', onAbort);
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
        const patience = started ? idleMs : firstMs;
        const cancelTimer = clock.after(patience, () =>
          end(started ? new StreamStalled(patience) : new TryTimedOut(patience)),
        );
        rejectPending = (reason) => {
          cancelTimer();
          reject(reason);
        };
        iterator.next().then(
          (result) => {
            cancelTimer();
            started = true;
            rejectPending = undefined;
            if (result.done) signal.removeEventListener('abort', onAbort);
            resolve(result);
          },
          (error: unknown) => {
            cancelTimer();
            rejectPending = undefined;
            signal.removeEventListener('abort', onAbort);
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
