import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchReachability } from './reachability.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a lost server is asked for, less and less often, until it is back', async () => {
  const answers = [false, false, true];
  const ask = vi.fn(async () => answers.shift() ?? true);
  const back = vi.fn();
  const watch = watchReachability(ask, back);
  watch.lost();
  watch.lost();
  expect(watch.state.getState()).toEqual({ isReachable: false, retryAt: Date.now() + 2_000 });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(watch.state.getState().retryAt).toBe(Date.now() + 4_000);
  await vi.advanceTimersByTimeAsync(4_000);
  await watch.retry();
  expect(ask).toHaveBeenCalledTimes(3);
  expect(back).toHaveBeenCalledTimes(1);
  expect(watch.state.getState()).toEqual({ isReachable: true, retryAt: undefined });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(3);
});
