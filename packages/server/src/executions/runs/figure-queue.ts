import type { Clock } from '@streambed/flow/ports';
import type { RunRecord, Scope, Store } from '../../store/index.ts';
import { createBusyness } from './busyness.ts';

/** How often rows are written, ms. */
const WRITTEN_EVERY = 250;
/** Rows in one transaction: it holds up other writes for about a millisecond. */
const ROWS_AT_ONCE = 50;
/** Rows for each millisecond that the process was idle since the last time: about half of what it could write. */
const ROWS_PER_IDLE_MS = 20;
/** Rows that wait at most, some 400 bytes each. What comes on top is counted and left out. */
const WAITING = 50_000;
/** What is left out is told at most this often, ms. */
const TOLD_EVERY = 60_000;

export interface FigureQueueOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Told how many runs were left out since it was last told. */
  readonly onLeftOut: (count: number) => void;
  readonly onFailure: (error: unknown) => void;
  /** From 0 to 1; tests have their own. */
  readonly busyness?: () => number;
}

/** A run whose row is made when it is written. */
export interface WaitingFigures {
  readonly scope: Scope;
  record(): RunRecord;
}

/**
 * Writes one row for each run of which only figures are kept, when there is time: callers never wait for it. A process
 * that is busy writes few rows at a time, one that has been idle many; beyond what may wait, rows are left out.
 */
export class FigureQueue {
  /** Whether the process had little time for anything else when it was last looked at. */
  isBusy = false;
  private readonly options: FigureQueueOptions;
  private readonly busyness: () => number;
  private waiting: WaitingFigures[] = [];
  private leftOut = 0;
  private toldAt = Number.NEGATIVE_INFINITY;
  private cancel: (() => void) | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(options: FigureQueueOptions) {
    this.options = options;
    this.busyness = options.busyness ?? createBusyness();
  }

  add(figures: WaitingFigures): void {
    if (this.waiting.length < WAITING) this.waiting.push(figures);
    else this.leftOut++;
    this.cancel ??= this.options.clock.after(WRITTEN_EVERY, () => this.tick());
  }

  /** Looks at how busy the process is, from now on for a while, though nothing waits. */
  watch(): void {
    this.cancel ??= this.options.clock.after(WRITTEN_EVERY, () => this.tick());
  }

  /** Writes all that waits. */
  async close(): Promise<void> {
    this.cancel?.();
    this.cancel = undefined;
    await this.writing;
    await this.write(this.waiting.length);
    this.tell();
  }

  private tick(): void {
    this.cancel = undefined;
    const used = this.busyness();
    this.isBusy = used > BUSY;
    this.tell();
    const rows = Math.max(ROWS_AT_ONCE, Math.round(ROWS_PER_IDLE_MS * WRITTEN_EVERY * (1 - used)));
    this.writing = this.write(rows).then(() => {
      if (this.waiting.length > 0 || this.isBusy) this.watch();
    });
  }

  private async write(most: number): Promise<void> {
    let left = Math.min(most, this.waiting.length);
    while (left > 0) {
      const rows = this.waiting.splice(0, Math.min(left, ROWS_AT_ONCE));
      left -= rows.length;
      try {
        await this.options.store.transaction(async ({ runs }) => {
          for (const figures of rows) await runs.insert(figures.scope, figures.record());
        });
      } catch (error) {
        this.leftOut += rows.length;
        this.options.onFailure(error);
        return;
      }
    }
  }

  private tell(): void {
    const { clock, onLeftOut } = this.options;
    if (this.leftOut === 0 || clock.monotonic() - this.toldAt < TOLD_EVERY) return;
    this.toldAt = clock.monotonic();
    onLeftOut(this.leftOut);
    this.leftOut = 0;
  }
}

/** Above it a process has no time to spare. */
const BUSY = 0.8;
