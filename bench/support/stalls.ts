import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long the event loop stood still at worst, in ms. */
export interface Stall {
  /** What this thread computed between two turns: what other programs take away on a busy machine is not in it. */
  readonly computing: number;
  /** What a clock on the wall says. */
  readonly wall: number;
}

/** Watches the event loop: every turn of it is seen, and the longest time between two kept. */
export class Stalls {
  private last: Stall = { computing: 0, wall: 0 };
  private worst: Stall = { computing: 0, wall: 0 };
  private watching = false;

  async begin(): Promise<void> {
    await nextTurn();
    this.last = read();
    this.watching = true;
    this.watch();
  }

  async end(): Promise<Stall> {
    await nextTurn();
    await nextTurn();
    this.watching = false;
    return this.worst;
  }

  private watch(): void {
    setImmediate(() => {
      const now = read();
      this.worst = {
        computing: Math.max(this.worst.computing, now.computing - this.last.computing),
        wall: Math.max(this.worst.wall, now.wall - this.last.wall),
      };
      this.last = now;
      if (this.watching) this.watch();
    });
  }
}

function read(): Stall {
  const { user, system } = process.threadCpuUsage();
  return { computing: (user + system) / 1_000, wall: performance.now() };
}
