import { setImmediate as nextTurn } from 'node:timers/promises';

/** Watches how long the event loop stands still: every turn of it is counted, and the longest time between two kept. */
export class Stalls {
  private last = 0;
  private worst = 0;
  private watching = false;

  async begin(): Promise<void> {
    await nextTurn();
    this.last = performance.now();
    this.watching = true;
    this.watch();
  }

  /** The longest time between two turns, in ms. */
  async end(): Promise<number> {
    await nextTurn();
    await nextTurn();
    this.watching = false;
    return this.worst;
  }

  private watch(): void {
    setImmediate(() => {
      const now = performance.now();
      this.worst = Math.max(this.worst, now - this.last);
      this.last = now;
      if (this.watching) this.watch();
    });
  }
}
