/** Time as a collaborator: the server hands in the real one, tests and the simulator their own. */
export interface Clock {
  /** Wall time, milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Milliseconds from an arbitrary start; never goes backwards. For durations only. */
  monotonic(): number;
  /** Runs `action` once after `delay` milliseconds; the returned function cancels it. Does not keep a process alive. */
  after(delay: number, action: () => void): () => void;
}
