import type { Clock } from '../../ports/index.ts';

/** Time that stands still until the test moves it. */
export class TestClock implements Clock {
  /** Wall time; tests may set it back. */
  wall = 1_000;
  private elapsed = 0;
  private readonly timers = new Set<{ readonly at: number; readonly action: () => void }>();

  now = (): number => this.wall;
  monotonic = (): number => this.elapsed;

  after(delay: number, action: () => void): () => void {
    const timer = { at: this.elapsed + delay, action };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Timers that an action arms for a time that has come already go off too. */
  pass(milliseconds: number): void {
    this.wall += milliseconds;
    this.elapsed += milliseconds;
    for (const timer of this.timers)
      if (timer.at <= this.elapsed && this.timers.delete(timer)) timer.action();
  }

  get armed(): number {
    return this.timers.size;
  }
}
