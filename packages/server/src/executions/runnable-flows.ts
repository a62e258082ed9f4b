import type { Scope, Store } from '../store/index.ts';
import { loadRunnableFlow, type RunnableFlow } from './load-runnable-flow.ts';

export interface CacheLimits {
  /** How many flows are kept, counted by alias. */
  readonly entries: number;
  /** How much they may weigh together, in characters of their definitions. */
  readonly weight: number;
}

/** A definition may hold 25 MB of code, so a number of flows alone would bound nothing. */
const CACHE_LIMITS: CacheLimits = { entries: 500, weight: 64 * 1024 * 1024 };

interface Entry {
  readonly flow: Promise<RunnableFlow>;
  /** 0 until it is loaded. */
  weight: number;
}

/**
 * What aliases serve, compiled once for as long as it stays as it is; the least recently used goes first. Entries go
 * when the store reports a committed change of their flow, so an invocation after a change sees the change. Many that
 * ask at once share one load; a load that failed is tried again by the next who asks.
 */
export class RunnableFlows {
  private readonly store: Store;
  private readonly limits: CacheLimits;
  /** Least recently used first. */
  private readonly entries = new Map<string, Entry>();
  private weight = 0;

  constructor(store: Store, limits = CACHE_LIMITS) {
    this.store = store;
    this.limits = limits;
    store.onFlowChanged((scope, flowId) => {
      const prefix = flowKey(scope, flowId);
      for (const key of this.entries.keys()) if (key.startsWith(prefix)) this.drop(key);
    });
  }

  /** Rejects with FlowError, see loadRunnableFlow. */
  find(scope: Scope, flowId: string, aliasId: string): Promise<RunnableFlow> {
    const key = flowKey(scope, flowId) + aliasId;
    const known = this.entries.get(key);
    if (known) {
      this.entries.delete(key);
      this.entries.set(key, known);
      return known.flow;
    }
    const entry: Entry = { flow: loadRunnableFlow(this.store, scope, flowId, aliasId), weight: 0 };
    this.entries.set(key, entry);
    entry.flow.then(
      ({ weight }) => this.weigh(key, entry, weight),
      () => {
        if (this.entries.get(key) === entry) this.drop(key);
      },
    );
    return entry.flow;
  }

  /** What was dropped while it was loaded, since its flow changed, stays dropped. */
  private weigh(key: string, entry: Entry, weight: number): void {
    if (this.entries.get(key) !== entry) return;
    entry.weight = weight;
    this.weight += weight;
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.limits.entries && this.weight <= this.limits.weight) return;
      if (oldest !== key) this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.weight -= this.entries.get(key)?.weight ?? 0;
    this.entries.delete(key);
  }
}

/** Ends in a slash, which no id has, so that no key of another flow begins with it. */
const flowKey = (scope: Scope, flowId: string): string => `${scope.accountId}/${scope.region}/${flowId}/`;
