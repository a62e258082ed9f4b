/** A retry costs as much as ten successes earn: in steady state at most a tenth more calls than without retries. */
const COST = 10;
const EARNED = 1;
/** Twenty retries in a row before anything has succeeded: enough for a handful of calls to ride out a hiccup. */
const CAPACITY = 20 * COST;

/**
 * Keeps retries from making an outage worse: each takes one from the provider's budget, each success gives a tenth
 * back. During an outage the budget runs dry and calls fail after their first try; when the provider is back, they
 * succeed at their first try and the budget fills again. (The scheme of gRPC's retry throttling, gRFC A6.)
 */
export interface RetryBudget {
  /** Takes one retry; false when there is none left. */
  takeRetry(): boolean;
  succeeded(): void;
}

export function createRetryBudget(): RetryBudget {
  let left = CAPACITY;
  return {
    takeRetry() {
      if (left < COST) return false;
      left -= COST;
      return true;
    },
    succeeded() {
      left = Math.min(CAPACITY, left + EARNED);
    },
  };
}
