import type { Clock } from '@streambed/flow/ports';

/** What the adapters need of the process around them. */
export interface AdapterWorld {
  /** The guarded way out: checks addresses and sizes, and hands answers on as they come. */
  readonly fetch: typeof globalThis.fetch;
  /** Values that no message may repeat. */
  readonly secrets: readonly string[];
  /** Reads Retry-After dates. */
  readonly clock: Pick<Clock, 'now'>;
}
