/** Where names come from: random in production, counted in tests and simulation. */
export interface Ids {
  /** A resource id: 10 characters of `[0-9A-Z]`. */
  resourceId(): string;
  /** An RFC 4122 version 4 UUID: request ids, execution ids, tokens. */
  uuid(): string;
}

/** Randomness for jitter and the like; uniform in [0, 1). */
export type Random = () => number;
