import { setImmediate as nextTurn } from 'node:timers/promises';
import { vi } from 'vitest';
import { turnClock } from './turns.ts';

/**
 * How many turns the event loop has while some work is done, on a machine so slow that every step takes as long as may be
 * worked at once: then they tell how many steps the work was cut into, however fast this machine is.
 */
export async function turnsDuring(work: () => unknown): Promise<number> {
  let now = 0;
  const clock = vi.spyOn(turnClock, 'now').mockImplementation(() => {
    now += 10;
    return now;
  });
  let turns = 0;
  let isWorking = true;
  const count = (): void => {
    if (!isWorking) return;
    turns++;
    setImmediate(count);
  };
  try {
    setImmediate(count);
    await work();
  } finally {
    isWorking = false;
    clock.mockRestore();
    await nextTurn();
  }
  return turns;
}
