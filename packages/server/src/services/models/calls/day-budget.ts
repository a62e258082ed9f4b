const DAY = 86_400_000;

/** So much from midnight to midnight UTC. Kept in memory: a server that starts again begins with a full one. */
export interface DayBudget {
  /** Takes `amount`; false, and nothing is taken, when the day has less left. */
  take(amount: number): boolean;
  /** Gives back what was not used after all, or takes what was used beyond it (below zero). */
  giveBack(amount: number): void;
  /** What the day has left; never below zero. */
  left(): number;
}

/** `now` is wall time in ms. */
export function createDayBudget(perDay: number, now: () => number): DayBudget {
  let day = Math.floor(now() / DAY);
  let left = perDay;
  const turn = (): void => {
    const today = Math.floor(now() / DAY);
    if (today === day) return;
    day = today;
    left = perDay;
  };
  return {
    take(amount) {
      turn();
      if (amount > left) return false;
      left -= amount;
      return true;
    },
    giveBack(amount) {
      turn();
      left = Math.min(perDay, left + amount);
    },
    left() {
      turn();
      return Math.max(0, left);
    },
  };
}
