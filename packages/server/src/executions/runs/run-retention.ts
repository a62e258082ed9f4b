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
    if (withValues > settings.runsWithValues || storedSize > settings.size) await this.forget(scope);
  }

  /** The figures of a run stay when its values go. */
  private async forget(scope: Scope): Promise<void> {
    const { store, settings } = this.options;
    while (!this.isClosed) {
      const holdings = (await store.runs.holdings()).find((each) => isSame(each.scope, scope));
      if (!holdings) return;
      const tooMany = holdings.withValues - settings.runsWithValues;
      if (tooMany <= 0 && holdings.storedSize <= settings.size) return;
      // By size nobody knows how many: a few at a time.
      const ids = await store.runs.oldestWithValues(scope, Math.min(AT_ONCE, Math.max(tooMany, 5)));
      if (ids.length === 0) return;
      for (const id of ids) await store.runs.forgetValues(scope, id);
    }
  }
}

const isSame = (a: Scope, b: Scope): boolean => a.accountId === b.accountId && a.region === b.region;
