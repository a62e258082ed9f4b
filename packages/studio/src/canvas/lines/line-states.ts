import type { ConnectionId } from '../../document/index.ts';
import type { RunSource } from '../../editor/index.ts';
import type { LineStore } from './line-store.ts';

type LineState = ReturnType<RunSource['connection']>;

/** What a run did with each line, asked once per notice of the run instead of once per line; tells those that changed. */
interface LineStates {
  get(id: ConnectionId): LineState;
  subscribe(id: ConnectionId, listener: () => void): () => void;
}

const known = new WeakMap<RunSource, LineStates>();

export const lineStates = (run: RunSource, lines: LineStore, mostMoving: number): LineStates => {
  let states = known.get(run);
  if (!states) {
    states = watch(run, lines, mostMoving);
    known.set(run, states);
  }
  return states;
};

const watch = (run: RunSource, lines: LineStore, mostMoving: number): LineStates => {
  const listeners = new Map<ConnectionId, Set<() => void>>();
  let states = new Map<ConnectionId, LineState>();
  let stop: (() => void) | undefined;
  const update = () => {
    const next = new Map<ConnectionId, LineState>();
    let moving = 0;
    for (const id of listeners.keys()) {
      const state = run.connection(id);
      if (state === 'moving') moving++;
      if (state !== undefined) next.set(id, state === 'moving' && moving > mostMoving ? 'lit' : state);
    }
    const before = states;
    states = next;
    for (const [id, own] of listeners)
      if (before.get(id) !== next.get(id)) for (const listener of own) listener();
  };
  return {
    get(id) {
      if (!listeners.has(id) && lines.line(id)) return run.connection(id);
      return states.get(id);
    },
    subscribe(id, listener) {
      const own = listeners.get(id) ?? new Set();
      listeners.set(id, own.add(listener));
      stop ??= run.subscribeConnections(update);
      const state = run.connection(id);
      if (state !== undefined && !states.has(id)) states.set(id, state);
      return () => {
        own.delete(listener);
        if (own.size > 0) return;
        listeners.delete(id);
        states.delete(id);
        if (listeners.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
};
