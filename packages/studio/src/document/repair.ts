import type { JsonObject } from '@streambed/model';
import * as Y from 'yjs';
import { MAX_CONNECTION_NAME, uniqueName } from './flow-names.ts';
import { FLOW_SCOPE, type NodeId, type ScopeId } from './flow-snapshot.ts';
import { type FlowStore, idsOf, jsonOf, scopeOf } from './flow-store.ts';
import { touchedEntries } from './history/entries.ts';
import { dropLooseConnections, removeConnection, removeNodes } from './write-definition.ts';
import { fromY, memberKey, sameJson } from './y-json.ts';

/**
 * What two people did at the same time is put together letter by letter and item by item, which may leave what neither
 * of them made: two nodes of one name, a connection to a node that is gone, a condition twice. This mends it where the
 * transaction has touched it, so that a draft that was wrong before stays as its author left it.
 *
 * Everybody who takes part does the same on the same state, and only by writing members and taking things away, so that
 * doing it twice is doing it once: the documents end equal. The first of a name in the definition's order keeps it.
 */
export const repair = (store: FlowStore, changed: Y.Transaction['changed']): void => {
  const touched = [...touchedEntries(store, changed).values()];
  if (touched.length === 0) return;
  dropLostNodes(store);
  dropLooseConnections(store);
  const idsOfKind = (kind: 'nodes' | 'connections') =>
    new Set(touched.filter((place) => place.kind === kind && store[kind].has(place.id)).map(({ id }) => id));
  const nodes = idsOfKind('nodes');
  for (const id of nodes) for (const list of listsOf(jsonOf(store.nodes.get(id)!))) distinctItems(list);
  distinctNames(store, 'nodes', nodes);
  distinctNames(store, 'connections', idsOfKind('connections'));
};

/** Nodes of a loop that somebody else took away. */
const dropLostNodes = (store: FlowStore): void => {
  const isThere = (scope: ScopeId): boolean =>
    scope === FLOW_SCOPE ||
    (store.scopes.has(scope) && store.nodes.has(scope) && isThere(scopeOf(store.nodes.get(scope)!)));
  const lost: NodeId[] = [];
  for (const [id, node] of store.nodes.entries()) if (!isThere(scopeOf(node))) lost.push(id);
  removeNodes(store, lost);
  for (const scope of [...store.scopes.keys()]) if (!isThere(scope)) store.scopes.delete(scope);
};

const LISTS: readonly (readonly string[])[] = [
  ['inputs'],
  ['outputs'],
  ['configuration', 'condition', 'conditions'],
];

/** The node's lists whose items go by name. */
const listsOf = (json: Y.Map<unknown>): Y.Array<unknown>[] =>
  LISTS.flatMap((path) => {
    const list = path.reduce<unknown>(
      (at, step) => (at instanceof Y.Map ? at.get(memberKey(step)) : undefined),
      json,
    );
    return list instanceof Y.Array ? [list] : [];
  });

/** What two people added or moved alike is there once; what only has the same name gets another one. */
const distinctItems = (list: Y.Array<unknown>): void => {
  const items = list.toArray().map((item) => fromY(item) as JsonObject);
  const nameOf = (item: JsonObject | undefined) => item?.name as string;
  const taken = new Set(items.map(nameOf));
  const seen = new Map<string, JsonObject[]>();
  const twice: number[] = [];
  for (const [index, item] of items.entries()) {
    const name = nameOf(item);
    const before = seen.get(name);
    if (typeof name !== 'string' || !before) {
      seen.set(name, [item]);
    } else if (before.some((other) => sameJson(other, item))) twice.push(index);
    else {
      before.push(item);
      const free = uniqueName(name, taken);
      taken.add(free);
      (list.get(index) as Y.Map<unknown>).set(memberKey('name'), free);
    }
  }
  for (const index of twice.reverse()) list.delete(index, 1);
};

/** Names within a scope, where one that is among `touched` has the name of another. */
const distinctNames = (
  store: FlowStore,
  kind: 'nodes' | 'connections',
  touched: ReadonlySet<string>,
): void => {
  const jsonOfId = (id: string) => jsonOf(store[kind].get(id)!);
  const nameOf = (id: string) => String(jsonOfId(id).get('name'));
  for (const scope of new Set([...touched].map((id) => scopeOf(store[kind].get(id)!)))) {
    const ids = idsOf(store, scope, kind);
    const taken = new Set(ids.map(nameOf));
    for (const [name, same] of Map.groupBy(ids, nameOf)) {
      if (same.length < 2 || !same.some((id) => touched.has(id))) continue;
      const [first, ...others] = same;
      for (const id of others) {
        if (kind === 'connections' && isSameConnection(store, first!, id)) {
          removeConnection(store, id);
          continue;
        }
        const free = uniqueName(name, taken, kind === 'connections' ? MAX_CONNECTION_NAME : undefined);
        taken.add(free);
        jsonOfId(id).set('name', free);
      }
    }
  }
};

const isSameConnection = (store: FlowStore, one: string, other: string): boolean => {
  const [a, b] = [store.connections.get(one)!, store.connections.get(other)!];
  const { source: _, target: __, ...plain } = fromY(jsonOf(a)) as JsonObject;
  const { source: ___, target: ____, ...others } = fromY(jsonOf(b)) as JsonObject;
  return (
    a.get('source') === b.get('source') && a.get('target') === b.get('target') && sameJson(plain, others)
  );
};
