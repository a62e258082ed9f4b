import type { JsonObject, JsonValue } from '@streambed/model';
import * as Y from 'yjs';
import { type FlowStore, idsOf, jsonOf } from '../flow-store.ts';
import { reorder } from '../write-definition.ts';
import { fromY, mapOf, objectOf, reconcileMap, reconcileText, sameJson } from '../y-json.ts';

/** The kinds of things a document consists of, in the order in which they are put back. */
export const KINDS = [
  'scopes',
  'nodes',
  'connections',
  'positions',
  'remarks',
  'pins',
  'notes',
  'savedInputs',
  'nodeOrder',
  'connectionOrder',
] as const;
export type EntryKind = (typeof KINDS)[number];

/** One thing of a document, by what it is and whose; `all` for what there is once. */
export interface EntryPlace {
  readonly kind: EntryKind;
  readonly id: string;
}

export const keyOf = ({ kind, id }: EntryPlace): string => `${kind}\n${id}`;

/** The thing as plain JSON; undefined when it is not there. */
export const readEntry = (store: FlowStore, { kind, id }: EntryPlace): JsonValue | undefined => {
  switch (kind) {
    case 'nodes':
    case 'connections': {
      const item = store[kind].get(id);
      if (!item) return undefined;
      const ends = kind === 'connections' ? { source: item.get('source'), target: item.get('target') } : {};
      return { scope: item.get('scope'), ...ends, json: objectOf(jsonOf(item)) } as JsonObject;
    }
    case 'scopes': {
      const scope = store.scopes.get(id);
      return scope && ({ json: fromY(scope.get('json')), members: scope.get('members') } as JsonObject);
    }
    case 'nodeOrder':
      return idsOf(store, id, 'nodes');
    case 'connectionOrder':
      return idsOf(store, id, 'connections');
    case 'savedInputs':
      return store.savedInputs.toArray().map((input) => Object.fromEntries(input.entries()) as JsonObject);
    case 'notes': {
      const note = store.notes.get(id);
      if (!note) return undefined;
      return Object.fromEntries([...note.entries()].sort().map(([name, value]) => [name, fromY(value)]));
    }
    case 'remarks':
      return store.remarks.get(id)?.toString();
    default:
      return store[kind].get(id) as JsonValue | undefined;
  }
};

/** Makes the thing what the JSON says, writing only what differs. */
export const writeEntry = (
  store: FlowStore,
  { kind, id }: EntryPlace,
  value: JsonValue | undefined,
): void => {
  const object = value as JsonObject | undefined;
  switch (kind) {
    case 'nodes':
    case 'connections': {
      if (object === undefined) {
        store[kind].delete(id);
        return;
      }
      const { json, ...rest } = object as JsonObject & { json: JsonObject };
      const item = store[kind].get(id);
      if (item) reconcileMap(jsonOf(item), json, []);
      const target = item ?? new Y.Map<unknown>();
      for (const [name, part] of Object.entries(rest))
        if (!item || item.get(name) !== part) target.set(name, part);
      if (item) return;
      target.set('json', mapOf(json, []));
      store[kind].set(id, target);
      return;
    }
    case 'scopes': {
      if (object === undefined) {
        store.scopes.delete(id);
        return;
      }
      const { json, members } = object as JsonObject & { json: JsonObject };
      const scope = store.scopes.get(id);
      if (scope) {
        reconcileMap(scope.get('json') as Y.Map<unknown>, json, []);
        if (!sameJson(scope.get('members'), members)) scope.set('members', members);
        return;
      }
      const made = new Y.Map<unknown>();
      made.set('nodes', new Y.Array<string>());
      made.set('connections', new Y.Array<string>());
      made.set('json', mapOf(json, []));
      made.set('members', members);
      store.scopes.set(id, made);
      return;
    }
    case 'nodeOrder':
    case 'connectionOrder': {
      const list = kind === 'nodeOrder' ? 'nodes' : 'connections';
      const order = store.scopes.get(id)?.get(list) as Y.Array<string> | undefined;
      const ids = [...new Set(value as string[])].filter((each) => store[list].has(each));
      if (order) reorder(order, ids);
      return;
    }
    case 'savedInputs': {
      store.savedInputs.delete(0, store.savedInputs.length);
      store.savedInputs.push(
        ((value ?? []) as JsonObject[]).map((input) => new Y.Map<unknown>(Object.entries(input))),
      );
      return;
    }
    case 'notes': {
      if (object === undefined) {
        store.notes.delete(id);
        return;
      }
      const note = store.notes.get(id);
      const target = note ?? new Y.Map<unknown>();
      for (const name of note ? [...note.keys()] : []) if (!Object.hasOwn(object, name)) target.delete(name);
      for (const [name, part] of Object.entries(object)) {
        const text = note?.get(name);
        if (text instanceof Y.Text) reconcileText(text, String(part));
        else if (name === 'text') target.set(name, new Y.Text(String(part)));
        else if (!note || !sameJson(note.get(name), part)) target.set(name, part);
      }
      if (!note) store.notes.set(id, target);
      return;
    }
    case 'remarks': {
      const text = store.remarks.get(id);
      if (value === undefined) store.remarks.delete(id);
      else if (text) reconcileText(text, String(value));
      else store.remarks.set(id, new Y.Text(String(value)));
      return;
    }
    default:
      if (value === undefined) store[kind].delete(id);
      else (store[kind] as Y.Map<unknown>).set(id, value);
  }
};

/** Every thing there is. */
export function* everyEntry(store: FlowStore): Generator<EntryPlace> {
  for (const kind of ['scopes', 'nodes', 'connections', 'positions', 'remarks', 'pins', 'notes'] as const)
    for (const id of (store[kind] as unknown as Y.Map<unknown>).keys()) yield { kind, id };
  for (const id of store.scopes.keys()) {
    yield { kind: 'nodeOrder', id };
    yield { kind: 'connectionOrder', id };
  }
  yield { kind: 'savedInputs', id: 'all' };
}

/** What a transaction has touched. */
export const touchedEntries = (
  store: FlowStore,
  changed: Y.Transaction['changed'],
): ReadonlyMap<string, EntryPlace> => {
  const found = new Map<string, EntryPlace>();
  const note = (kind: EntryKind, id: string) => found.set(`${kind}\n${id}`, { kind, id });
  const kinds = ['scopes', 'nodes', 'connections', 'positions', 'remarks', 'pins', 'notes'] as const;
  for (const [type, members] of changed) {
    let at = type as unknown as Y.AbstractType<unknown>;
    let key: string | undefined;
    while (at.parent) {
      key = at._item?.parentSub ?? undefined;
      at = at.parent as Y.AbstractType<unknown>;
    }
    if ((at as unknown) === store.savedInputs) note('savedInputs', 'all');
    const kind = kinds.find((each) => (store[each] as unknown) === at);
    if (kind === undefined) continue;
    for (const id of key === undefined ? [...members] : [key]) {
      if (id === null) continue;
      note(kind, id);
      if (kind !== 'scopes') continue;
      note('nodeOrder', id);
      note('connectionOrder', id);
    }
    // Ids in an order count only while they lead somewhere.
    if (key === undefined && (kind === 'nodes' || kind === 'connections'))
      for (const scope of store.scopes.keys())
        note(kind === 'nodes' ? 'nodeOrder' : 'connectionOrder', scope);
  }
  return found;
};
