import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from './system-clock.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const DAY = 86_400_000;

test.each([0, 1, 1_000, 30 * DAY, 100 * DAY])(
  'an action waits for %i ms, however long that is',
  async (delay) => {
    const action = vi.fn();
    systemClock.after(delay, action);
    await vi.advanceTimersByTimeAsync(Math.max(delay - 1, 0));
    if (delay > 1) expect(action).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2);
    expect(action).toHaveBeenCalledOnce();
  },
);

test.each([1_000, 100 * DAY])('an action that is cancelled within its %i ms never runs', async (delay) => {
  const action = vi.fn();
  const cancel = systemClock.after(delay, action);
  await vi.advanceTimersByTimeAsync(delay / 2);
  cancel();
  await vi.advanceTimersByTimeAsync(delay);
  expect(action).not.toHaveBeenCalled();
});

test('a delay that has passed already is none', async () => {
  const action = vi.fn();
  systemClock.after(-5, action);
  await vi.advanceTimersByTimeAsync(2);
  expect(action).toHaveBeenCalledOnce();
});
