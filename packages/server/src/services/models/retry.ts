import type { Clock, Random } from '@streambed/flow/ports';
import type { RetryConfiguration } from './configuration.ts';
import { type ProviderFailure, TryTimedOut } from './provider-failure.ts';
import type { RetryBudget } from './retry-budget.ts';

export interface RetryOptions {
  readonly retries: RetryConfiguration;
  /** One try ends after this, in ms. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly budget: RetryBudget;
  /** Aborted: nobody waits any more. */
  readonly signal: AbortSignal;
  /** Says what a thrown value means. */
  readonly failureOf: (error: unknown) => ProviderFailure;
}

/** A call that failed for good. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly failure: ProviderFailure;
  readonly tries: number;

  constructor(failure: ProviderFailure, tries: number) {
    super(failure.reason);
    this.failure = failure;
    this.tries = tries;
  }
}

/**
 * Tries until a try succeeds, fails for good, or tries, time or the provider's budget are used up. Waits between
 * tries are drawn from 0 to a bound that doubles (full jitter), and are never shorter than what the provider asks
 * for; when that is more than the time left, the call fails at once instead of asking too early. Rejects with
 * CallFailed, or with the signal's reason as soon as it is aborted, even while a try does not listen to it.
 */
export async function withRetries<Result>(
  options: RetryOptions,
  tryOnce: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { retries, clock, random, budget, signal, failureOf } = options;
  const started = clock.monotonic();
  const timeLeft = (): number => retries.totalMs - (clock.monotonic() - started);
  for (let tries = 1; ; tries++) {
    try {
      const result = await limited(Math.min(options.timeoutMs, timeLeft()), clock, signal, tryOnce);
      budget.succeeded();
      return result;
    } catch (error) {
      signal.throwIfAborted();
      const failure = failureOf(error);
      const bound = Math.min(retries.maxDelayMs, retries.baseDelayMs * 2 ** (tries - 1));
      const delay = (failure.retryAfterMs ?? 0) + random() * bound;
      const again = failure.retryable && tries < retries.attempts && delay < timeLeft() && budget.takeRetry();
      if (!again) throw new CallFailed(failure, tries);
      await sleep(delay, clock, signal);
    }
  }
}

/** Runs one try with a signal of its own, that a time-out aborts as well. */
async function limited<Result>(
  timeoutMs: number,
  clock: Clock,
  signal: AbortSignal,
  tryOnce: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const cancelTimer = clock.after(timeoutMs, () => controller.abort(new TryTimedOut(timeoutMs)));
  try {
    const aborted = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
    });
    return await Promise.race([tryOnce(controller.signal), aborted]);
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', onAbort);
  }
}

/** Resolves after `delay` ms; rejects with the signal's reason when that comes first. */
function sleep(delay: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(delay, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
