import type { JsonObject } from '@streambed/model';
import type { FlowConnection, FlowDefinition, FlowNode } from '@streambed/model/bedrock-agent';
import * as Y from 'yjs';
import type { ConnectionId, NodeId, ScopeId } from './flow-snapshot.ts';
import { type FlowStore, idsOf, jsonOf, newId, orderOf, removeFromOrder, scopeOf } from './flow-store.ts';
import { mapOf, reconcileMap, sameBytes, sameJson } from './y-json.ts';

const LISTS = new Set(['nodes', 'connections']);

/** The node's JSON without the body, which is a scope of its own; the place of `definition` in its order stays. */
const withoutBody = (
  node: FlowNode,
): { readonly json: JsonObject; readonly body: FlowDefinition | undefined } => {
  const body = node.configuration?.loop?.definition;
  if (body === undefined || typeof body !== 'object' || body === null)
    return { json: node as unknown as JsonObject, body: undefined };
  const loop = { ...node.configuration!.loop, definition: null };
  return { json: { ...node, configuration: { ...node.configuration, loop } } as unknown as JsonObject, body };
};

/** Makes an empty scope. */
export const createScope = (store: FlowStore, scope: ScopeId, definition: FlowDefinition): void => {
  const map = new Y.Map<unknown>();
  map.set('nodes', new Y.Array<string>());
  map.set('connections', new Y.Array<string>());
  const members = Object.keys(definition);
  const rest = Object.fromEntries(
    Object.entries(definition).map(([name, value]) => [name, LISTS.has(name) ? null : value]),
  );
  map.set('json', mapOf(rest as JsonObject, []));
  map.set('members', members);
  store.scopes.set(scope, map);
};

export const insertNode = (store: FlowStore, scope: ScopeId, node: FlowNode, index?: number): NodeId => {
  const id = newId(store);
  const { json, body } = withoutBody(node);
  const map = new Y.Map<unknown>();
  map.set('scope', scope);
  map.set('json', mapOf(json, []));
  store.nodes.set(id, map);
  const order = orderOf(store, scope, 'nodes');
  order.insert(index ?? order.length, [id]);
  if (body !== undefined) {
    createScope(store, id, body);
    fillScope(store, id, body);
  }
  return id;
};

/** The nodes of a scope by name; of two with one name the first, as connections understand it. */
export const nodesByName = (store: FlowStore, scope: ScopeId): Map<string, NodeId> => {
  const names = new Map<string, NodeId>();
  for (const id of idsOf(store, scope, 'nodes')) {
    const name = jsonOf(store.nodes.get(id)!).get('name') as string;
    if (!names.has(name)) names.set(name, id);
  }
  return names;
};

export const insertConnection = (
  store: FlowStore,
  scope: ScopeId,
  connection: FlowConnection,
  names: ReadonlyMap<string, NodeId>,
  index?: number,
): ConnectionId => {
  const id = newId(store);
  const map = new Y.Map<unknown>();
  map.set('scope', scope);
  map.set('json', mapOf(connection as unknown as JsonObject, []));
  map.set('source', names.get(connection.source) ?? '');
  map.set('target', names.get(connection.target) ?? '');
  store.connections.set(id, map);
  const order = orderOf(store, scope, 'connections');
  order.insert(index ?? order.length, [id]);
  return id;
};

/** Fills an empty scope. */
export const fillScope = (store: FlowStore, scope: ScopeId, definition: FlowDefinition): void => {
  for (const node of definition.nodes ?? []) insertNode(store, scope, node);
  const names = nodesByName(store, scope);
  for (const connection of definition.connections ?? []) insertConnection(store, scope, connection, names);
};

/** Takes nodes away, loops with their bodies, and every connection that begins or ends at one of them. */
export const removeNodes = (store: FlowStore, nodes: Iterable<NodeId>): void => {
  const gone = new Set<NodeId>();
  const visit = (id: NodeId) => {
    if (gone.has(id) || !store.nodes.has(id)) return;
    gone.add(id);
    for (const inner of idsOf(store, id, 'nodes')) visit(inner);
  };
  for (const id of nodes) visit(id);
  if (gone.size === 0) return;
  const isGone = (id: unknown) => gone.has(id as NodeId);
  const loose: ConnectionId[] = [];
  for (const [id, item] of store.connections.entries())
    if (isGone(item.get('source')) || isGone(item.get('target')) || isGone(item.get('scope'))) loose.push(id);
  removeConnections(store, loose);
  const scopes = new Set([...gone].map((id) => scopeOf(store.nodes.get(id)!)));
  for (const scope of scopes)
    if (!gone.has(scope) && store.scopes.has(scope)) removeFromOrder(orderOf(store, scope, 'nodes'), gone);
  for (const [id, note] of store.notes.entries()) {
    if (isGone(note.get('scope'))) store.notes.delete(id);
    else if (isGone(note.get('attachedTo'))) note.delete('attachedTo');
  }
  for (const id of gone) {
    for (const kept of [store.scopes, store.positions, store.remarks, store.pins])
      if (kept.has(id)) kept.delete(id);
    store.nodes.delete(id);
  }
};

const removeConnections = (store: FlowStore, connections: readonly ConnectionId[]): void => {
  const byScope = Map.groupBy(connections, (id) => scopeOf(store.connections.get(id)!));
  for (const [scope, ids] of byScope) {
    for (const id of ids) store.connections.delete(id);
    if (store.scopes.has(scope)) removeFromOrder(orderOf(store, scope, 'connections'), new Set(ids));
  }
};

/** Connections whose ends somebody took away go too. */
export const dropLooseConnections = (store: FlowStore): void => {
  const isGone = (id: unknown) => typeof id === 'string' && id !== '' && !store.nodes.has(id);
  const loose: ConnectionId[] = [];
  for (const [id, item] of store.connections.entries())
    if (isGone(item.get('source')) || isGone(item.get('target')) || !store.scopes.has(scopeOf(item)))
      loose.push(id);
  removeConnections(store, loose);
};

/** Connections that named a node before it was there lead to it now, as whoever reads the definition understands it. */
export const adoptLooseEnds = (
  store: FlowStore,
  scope: ScopeId,
  names: ReadonlyMap<string, NodeId>,
): void => {
  for (const item of store.connections.values()) {
    if ((item.get('source') !== '' && item.get('target') !== '') || scopeOf(item) !== scope) continue;
    for (const end of ['source', 'target'] as const) {
      const id = item.get(end) === '' ? names.get(String(jsonOf(item).get(end))) : undefined;
      if (id !== undefined) item.set(end, id);
    }
  }
};

export const removeConnection = (store: FlowStore, id: ConnectionId): void => {
  if (store.connections.has(id)) removeConnections(store, [id]);
};

/** How alike two nodes of the same type are: 0 for different types, else the share of equal parts. */
const likeness = (a: JsonObject, b: JsonObject): number => {
  if (a.type !== b.type) return 0;
  const parts = ['configuration', 'inputs', 'outputs'] as const;
  return 0.25 + parts.filter((part) => sameJson(a[part], b[part])).length * 0.25;
};

/**
 * What stands in the store as plain JSON, so that what is the same need not be read from there: the node without its
 * body, the connection with the names of its ends as they are.
 */
export interface StoredJson {
  storedNode(id: NodeId): JsonObject;
  connectionJson(id: ConnectionId): FlowConnection;
}

/** Pairs nodes by name; what is left over by likeness, so that a rename in the text is a rename. */
const pairNodes = (
  store: FlowStore,
  stored: StoredJson,
  scope: ScopeId,
  wanted: readonly FlowNode[],
): (NodeId | undefined)[] => {
  const left = new Map(idsOf(store, scope, 'nodes').map((id) => [id, stored.storedNode(id)]));
  const takeByName = (name: string): NodeId | undefined => {
    for (const [id, json] of left)
      if (json.name === name) {
        left.delete(id);
        return id;
      }
    return undefined;
  };
  const pairs = wanted.map((node) => takeByName(node.name));
  for (const [index, node] of wanted.entries()) {
    if (pairs[index] !== undefined || left.size === 0) continue;
    const { json } = withoutBody(node);
    let best: NodeId | undefined;
    let bestLikeness = 0.5;
    for (const [id, candidate] of left) {
      const alike = likeness(candidate, json);
      if (alike > bestLikeness) [best, bestLikeness] = [id, alike];
    }
    if (best !== undefined) {
      left.delete(best);
      pairs[index] = best;
    }
  }
  return pairs;
};

/** Changes a scope into what the definition says, writing only what differs from what is stored now. */
export const reconcileScope = (
  store: FlowStore,
  stored: StoredJson,
  scope: ScopeId,
  definition: FlowDefinition,
): void => {
  const map = store.scopes.get(scope)!;
  const rest = Object.fromEntries(
    Object.entries(definition).map(([name, value]) => [name, LISTS.has(name) ? null : value]),
  ) as JsonObject;
  reconcileMap(map.get('json') as Y.Map<unknown>, rest, []);
  if (!sameJson(map.get('members'), Object.keys(definition))) map.set('members', Object.keys(definition));

  const wanted = definition.nodes ?? [];
  const pairs = pairNodes(store, stored, scope, wanted);
  const kept = new Set(pairs.filter((id) => id !== undefined));
  removeNodes(
    store,
    idsOf(store, scope, 'nodes').filter((id) => !kept.has(id)),
  );
  const ids = wanted.map((node, index) => {
    const id = pairs[index];
    if (id === undefined) return insertNode(store, scope, node);
    const { json, body } = withoutBody(node);
    if (!sameBytes(stored.storedNode(id), json)) reconcileMap(jsonOf(store.nodes.get(id)!), json, []);
    if (body === undefined) dropScope(store, id);
    else if (store.scopes.has(id)) reconcileScope(store, stored, id, body);
    else {
      createScope(store, id, body);
      fillScope(store, id, body);
    }
    return id;
  });
  reorder(orderOf(store, scope, 'nodes'), ids);

  const names = nodesByName(store, scope);
  const left = new Map(idsOf(store, scope, 'connections').map((id) => [id, stored.connectionJson(id)]));
  const take = (fits: (connection: FlowConnection) => boolean): ConnectionId | undefined => {
    for (const [id, connection] of left)
      if (fits(connection)) {
        left.delete(id);
        return id;
      }
    return undefined;
  };
  const connectionPairs = (definition.connections ?? []).map((connection) =>
    take(({ name }) => name === connection.name),
  );
  const connections = (definition.connections ?? []).map((connection, index) => {
    const id =
      connectionPairs[index] ??
      take(
        ({ source, target, configuration }) =>
          source === connection.source &&
          target === connection.target &&
          sameJson(configuration, connection.configuration),
      );
    if (id === undefined) return insertConnection(store, scope, connection, names);
    const item = store.connections.get(id);
    // Nodes that were taken away took their connections along.
    if (!item) return insertConnection(store, scope, connection, names);
    const ends = (['source', 'target'] as const).map(
      (end) => [end, names.get(connection[end]) ?? ''] as const,
    );
    const isSame = ends.every(([end, node]) => item.get(end) === node);
    if (!isSame || !sameBytes(stored.connectionJson(id), connection))
      reconcileMap(jsonOf(item), connection as unknown as JsonObject, []);
    for (const [end, node] of ends) if (item.get(end) !== node) item.set(end, node);
    return id;
  });
  removeConnections(
    store,
    [...left.keys()].filter((id) => store.connections.has(id)),
  );
  reorder(orderOf(store, scope, 'connections'), connections);
};

const dropScope = (store: FlowStore, scope: ScopeId): void => {
  if (!store.scopes.has(scope)) return;
  removeNodes(store, idsOf(store, scope, 'nodes'));
  removeConnections(store, idsOf(store, scope, 'connections'));
  store.scopes.delete(scope);
};

/** Moves as little as need be: what stands wrong is taken out and put where it belongs. */
export const reorder = (order: Y.Array<string>, wanted: readonly string[]): void => {
  const now = order.toArray();
  for (const [index, id] of wanted.entries()) {
    if (now[index] === id) continue;
    const from = now.indexOf(id, index);
    if (from >= 0) {
      now.splice(from, 1);
      order.delete(from, 1);
    }
    now.splice(index, 0, id);
    order.insert(index, [id]);
  }
  if (now.length > wanted.length) order.delete(wanted.length, now.length - wanted.length);
};
