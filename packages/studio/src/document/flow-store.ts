import type { JsonObject } from '@streambed/model';
import * as Y from 'yjs';
import { FLOW_SCOPE, type ScopeId } from './flow-snapshot.ts';

/**
 * Where things lie in the Y.Doc. Nodes and connections are found by ids that only the studio knows, so that a rename is
 * one change and merges with everything else; the order of the definition is kept apart from what is in it.
 */
export interface FlowStore {
  readonly doc: Y.Doc;
  /** Ids that things which are made take, the last one first; how a document that was kept finds its own again. */
  readonly keptIds: string[];
  /** Node id → { scope, json }; `json` is the node as the API has it, without the body of a Loop. */
  readonly nodes: Y.Map<Y.Map<unknown>>;
  /** Connection id → { scope, json, source?, target? }; the ends as node ids, where they lead to nodes. */
  readonly connections: Y.Map<Y.Map<unknown>>;
  /** Scope id → { nodes, connections, json }; ids in order, and what else a definition has. */
  readonly scopes: Y.Map<Y.Map<unknown>>;
  /** Node id → [x, y]. */
  readonly positions: Y.Map<readonly [number, number]>;
  readonly remarks: Y.Map<Y.Text>;
  readonly notes: Y.Map<Y.Map<unknown>>;
  readonly savedInputs: Y.Array<Y.Map<unknown>>;
  readonly pins: Y.Map<JsonObject>;
}

/** `gc` is off: steps can be undone after the tab was reloaded, which needs what was deleted. */
export const createStore = (doc: Y.Doc = new Y.Doc({ gc: false })): FlowStore => ({
  doc,
  keptIds: [],
  nodes: doc.getMap('nodes'),
  connections: doc.getMap('connections'),
  scopes: doc.getMap('scopes'),
  positions: doc.getMap('positions'),
  remarks: doc.getMap('remarks'),
  notes: doc.getMap('notes'),
  savedInputs: doc.getArray('savedInputs'),
  pins: doc.getMap('pins'),
});

export const sharedTypes = (store: FlowStore): Y.AbstractType<Y.YEvent<Y.AbstractType<unknown>>>[] =>
  [
    store.nodes,
    store.connections,
    store.scopes,
    store.positions,
    store.remarks,
    store.notes,
    store.savedInputs,
    store.pins,
  ] as unknown as Y.AbstractType<Y.YEvent<Y.AbstractType<unknown>>>[];

export const scopeOf = (item: Y.Map<unknown>): ScopeId =>
  (item.get('scope') as ScopeId | undefined) ?? FLOW_SCOPE;
export const jsonOf = (item: Y.Map<unknown>): Y.Map<unknown> => item.get('json') as Y.Map<unknown>;

/** The ids of a scope's list that still lead somewhere, each once. */
export const idsOf = (store: FlowStore, scope: ScopeId, list: 'nodes' | 'connections'): string[] => {
  const array = store.scopes.get(scope)?.get(list) as Y.Array<string> | undefined;
  if (!array) return [];
  const items = store[list];
  return [...new Set(array.toArray())].filter((id) => items.has(id));
};

let lastId = 0;
/** An id that nobody else makes. */
export const newId = (store: FlowStore): string =>
  store.keptIds.pop() ??
  `${store.doc.clientID.toString(36)}-${(++lastId).toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

export const orderOf = (store: FlowStore, scope: ScopeId, list: 'nodes' | 'connections'): Y.Array<string> =>
  store.scopes.get(scope)!.get(list) as Y.Array<string>;

export const removeFromOrder = (order: Y.Array<string>, gone: ReadonlySet<string>): void => {
  const now = order.toArray();
  for (let end = now.length; end > 0; end--) {
    if (!gone.has(now[end - 1]!)) continue;
    let start = end - 1;
    while (start > 0 && gone.has(now[start - 1]!)) start--;
    order.delete(start, end - start);
    end = start + 1;
  }
};
