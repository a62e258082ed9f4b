import type { Clock, Random } from '@streambed/flow/ports';
import type { RetryConfiguration } from '../configuration.ts';
import type { ProviderFailure } from '../provider-failure.ts';
import { CallFailed } from './call-failed.ts';
import type { RetryBudget } from './retry-budget.ts';
import { wait } from './wait.ts';

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

/**
 * Tries until a try succeeds, fails for good, or tries, time or the provider's budget are used up. Waits between
 * tries are drawn from 0 to a bound that doubles (full jitter), and are never shorter than what the provider asks
 * for; when that is more than the time left, the call fails at once instead of asking too early. `tryOnce` is told
 * how many ms it may take, and keeps to it. Rejects with CallFailed, or with the signal's reason.
 */
export async function withRetries<Result>(
  options: RetryOptions,
  tryOnce: (patienceMs: number) => Promise<Result>,
): Promise<Result> {
  const { retries, clock, random, budget, signal, failureOf } = options;
  const started = clock.monotonic();
  const timeLeft = (): number => retries.totalMs - (clock.monotonic() - started);
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    try {
      const result = await tryOnce(Math.min(options.timeoutMs, timeLeft()));
      budget.succeeded();
      return result;
    } catch (error) {
      signal.throwIfAborted();
      const failure = failureOf(error);
      const bound = Math.min(retries.maxDelayMs, retries.baseDelayMs * 2 ** (tries - 1));
      const delay = (failure.retryAfterMs ?? 0) + random() * bound;
      const again = failure.retryable && tries < retries.attempts && delay < timeLeft() && budget.takeRetry();
      if (!again) throw new CallFailed(failure, tries);
      await wait(delay, clock, signal);
    }
  }
}
