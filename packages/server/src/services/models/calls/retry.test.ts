import type { Clock } from '@streambed/flow/ports';
import { describe, expect, test } from 'vitest';
import type { ProviderFailure } from '../provider-failure.ts';
import { CallFailed } from './call-failed.ts';
import { withRetries } from './retry.ts';
import { createRetryBudget } from './retry-budget.ts';

/** Time that stands still until a wait begins, and then jumps to its end. */
function jumpingClock(): Clock & { readonly waits: number[] } {
  let time = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => time,
    monotonic: () => time,
    after(delay, action) {
      let cancelled = false;
      // The time-out of a try is cancelled before it is due; only real waits pass.
      setImmediate(() => {
        if (cancelled) return;
        waits.push(delay);
        time += delay;
        action();
      });
      return () => {
        cancelled = true;
      };
    },
  };
}

const failure = (change: Partial<ProviderFailure> = {}): ProviderFailure => ({
  kind: 'throttling',
  reason: 'asked to slow down',
  retryable: true,
  ...change,
});

function setUp(change: { attempts?: number; totalMs?: number; random?: number } = {}) {
  const clock = jumpingClock();
  const { attempts = 5, totalMs = 60_000, random = 1 } = change;
  const options = {
    retries: { attempts, totalMs, baseDelayMs: 100, maxDelayMs: 300 },
    timeoutMs: 10_000,
    clock,
    random: () => random,
    budget: createRetryBudget(),
    signal: new AbortController().signal,
    failureOf: (error: unknown) => error as ProviderFailure,
  };
  return { clock, options };
}

const failing = (thrown: ProviderFailure) => (): Promise<never> => Promise.reject(thrown);

describe('withRetries', () => {
  test('waits longer each time, up to a bound', async () => {
    const { clock, options } = setUp();
    await expect(withRetries(options, failing(failure()))).rejects.toThrow(CallFailed);
    expect(clock.waits).toEqual([100, 200, 300, 300]);
  });

  test('draws each wait from zero to its bound', async () => {
    const { clock, options } = setUp({ random: 0.25 });
    await expect(withRetries(options, failing(failure()))).rejects.toThrow();
    expect(clock.waits).toEqual([25, 50, 75, 75]);
  });

  test('waits at least as long as the provider asks', async () => {
    const { clock, options } = setUp({ attempts: 2 });
    await expect(withRetries(options, failing(failure({ retryAfterMs: 2_000 })))).rejects.toThrow();
    expect(clock.waits).toEqual([2_100]);
  });

  test('gives up at once when the provider asks for more time than there is', async () => {
    const { clock, options } = setUp({ totalMs: 5_000 });
    const error = await withRetries(options, failing(failure({ retryAfterMs: 3_600_000 }))).catch((e) => e);
    expect(error).toMatchObject({ tries: 1 });
    expect(clock.waits).toEqual([]);
  });

  test('stops when the time for all tries is used up', async () => {
    const { clock, options } = setUp({ totalMs: 450 });
    await expect(withRetries(options, failing(failure()))).rejects.toMatchObject({ tries: 3 });
    expect(clock.waits).toEqual([100, 200]);
  });

  test('does not repeat what cannot get better', async () => {
    const { options } = setUp();
    await expect(withRetries(options, failing(failure({ retryable: false })))).rejects.toMatchObject({
      tries: 1,
    });
  });

  test('answers what a later try answers', async () => {
    const { options } = setUp();
    let tries = 0;
    const answer = await withRetries(options, async () => {
      if (++tries < 3) throw failure();
      return 'at last';
    });
    expect([answer, tries]).toEqual(['at last', 3]);
  });

  test('an outage uses the budget up: then one try per call, until calls succeed again', async () => {
    const { options } = setUp({ attempts: 4 });
    let tries = 0;
    const call = (fails: boolean): Promise<void> =>
      withRetries(options, async () => {
        tries++;
        if (fails) throw failure();
      }).catch(() => {});
    for (let i = 0; i < 100; i++) await call(true);
    expect(tries).toBe(120);
    for (let i = 0; i < 100; i++) await call(false);
    tries = 0;
    for (let i = 0; i < 10; i++) await call(true);
    expect(tries).toBe(20);
  });
});
