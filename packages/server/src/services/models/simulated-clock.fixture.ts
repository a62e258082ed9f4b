import type { Clock } from '@streambed/flow/ports';

/** Time that stands still until a test lets it pass. For tests. */
export interface SimulatedClock extends Clock {
  /** Lets `ms` pass, each timer at its time, with everything that becomes possible between them. */
  pass(ms: number): Promise<void>;
  /** Delays of the timers that are waiting, in the order in which they were set. */
  readonly timers: readonly number[];
}

/** Begins at noon UTC of a day. */
const NOON = Date.UTC(2026, 0, 15, 12);

export function simulatedClock(): SimulatedClock {
  let time = 0;
  const timers = new Set<{ readonly at: number; readonly delay: number; readonly action: () => void }>();
  return {
    now: () => NOON + time,
    monotonic: () => time,
    after(delay, action) {
      const timer = { at: time + delay, delay, action };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async pass(ms) {
      const end = time + ms;
      for (;;) {
        await settle();
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        time = Math.max(time, next.at);
        next.action();
      }
      time = end;
      await settle();
    },
    get timers() {
      return [...timers].map(({ delay }) => delay);
    },
  };
}

/** Lets every promise settle that can. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
}
