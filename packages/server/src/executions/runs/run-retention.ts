import type { Clock } from '@streambed/flow/ports';
import type { RunHoldings, Scope, Store } from '../../store/index.ts';

/** What is kept of runs, per account and region. */
export interface RetentionSettings {
  /** Runs that are older go. */
  readonly days: number;
  /** Rows, whatever they hold. */
  readonly runs: number;
  /** Runs with their values; of older ones the figures are left. */
  readonly runsWithValues: number;
  /** Characters that values take up as they are stored; of older runs the figures are left. */
  readonly size: number;
}

/** How often it is looked after, ms; for the first time soon after the start. */
const EVERY = 10 * 60 * 1000;
const FIRST = 60 * 1000;
/** Runs in one transaction, so that others need not wait long for theirs. */
const AT_ONCE = 100;
const DAY = 24 * 60 * 60 * 1000;

export interface RunRetentionOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: RetentionSettings;
  readonly onFailure: (error: unknown) => void;
}

/** Lets go of old runs in the background. */
export class RunRetention {
  private readonly options: RunRetentionOptions;
  private cancel: (() => void) | undefined;
  private working: Promise<void> = Promise.resolve();
  private isClosed = false;

  constructor(options: RunRetentionOptions) {
    this.options = options;
  }

  start(wait = FIRST): void {
    if (this.isClosed) return;
    this.cancel = this.options.clock.after(wait, () => {
      this.working = this.apply()
        .catch((error: unknown) => this.options.onFailure(error))
        .then(() => this.start(EVERY));
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.cancel?.();
    await this.working;
  }

  /** Brings every account and region within the settings. */
  async apply(): Promise<void> {
    for (const holdings of await this.options.store.runs.holdings()) {
      if (this.isClosed) return;
      await this.applyTo(holdings);
    }
  }

  private async applyTo({ scope, runs, withValues, storedSize }: RunHoldings): Promise<void> {
    const { store, clock, settings } = this.options;
    const oldest = clock.now() - settings.days * DAY;
    let left = runs;
    while (!this.isClosed) {
      const deleted = await store.runs.deleteOldest(scope, oldest, AT_ONCE);
      left -= deleted;
      if (deleted < AT_ONCE) break;
    }
    while (!this.isClosed && left > settings.runs) {
      const most = Math.min(AT_ONCE, left - settings.runs);
      const deleted = await store.runs.deleteOldest(scope, Number.MAX_SAFE_INTEGER, most);
      if (deleted === 0) break;
      left -= deleted;
    }
    await this.forget(scope, withValues, storedSize);
  }

  /** The figures of a run stay when its values go. */
  private async forget(scope: Scope, withValues: number, storedSize: number): Promise<void> {
    const { store, settings } = this.options;
    let count = withValues;
    let size = storedSize;
    const isWithin = () => this.isClosed || (count <= settings.runsWithValues && size <= settings.size);
    while (!isWithin()) {
      const ids = await store.runs.oldestWithValues(scope, AT_ONCE);
      if (ids.length === 0) return;
      for (const id of ids) {
        if (isWithin()) return;
        // A damaged row is told of, and keeps the others waiting until it is too old itself.
        const run = await store.runs.get(scope, id);
        await store.runs.forgetValues(scope, id);
        count--;
        size -= run?.storedSize ?? 0;
      }
    }
  }
}
