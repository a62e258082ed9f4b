import type { Clock } from '@streambed/flow/ports';
import { CallFailed } from './call-failed.ts';

/** So many at the same time; who comes first is served first. */
export interface Slots {
  /**
   * Waits for a slot and answers the function that frees it again. Rejects with CallFailed when none becomes free
   * within `longest` ms, and with the signal's reason.
   */
  take(longest: number, signal: AbortSignal): Promise<() => void>;
}

export function createSlots(size: number, clock: Clock): Slots {
  let free = size;
  const waiting = new Set<() => void>();
  const release = (): void => {
    const [next] = waiting;
    if (!next) {
      free++;
      return;
    }
    waiting.delete(next);
    next();
  };
  /** Each slot is freed once, however often its holder says so. */
  const once = (): (() => void) => {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      release();
    };
  };
  return {
    take(longest, signal) {
      if (free > 0) {
        free--;
        return Promise.resolve(once());
      }
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          cancelTimer();
          signal.removeEventListener('abort', onAbort);
          waiting.delete(enter);
        };
        const enter = (): void => {
          leave();
          resolve(once());
        };
        const onAbort = (): void => {
          leave();
          reject(signal.reason);
        };
        const cancelTimer = clock.after(longest, () => {
          leave();
          reject(
            new CallFailed(
              {
                kind: 'throttling',
                reason: `had no place free for another call within ${longest / 1_000} s (its concurrency is ${size})`,
                retryable: false,
              },
              1,
            ),
          );
        });
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.add(enter);
      });
    },
  };
}
