import type { Clock } from '@streambed/flow/ports';

/** A clock that stands still until a test moves it. */
export class SimulatedClock implements Clock {
  #now: number;
  #elapsed = 0;
  readonly #timers = new Set<{ readonly at: number; readonly action: () => void }>();

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(delay: number, action: () => void): () => void {
    const timer = { at: this.#elapsed + delay, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets `duration` ms pass and runs what is due, earliest first. */
  advance(duration: number): void {
    const end = this.#elapsed + duration;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now += next.at - this.#elapsed;
      this.#elapsed = next.at;
      next.action();
    }
    this.#now += end - this.#elapsed;
    this.#elapsed = end;
  }
}
