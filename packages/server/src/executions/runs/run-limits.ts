/** What runs may take up. Times in ms, sizes in characters of JSON, which is about what they take in memory. */
export interface RunLimits {
  /**
   * Runs that StartRun has under way at once, per account and region: each may hold a buffer and calls to models, and no
   * person watches more.
   */
  readonly concurrent: number;
  /** A larger value is recorded by its beginning; it says so. What people read is smaller, what programs pass on seldom. */
  readonly valueSize: number;
  /** When a run has recorded this much, further values are recorded by their first `shortValueSize`. */
  readonly runSize: number;
  readonly shortValueSize: number;
  /** Events of one run; further ones are counted, and only outputs, failures and the end are recorded. */
  readonly events: number;
  /** What a run keeps in memory for its readers; those that fall behind are served from the store. */
  readonly bufferSize: number;
  /** Events that are not stored yet; beyond it a run waits for the disk, so that a slow one fills no memory. */
  readonly unstoredSize: number;
}

/** Of invocations, which many may make at once and few look at while they run, less is kept in memory. */
export const invocationLimits = (limits: RunLimits): RunLimits => ({
  ...limits,
  bufferSize: Math.min(limits.bufferSize, 256 * 1024),
  unstoredSize: Math.min(limits.unstoredSize, 1024 * 1024),
});

export const RUN_LIMITS: RunLimits = {
  concurrent: 20,
  valueSize: 1024 * 1024,
  runSize: 64 * 1024 * 1024,
  shortValueSize: 1024,
  events: 500_000,
  bufferSize: 4 * 1024 * 1024,
  unstoredSize: 16 * 1024 * 1024,
};
