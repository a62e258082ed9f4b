import type { ConnectionId, FlowDocument, FlowSnapshot, NodeId } from '../../document/index.ts';
import type { NodeRunView, RunSource } from '../../editor/index.ts';
import { shownOutput } from './node-view.ts';
import type { NodeRun } from './run-state.ts';
import type { RunStore } from './run-store.ts';

/** A RunSource over a document: the run's own snapshot, or the draft that has gone on since. */
export interface DocumentRunSource extends RunSource {
  readonly store: RunStore | undefined;
  /**
   * From now on this run is shown; undefined shows none. `differing` tells which nodes of the document are not as they
   * were in it; left out where the document is the run's own.
   */
  show(store: RunStore | undefined, differing?: Differing): void;
  /** Nodes of the document that are not as they were in the run that is shown. */
  differs(): ReadonlySet<NodeId>;
  nodeRun(id: NodeId): NodeRun | undefined;
  /** How events call the node: its path when the run was shown, since it may have been renamed meanwhile. */
  pathOf(id: NodeId): string | undefined;
  idOf(path: string): NodeId | undefined;
  destroy(): void;
}

type Differing = (snapshot: FlowSnapshot) => ReadonlySet<NodeId>;

const NOTHING: ReadonlySet<NodeId> = new Set();

interface Places {
  readonly paths: ReadonlyMap<NodeId, string>;
  readonly ids: ReadonlyMap<string, NodeId>;
}

const placesIn = (snapshot: FlowSnapshot): Places => {
  const paths = new Map<NodeId, string>();
  const ids = new Map<string, NodeId>();
  for (const { id, path } of snapshot.nodes.values()) {
    paths.set(id, path);
    ids.set(path, id);
  }
  return { paths, ids };
};

export const createRunSource = (
  document: Pick<FlowDocument, 'snapshot' | 'subscribe'>,
): DocumentRunSource => {
  const listeners = new Set<() => void>();
  const connectionListeners = new Set<() => void>();
  const nodeListeners = new Map<NodeId, Set<() => void>>();
  let stopNodes = new Map<NodeId, () => void>();
  let store: RunStore | undefined;
  let shown: Places = { paths: new Map(), ids: new Map() };
  let now: Places | undefined;
  let stopStore: (() => void) | undefined;
  let differing: Differing | undefined;
  let differs = NOTHING;
  /** The same object for the same view, so that a card is painted when something of it changed. */
  const differingViews = new WeakMap<NodeRunView, NodeRunView>();

  const current = (): Places => {
    now ??= placesIn(document.snapshot());
    return now;
  };
  const pathOf = (id: NodeId) => shown.paths.get(id) ?? current().paths.get(id);
  const nodeRun = (id: NodeId): NodeRun | undefined => {
    const path = pathOf(id);
    return path === undefined ? undefined : store?.nodeRun(path);
  };
  const listen = (id: NodeId) => {
    const path = pathOf(id);
    if (!store || path === undefined) return;
    stopNodes.set(
      id,
      store.subscribeNode(path, () => tell(id)),
    );
  };
  const tell = (id: NodeId) => {
    for (const listener of nodeListeners.get(id) ?? []) listener();
  };
  const stopDocument = document.subscribe(() => {
    now = undefined;
    if (!differing) return;
    const before = differs;
    differs = differing(document.snapshot());
    for (const id of before.symmetricDifference(differs)) tell(id);
  });

  return {
    get runId() {
      return store?.runId;
    },
    get isRunning() {
      return store?.isRunning ?? false;
    },
    get store() {
      return store;
    },
    differs: () => differs,
    show(next, nodesThatDiffer) {
      stopStore?.();
      for (const stop of stopNodes.values()) stop();
      stopNodes = new Map();
      store = next;
      differing = nodesThatDiffer;
      differs = differing?.(document.snapshot()) ?? NOTHING;
      shown = placesIn(document.snapshot());
      stopStore = store?.subscribe(() => {
        for (const listener of connectionListeners) listener();
        for (const listener of listeners) listener();
      });
      for (const id of nodeListeners.keys()) listen(id);
      for (const set of nodeListeners.values()) for (const listener of set) listener();
      for (const listener of connectionListeners) listener();
      for (const listener of listeners) listener();
    },
    nodeRun,
    pathOf,
    idOf: (path) => shown.ids.get(path) ?? current().ids.get(path),
    node(id) {
      const path = pathOf(id);
      const view = path === undefined ? undefined : store?.node(path);
      if (!view || !differs.has(id)) return view;
      const marked = differingViews.get(view) ?? { ...view, differs: true };
      differingViews.set(view, marked);
      return marked;
    },
    details(id) {
      const run = nodeRun(id);
      if (!run) return undefined;
      const call = run.latest?.actionEvents?.at(-1);
      const response = call === undefined ? undefined : store?.event(call)?.action?.operationResponse;
      const whole = run.outputs && shownOutput(run.outputs);
      // What streamed came in pieces; the output is the whole of it, also where nothing streamed.
      const text = typeof whole === 'string' && run.latest?.status !== 'running' ? whole : run.text;
      return { ...(text !== '' && { text }), ...(response !== undefined && { response }) };
    },
    subscribeNode(id, listener) {
      const set = nodeListeners.get(id) ?? new Set();
      nodeListeners.set(id, set.add(listener));
      if (!stopNodes.has(id)) listen(id);
      return () => {
        set.delete(listener);
        if (set.size > 0 || nodeListeners.get(id) !== set) return;
        nodeListeners.delete(id);
        stopNodes.get(id)?.();
        stopNodes.delete(id);
      };
    },
    connection: (id) => (store ? connectionState(store, nodeRun, document.snapshot(), id) : undefined),
    subscribeConnections(listener) {
      connectionListeners.add(listener);
      return () => connectionListeners.delete(listener);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    destroy() {
      stopStore?.();
      stopDocument();
      for (const stop of stopNodes.values()) stop();
    },
  };
};

/** A value came (`lit`), is being worked on (`moving`), or none will come since the branch was not taken (`dead`). */
const connectionState = (
  store: RunStore,
  nodeRun: (id: NodeId) => NodeRun | undefined,
  snapshot: FlowSnapshot,
  id: ConnectionId,
): ReturnType<RunSource['connection']> => {
  const connection = snapshot.connections.get(id);
  const source = connection?.source === undefined ? undefined : nodeRun(connection.source);
  if (!connection || !source) return undefined;
  const target = connection.target === undefined ? undefined : nodeRun(connection.target);
  if (connection.condition !== undefined) {
    if (!source.satisfiedConditions) return source.latest?.status === 'skipped' ? 'dead' : undefined;
    return source.satisfiedConditions.includes(connection.condition) ? moving(store, target) : 'dead';
  }
  const { latest, outputs, document } = source;
  if (latest?.status === 'skipped') return 'dead';
  if (outputs === undefined && document === undefined && source.satisfiedConditions === undefined)
    return undefined;
  return target?.latest?.status === 'skipped' ? 'dead' : moving(store, target);
};

const moving = (store: RunStore, target: NodeRun | undefined): 'lit' | 'moving' => {
  const status = target?.latest?.status;
  return store.isRunning && (status === 'running' || status === 'queued') ? 'moving' : 'lit';
};
