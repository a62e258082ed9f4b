/** Values by key, as many and as large together as is allowed, each for a time; those not asked for longest go first. */
export interface AnswerStore<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value, bytes: number): void;
}

export interface AnswerStoreLimits {
  readonly entries: number;
  readonly bytes: number;
  readonly ttlMs: number;
}

/** `now` is monotonic time in ms. */
export function createAnswerStore<Value>(limits: AnswerStoreLimits, now: () => number): AnswerStore<Value> {
  /** In the order in which they were last asked for. */
  const kept = new Map<string, { readonly value: Value; readonly bytes: number; readonly until: number }>();
  let bytesKept = 0;
  const remove = (key: string): void => {
    bytesKept -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  };
  return {
    get(key) {
      const entry = kept.get(key);
      if (!entry) return undefined;
      if (now() >= entry.until) {
        remove(key);
        return undefined;
      }
      kept.delete(key);
      kept.set(key, entry);
      return entry.value;
    },
    set(key, value, bytes) {
      remove(key);
      if (bytes > limits.bytes) return;
      kept.set(key, { value, bytes, until: now() + limits.ttlMs });
      bytesKept += bytes;
      for (const oldest of kept.keys()) {
        if (kept.size <= limits.entries && bytesKept <= limits.bytes) break;
        remove(oldest);
      }
    },
  };
}
