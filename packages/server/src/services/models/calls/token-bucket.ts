/** So much a minute, taken in any portions; what is not used gathers up to the amount of one minute. */
export interface TokenBucket {
  /**
   * Takes `amount` and says how long to wait until it may be used, in ms; undefined, and nothing is taken, when that is
   * longer than `longest`. Who takes later waits behind who took before. More than a minute's amount counts as that.
   */
  take(amount: number, longest: number): number | undefined;
  /** Gives back what was not used after all, or takes what was used beyond it (below zero). */
  giveBack(amount: number): void;
}

const MINUTE = 60_000;

/** `now` is monotonic time in ms. The bucket is full at first. */
export function createTokenBucket(perMinute: number, now: () => number): TokenBucket {
  let level = perMinute;
  let at = now();
  const refill = (): void => {
    const time = now();
    level = Math.min(perMinute, level + ((time - at) / MINUTE) * perMinute);
    at = time;
  };
  return {
    take(amount, longest) {
      refill();
      const after = level - Math.min(amount, perMinute);
      const wait = after >= 0 ? 0 : Math.ceil((-after / perMinute) * MINUTE);
      if (wait > longest) return undefined;
      level = after;
      return wait;
    },
    giveBack(amount) {
      refill();
      level = Math.min(perMinute, level + amount);
    },
  };
}
