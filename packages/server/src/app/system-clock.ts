import type { Clock } from '@streambed/flow/ports';

/** setTimeout counts in 32 bits; a longer delay would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  after(delay, action) {
    let timer: NodeJS.Timeout;
    const arm = (left: number) => {
      timer = setTimeout(
        () => (left > LONGEST ? arm(left - LONGEST) : action()),
        Math.min(Math.max(left, 0), LONGEST),
      ).unref();
    };
    arm(delay);
    return () => clearTimeout(timer);
  },
};
