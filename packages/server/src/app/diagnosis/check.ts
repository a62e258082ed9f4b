/** What was looked at, how it stands, and what to do about it. */
export interface Check {
  /** A few words: `data folder`, `port`. */
  readonly name: string;
  /** `warn`: it works, but not as well as it could, or as somebody may expect. `fail`: it does not work. */
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was found, for a person. Never holds a secret. */
  readonly detail: string;
  /** The way out, where there is one. */
  readonly remedy?: string;
}

/** What a server that is asked about itself does not look at. */
export interface SkippedCheck extends Omit<Check, 'status'> {
  readonly status: 'skipped';
}

export const skipped = (name: string, detail: string): SkippedCheck => ({ name, status: 'skipped', detail });

export const ok = (name: string, detail: string): Check => ({ name, status: 'ok', detail });

export const warn = (name: string, detail: string, remedy: string): Check => ({
  name,
  status: 'warn',
  detail,
  remedy,
});

export const fail = (name: string, detail: string, remedy: string): Check => ({
  name,
  status: 'fail',
  detail,
  remedy,
});

/** A failed check from an error whose message says the way out itself. */
export const failedBy = (name: string, error: unknown): Check => ({
  name,
  status: 'fail',
  detail: error instanceof Error ? error.message : String(error),
});
