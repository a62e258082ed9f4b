import type { Clock } from '@streambed/flow/ports';
import { TryTimedOut } from '../provider-failure.ts';

/**
 * Runs one try with a signal of its own, which ends with the caller's and after `patienceMs`. Rejects with TryTimedOut
 * or the signal's reason at once, even while the try does not listen to it.
 */
export async function oneTry<Result>(
  patienceMs: number,
  clock: Clock,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const cancelTimer = clock.after(patienceMs, () => controller.abort(new TryTimedOut(patienceMs)));
  try {
    const aborted = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
    });
    return await Promise.race([run(controller.signal), aborted]);
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', onAbort);
  }
}
