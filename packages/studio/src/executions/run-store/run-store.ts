import type { RunEvent } from '@streambed/model/streambed';
import type { NodeRunView } from '../../editor/index.ts';
import { applyEvents } from './apply-events.ts';
import { EventLog, eventSays, type LoggedEvent } from './event-log.ts';
import { EventValues } from './event-values.ts';
import { nodeView } from './node-view.ts';
import { createRunState, keyOf, type NodeRun, type RunState } from './run-state.ts';

/** At most eight notices a second: with a card's own clock that keeps within ten paints a second. Milliseconds. */
export const NOTICE_INTERVAL = 125;

/** When to tell. Tests put their own in its place. */
export interface Pace {
  now(): number;
  /** Calls back after so many ms; the answer cancels. */
  after(milliseconds: number, callback: () => void): () => void;
  isHidden(): boolean;
  /** Calls whenever the page is seen again; the answer unsubscribes. */
  onShown(callback: () => void): () => void;
}

export const browserPace: Pace = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  isHidden: () => globalThis.document?.visibilityState === 'hidden',
  onShown(callback) {
    // Outside of a page nothing is ever hidden.
    const page = globalThis.document as Document | undefined;
    const listener = () => {
      if (page?.visibilityState === 'visible') callback();
    };
    page?.addEventListener('visibilitychange', listener);
    return () => page?.removeEventListener('visibilitychange', listener);
  },
};

/**
 * One run as its events come in, outside of React. Everything read between two notices is the same object; a notice
 * comes at most eight times a second, and none while the page is hidden: then one when it is seen again.
 */
export interface RunStore {
  readonly runId: string;
  /** Read it, and only between notices' ends; it changes underneath. */
  readonly state: RunState;
  /** Counts notices. */
  readonly revision: number;
  readonly isRunning: boolean;
  push(events: readonly RunEvent[]): void;
  node(path: string): NodeRunView | undefined;
  nodeRun(path: string): NodeRun | undefined;
  /** In the order in which they were first heard of. The same array until a node is added. */
  nodes(): readonly NodeRun[];
  log(): readonly LoggedEvent[];
  /** The event with its values, while they are kept. */
  event(number: number): RunEvent | undefined;
  /** The same, asked of the server when it is kept no more; undefined when it has none either. */
  loadEvent(number: number): Promise<RunEvent | undefined>;
  subscribeNode(path: string, listener: () => void): () => void;
  subscribe(listener: () => void): () => void;
  /** Tells at once what waits to be told. */
  flush(): void;
  close(): void;
}

export interface RunStoreOptions {
  readonly runId: string;
  readonly pace?: Pace;
  readonly load?: (number: number) => Promise<RunEvent | undefined>;
}

export const createRunStore = ({
  runId,
  pace = browserPace,
  load = async () => undefined,
}: RunStoreOptions): RunStore => {
  const state = createRunState(runId);
  const values = new EventValues();
  const log = new EventLog();
  const listeners = new Set<() => void>();
  const nodeListeners = new Map<string, Set<() => void>>();
  const views = new Map<string, NodeRunView>();
  const changed = new Set<string>();
  const loading = new Map<number, Promise<RunEvent | undefined>>();
  let list: readonly NodeRun[] = [];
  let revision = 0;
  let lastNotice = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  let isWaiting = false;

  const tell = () => {
    cancel?.();
    cancel = undefined;
    isWaiting = false;
    lastNotice = pace.now();
    revision++;
    const paths = [...changed];
    changed.clear();
    for (const path of paths) views.delete(path);
    for (const path of paths) for (const listener of nodeListeners.get(path) ?? []) listener();
    for (const listener of listeners) listener();
  };
  const plan = () => {
    isWaiting = true;
    if (cancel || pace.isHidden()) return;
    const wait = Math.max(0, NOTICE_INTERVAL - (pace.now() - lastNotice));
    cancel = pace.after(wait, () => {
      cancel = undefined;
      if (!pace.isHidden()) tell();
    });
  };
  const stopWatching = pace.onShown(() => {
    if (isWaiting) tell();
  });

  return {
    runId,
    state,
    get revision() {
      return revision;
    },
    get isRunning() {
      return state.status === 'starting' || state.status === 'running';
    },
    push(events) {
      const before = state.eventCount;
      let last = state.lastNumber;
      for (const event of events) {
        if (event.number <= last) continue;
        last = event.number;
        values.add(event);
        log.add({
          number: event.number,
          at: event.at,
          type: event.type,
          node: event.node,
          key: keyOf(event.iteration),
          says: eventSays(event),
        });
      }
      applyEvents(state, events, changed);
      if (state.eventCount !== before) plan();
    },
    node(path) {
      const known = views.get(path);
      if (known) return known;
      const node = state.nodes.get(path);
      if (!node) return undefined;
      const view = nodeView(state, node);
      views.set(path, view);
      return view;
    },
    nodeRun: (path) => state.nodes.get(path),
    nodes() {
      if (list.length !== state.nodes.size) list = [...state.nodes.values()];
      return list;
    },
    log: () => log.list(),
    event: (number) => values.get(number),
    loadEvent(number) {
      const kept = values.get(number);
      if (kept) return Promise.resolve(kept);
      let asked = loading.get(number);
      if (!asked) {
        asked = load(number).finally(() => loading.delete(number));
        loading.set(number, asked);
      }
      return asked;
    },
    subscribeNode(path, listener) {
      const set = nodeListeners.get(path) ?? new Set();
      nodeListeners.set(path, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && nodeListeners.get(path) === set) nodeListeners.delete(path);
      };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    flush() {
      if (isWaiting) tell();
    },
    close() {
      cancel?.();
      cancel = undefined;
      stopWatching();
    },
  };
};
