import type { FlowDocument, NodeId } from '../src/document/index.ts';
import type { NodeRunView, RunSource } from '../src/editor/index.ts';

type Views = { readonly [name: string]: NodeRunView };

/** Made-up runs of the examples, by name. */
export const scripts: { readonly [name: string]: Views } = {
  router: {
    FlowInput: { status: 'succeeded', durationMs: 1, preview: '{message}' },
    Classify: { status: 'succeeded', durationMs: 1240, preview: 'billing', tokens: 812, usd: 0.0031 },
    Route: { status: 'succeeded', durationMs: 1, satisfiedConditions: ['billing'] },
    BillingReply: {
      status: 'running',
      startedAt: Date.now() - 3400,
      preview: 'You were charged twice for order 4711; the second amount goes back to your card within',
    },
    BillingOutput: { status: 'queued' },
    TechnicalReply: { status: 'skipped', reason: 'technical not taken' },
    TechnicalOutput: { status: 'skipped', reason: 'technical not taken' },
    OtherReply: { status: 'skipped', reason: 'default not taken' },
    OtherOutput: { status: 'skipped', reason: 'default not taken' },
  },
  failed: {
    FlowInput: { status: 'succeeded', durationMs: 1 },
    Classify: {
      status: 'failed',
      durationMs: 402,
      fault: { kind: 'throttling', message: 'The model is throttled. Try again in a minute.' },
    },
  },
  states: {
    FlowInput: { status: 'succeeded', durationMs: 1 },
    Classify: { status: 'waiting', preview: 'Which order do you mean?' },
    Route: { status: 'stopped' },
    BillingReply: { status: 'succeeded', origin: 'Recorded', preview: '["jazz", "rock"]', durationMs: 900 },
    BillingOutput: {
      status: 'failed',
      fault: { kind: 'type', message: 'Expected a String, got an Object.' },
    },
    TechnicalReply: { status: 'succeeded', origin: 'Pinned', preview: 'pinned text' },
    OtherReply: { status: 'skipped', reason: 'default not taken' },
  },
  iterator: {
    FlowInput: { status: 'succeeded', durationMs: 1 },
    EachReview: {
      status: 'succeeded',
      iterations: { total: 23, ok: 6, failed: 1, running: 0, skipped: 0, stopped: 0 },
    },
    Summarize: {
      status: 'failed',
      fault: { kind: 'throttling', message: 'Item 7: the model is throttled.' },
      iterations: { total: 23, ok: 6, failed: 1, running: 0, skipped: 0, stopped: 0 },
      tokens: 4100,
      durationMs: 9400,
    },
  },
};

/** A run whose views are set from outside, by the names of nodes; tells as the real one does. */
export const scriptedRun = (document: FlowDocument): RunSource & { show(views: Views): void } => {
  let views: Views = {};
  const nodeListeners = new Map<NodeId, Set<() => void>>();
  const listeners = new Set<() => void>();
  const connectionListeners = new Set<() => void>();
  const on = (set: Set<() => void>) => (listener: () => void) => {
    set.add(listener);
    return () => set.delete(listener);
  };
  const viewOf = (id: NodeId) => {
    const node = document.snapshot().nodes.get(id);
    return node && (views[node.path] ?? views[node.name]);
  };
  return {
    get runId() {
      return Object.keys(views).length > 0 ? 'RUN' : undefined;
    },
    get isRunning() {
      return Object.values(views).some(({ status }) => status === 'running');
    },
    node: viewOf,
    subscribeNode(id, listener) {
      const set = nodeListeners.get(id) ?? new Set();
      nodeListeners.set(id, set.add(listener));
      return () => set.delete(listener);
    },
    connection(id) {
      const connection = document.snapshot().connections.get(id);
      const source = connection?.source === undefined ? undefined : viewOf(connection.source);
      const target = connection?.target === undefined ? undefined : viewOf(connection.target);
      if (!connection || !source) return undefined;
      if (target?.status === 'skipped') return 'dead';
      if (connection.condition !== undefined)
        return source.satisfiedConditions?.includes(connection.condition) ? 'lit' : 'dead';
      if (source.status !== 'succeeded') return undefined;
      return target?.status === 'running' ? 'moving' : 'lit';
    },
    subscribeConnections: on(connectionListeners),
    subscribe: on(listeners),
    show(next) {
      views = next;
      for (const set of nodeListeners.values()) for (const listener of set) listener();
      for (const listener of connectionListeners) listener();
      for (const listener of listeners) listener();
    },
  };
};
