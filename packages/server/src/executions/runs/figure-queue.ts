import type { Clock } from '@streambed/flow/ports';
import type { RunRecord, Scope, Store } from '../../store/index.ts';
import type { Busyness } from './busyness.ts';

/** How long rows wait for others, ms. Each write syncs the disk, which holds up the process for some milliseconds. */
const WRITTEN_EVERY = 500;
/** The same while the process has little time to spare, and the rows that are written then: about 2 % of the time. */
const WRITTEN_EVERY_WHEN_BUSY = 1_000;
const ROWS_WHEN_BUSY = 500;
/** Rows in one transaction. */
const ROWS_AT_ONCE = 100;
/** Rows that wait at most. What comes on top is counted and left out: kept longer, they would cost more than callers. */
const WAITING = 4_000;
/** What is left out is told at most this often, ms. */
const TOLD_EVERY = 60_000;

export interface FigureQueueOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly busyness: Busyness;
  /** Told how many runs were left out since it was last told. */
  readonly onLeftOut: (count: number) => void;
  readonly onFailure: (error: unknown) => void;
}

/** A run whose row is made when it is written. */
export interface WaitingFigures {
  readonly scope: Scope;
  record(): RunRecord;
}

/**
 * Writes one row for each run of which only figures are kept, when there is time: callers never wait for it. A process
 * that is busy writes few of them and seldom; beyond what may wait, rows are left out.
 */
export class FigureQueue {
  private readonly options: FigureQueueOptions;
  private waiting: WaitingFigures[] = [];
  private leftOut = 0;
  private toldAt = Number.NEGATIVE_INFINITY;
  private cancel: (() => void) | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(options: FigureQueueOptions) {
    this.options = options;
  }

  /** Whether there is room for one more; one that finds none counts as left out. */
  hasRoom(): boolean {
    if (this.waiting.length < WAITING) return true;
    this.leftOut++;
    return false;
  }

  add(figures: WaitingFigures): void {
    this.waiting.push(figures);
    if (this.cancel === undefined) this.writeLater();
  }

  /** Writes all that waits. */
  async close(): Promise<void> {
    this.cancel?.();
    this.cancel = undefined;
    await this.writing;
    await this.write(this.waiting.length);
    this.tell();
  }

  private writeLater(): void {
    const { clock, busyness } = this.options;
    busyness.ask();
    this.cancel = clock.after(busyness.isBusy ? WRITTEN_EVERY_WHEN_BUSY : WRITTEN_EVERY, () => {
      this.tell();
      this.writing = this.write(busyness.ask() ? ROWS_WHEN_BUSY : WAITING).then(() => {
        this.cancel = undefined;
        if (this.waiting.length > 0) this.writeLater();
      });
    });
  }

  /** Transactions that begin together are synced together. */
  private async write(most: number): Promise<void> {
    const rows = this.waiting.splice(0, most);
    const transactions: Promise<void>[] = [];
    for (let start = 0; start < rows.length; start += ROWS_AT_ONCE)
      transactions.push(this.insert(rows.slice(start, start + ROWS_AT_ONCE)));
    await Promise.all(transactions);
  }

  private async insert(rows: readonly WaitingFigures[]): Promise<void> {
    try {
      await this.options.store.transaction(async ({ runs }) => {
        for (const figures of rows) await runs.insert(figures.scope, figures.record());
      });
    } catch (error) {
      this.leftOut += rows.length;
      this.options.onFailure(error);
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
