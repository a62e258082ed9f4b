import { nodeTypes } from '@streambed/flow/nodes';
import type { JsonObject, JsonValue } from '@streambed/model';
import type {
  FlowConnection,
  FlowDefinition,
  FlowNode,
  FlowNodeConfiguration,
  FlowNodeInput,
  FlowNodeOutput,
} from '@streambed/model/bedrock-agent';
import * as Y from 'yjs';
import {
  type ConnectionId,
  type ConnectionView,
  FLOW_SCOPE,
  type FlowSnapshot,
  type NodeId,
  type NodeView,
  type NoteTint,
  type NoteView,
  type Pin,
  type SavedInput,
  type ScopeId,
  type ScopeView,
} from './flow-snapshot.ts';
import { type FlowStore, idsOf, jsonOf, scopeOf } from './flow-store.ts';
import { objectOf, sameJson } from './y-json.ts';

const list = <Item>(value: unknown): readonly Item[] => (Array.isArray(value) ? (value as Item[]) : []);

/** The same object as before when it says the same, so that whoever compares by identity sees no change. */
const keep = <Value>(before: Value | undefined, now: Value): Value =>
  before !== undefined && sameJson(before, now) ? before : now;

/**
 * The document as immutable values. Only what was touched since the last reading is read again; the rest keeps its
 * identity.
 */
export class Projection {
  readonly #store: FlowStore;
  #snapshot: FlowSnapshot | undefined;
  #definition: FlowDefinition | undefined;
  #touchedNodes = new Set<NodeId>();
  #touchedConnections = new Set<ConnectionId>();
  #touched = { scopes: true, notes: true, savedInputs: true, pins: true };
  /** Loops whose names are part of the paths below them. */
  #renamed = false;
  #nodeJson = new Map<NodeId, FlowNode>();
  #connectionJson = new Map<ConnectionId, FlowConnection>();

  constructor(store: FlowStore) {
    this.#store = store;
  }

  /** Notes what a transaction has changed so far; may be called again before it ends. */
  absorb(changed: Y.Transaction['changed']): void {
    const { nodes, connections, positions, remarks, scopes, notes, savedInputs, pins } = this.#store;
    for (const [type, members] of changed) {
      const { root, key } = placeOf(type as unknown as Y.AbstractType<unknown>);
      const ids = key === undefined ? [...members].filter((member) => member !== null) : [key];
      if (root === nodes || root === positions || root === remarks)
        for (const id of ids) this.#touchedNodes.add(id);
      else if (root === connections) for (const id of ids) this.#touchedConnections.add(id);
      else if (root === notes) this.#touched.notes = true;
      else if (root === savedInputs) this.#touched.savedInputs = true;
      else if (root === pins) this.#touched.pins = true;
      if (root === scopes || ((root === nodes || root === connections) && key === undefined))
        this.#touched.scopes = true;
    }
    if (changed.size > 0) this.#forget();
  }

  /** How far a transaction had come when it was last looked at. */
  #seen:
    | { readonly transaction: Y.Transaction; readonly added: number; readonly deleted: number }
    | undefined;

  /** The same within a transaction; costs nothing as long as nothing was written since the last call. */
  absorbSoFar(transaction: Y.Transaction): void {
    const { doc, deleteSet } = transaction;
    const added = Y.getState(doc.store, doc.clientID);
    let deleted = 0;
    for (const ranges of deleteSet.clients.values()) deleted += ranges.length;
    const seen = this.#seen;
    if (seen?.transaction === transaction && seen.added === added && seen.deleted === deleted) return;
    this.#seen = { transaction, added, deleted };
    this.absorb(transaction.changed);
  }

  touchEverything(): void {
    for (const id of this.#store.nodes.keys()) this.#touchedNodes.add(id);
    for (const id of this.#store.connections.keys()) this.#touchedConnections.add(id);
    this.#touched = { scopes: true, notes: true, savedInputs: true, pins: true };
    this.#forget();
  }

  #stale = true;
  #forget(): void {
    this.#stale = true;
    this.#definition = undefined;
  }

  snapshot(): FlowSnapshot {
    if (this.#snapshot !== undefined && !this.#stale) return this.#snapshot;
    this.#stale = false;
    const before = this.#snapshot;
    const nodes = this.#readNodes(before);
    const connections = this.#readConnections(before, nodes);
    const scopes = this.#touched.scopes ? this.#readScopes(before) : before!.scopes;
    const notes = this.#touched.notes || !before ? keepMap(before?.notes, this.#readNotes()) : before.notes;
    const savedInputs =
      this.#touched.savedInputs || !before
        ? keep(before?.savedInputs, this.#readSavedInputs())
        : before.savedInputs;
    const pins = this.#touched.pins || !before ? keepMap(before?.pins, this.#readPins()) : before.pins;
    this.#touchedNodes = new Set();
    this.#touchedConnections = new Set();
    this.#touched = { scopes: false, notes: false, savedInputs: false, pins: false };
    this.#renamed = false;
    this.#snapshot = {
      revision: (before?.revision ?? 0) + 1,
      nodes,
      connections,
      scopes,
      notes,
      savedInputs,
      pins,
    };
    return this.#snapshot;
  }

  /** The API's JSON, the same object until something of it changes. */
  definition(): FlowDefinition {
    this.snapshot();
    this.#definition ??= this.#definitionOf(FLOW_SCOPE);
    return this.#definition;
  }

  #pathOf(id: NodeId, name: string): string {
    const parts = [name];
    let scope = scopeOf(this.#store.nodes.get(id)!);
    for (let depth = 0; scope !== FLOW_SCOPE && depth < 64; depth++) {
      const loop = this.#store.nodes.get(scope);
      if (!loop) break;
      parts.unshift(String(jsonOf(loop).get('name')));
      scope = scopeOf(loop);
    }
    return parts.join('/');
  }

  #readNodes(before: FlowSnapshot | undefined): ReadonlyMap<NodeId, NodeView> {
    if (before && this.#touchedNodes.size === 0) return before.nodes;
    const nodes = new Map(before?.nodes);
    for (const id of this.#touchedNodes) {
      const view = this.#store.nodes.has(id) ? this.#readNode(id, before?.nodes.get(id)) : undefined;
      if (view === undefined) {
        nodes.delete(id);
        this.#nodeJson.delete(id);
      } else nodes.set(id, view);
    }
    if (this.#renamed)
      for (const [id, view] of nodes) {
        if (view.scope === FLOW_SCOPE) continue;
        const path = this.#pathOf(id, view.name);
        if (path !== view.path) nodes.set(id, { ...view, path });
      }
    return nodes;
  }

  #readNode(id: NodeId, before: NodeView | undefined): NodeView {
    const item = this.#store.nodes.get(id)!;
    const json = objectOf(jsonOf(item));
    this.#nodeJson.set(id, json as unknown as FlowNode);
    const type = String(json.type);
    const name = String(json.name);
    if (before && before.name !== name) this.#renamed = true;
    const position = this.#store.positions.get(id);
    const remark = this.#store.remarks.get(id)?.toString();
    const view: NodeView = {
      id,
      scope: scopeOf(item),
      name,
      type,
      isKnown: Object.hasOwn(nodeTypes, type),
      configuration: keep(before?.configuration, withoutBodyPlace(json.configuration)),
      inputs: keep(before?.inputs, list<FlowNodeInput>(json.inputs)),
      outputs: keep(before?.outputs, list<FlowNodeOutput>(json.outputs)),
      path: this.#pathOf(id, name),
      ...(position && { position: keep(before?.position, { x: position[0], y: position[1] }) }),
      ...(remark !== undefined && remark !== '' && { remark }),
    };
    return before && isSameView(before, view) ? before : view;
  }

  #readConnections(
    before: FlowSnapshot | undefined,
    nodes: ReadonlyMap<NodeId, NodeView>,
  ): ReadonlyMap<ConnectionId, ConnectionView> {
    if (before && this.#touchedConnections.size === 0 && nodes === before.nodes) return before.connections;
    let connections: Map<ConnectionId, ConnectionView> | undefined;
    const write = () => (connections ??= new Map(before?.connections));
    const read = (id: ConnectionId) => {
      const was = before?.connections.get(id);
      if (!this.#store.connections.has(id)) {
        this.#connectionJson.delete(id);
        if (was) write().delete(id);
        return;
      }
      const view = this.#readConnection(id, nodes);
      if (!was || !isSameView(was, view)) write().set(id, view);
    };
    for (const id of this.#touchedConnections) read(id);
    // Names of ends follow their nodes.
    if (before && nodes !== before.nodes)
      for (const [id, view] of before.connections)
        for (const end of [view.source, view.target])
          if (end !== undefined && nodes.get(end)?.name !== before.nodes.get(end)?.name) read(id);
    return connections ?? before?.connections ?? new Map();
  }

  #readConnection(id: ConnectionId, nodes: ReadonlyMap<NodeId, NodeView>): ConnectionView {
    const item = this.#store.connections.get(id)!;
    const json = objectOf(jsonOf(item)) as unknown as FlowConnection;
    const end = (name: 'source' | 'target') => {
      const node = item.get(name) as NodeId | undefined;
      return node ? nodes.get(node) : undefined;
    };
    const source = end('source');
    const target = end('target');
    const { data, conditional } = json.configuration ?? {};
    const sourceName = source?.name ?? json.source;
    const targetName = target?.name ?? json.target;
    this.#connectionJson.set(id, { ...json, source: sourceName, target: targetName });
    return {
      id,
      scope: scopeOf(item),
      name: json.name,
      type: json.type,
      source: source?.id,
      sourceName,
      target: target?.id,
      targetName,
      ...(data && { sourceOutput: data.sourceOutput, targetInput: data.targetInput }),
      ...(conditional && { condition: conditional.condition }),
    };
  }

  #readScopes(before: FlowSnapshot | undefined): ReadonlyMap<ScopeId, ScopeView> {
    const scopes = new Map<ScopeId, ScopeView>();
    const visit = (scope: ScopeId) => {
      if (scopes.has(scope)) return;
      const nodes = idsOf(this.#store, scope, 'nodes');
      const view: ScopeView = {
        id: scope,
        ...(scope !== FLOW_SCOPE && { loop: scope }),
        nodes,
        connections: idsOf(this.#store, scope, 'connections'),
      };
      scopes.set(scope, keep(before?.scopes.get(scope), view));
      for (const id of nodes) if (this.#store.scopes.has(id)) visit(id);
    };
    visit(FLOW_SCOPE);
    return scopes;
  }

  #readNotes(): Map<string, NoteView> {
    return new Map(
      [...this.#store.notes.entries()].map(([id, note]) => {
        const at = note.get('at') as readonly [number, number];
        const size = note.get('size') as readonly [number, number];
        const attachedTo = note.get('attachedTo') as string | undefined;
        return [
          id,
          {
            id,
            scope: (note.get('scope') as ScopeId | undefined) ?? FLOW_SCOPE,
            text: String(note.get('text')),
            tint: note.get('tint') as NoteTint,
            position: { x: at[0], y: at[1] },
            width: size[0],
            height: size[1],
            ...(attachedTo !== undefined && { attachedTo }),
          },
        ];
      }),
    );
  }

  #readSavedInputs(): SavedInput[] {
    return this.#store.savedInputs.toArray().map((input) => ({
      id: String(input.get('id')),
      name: String(input.get('name')),
      document: input.get('document'),
    }));
  }

  #readPins(): Map<NodeId, Pin> {
    const pins = new Map<NodeId, Pin>();
    for (const [node, pin] of this.#store.pins.entries())
      if (this.#store.nodes.has(node)) {
        const { outputs, by } = pin as { outputs: Pin['outputs']; by?: string };
        pins.set(node, { node, outputs, ...(by !== undefined && { by }) });
      }
    return pins;
  }

  #definitionOf(scope: ScopeId): FlowDefinition {
    const map = this.#store.scopes.get(scope);
    const view = this.snapshot().scopes.get(scope);
    if (!map || !view) return {};
    const lists = new Map<string, readonly (FlowNode | FlowConnection)[]>([
      ['nodes', view.nodes.map((id) => this.#nodeOf(id))],
      ['connections', view.connections.map((id) => this.connectionJson(id))],
    ]);
    const rest = new Map(Object.entries(objectOf(map.get('json') as Y.Map<unknown>)));
    const members = new Set((map.get('members') as readonly string[] | undefined) ?? lists.keys());
    const names = [...new Set([...members, ...lists.keys(), ...rest.keys()])].filter(
      (name) =>
        members.has(name) || (lists.get(name)?.length ?? 0) > 0 || (!lists.has(name) && rest.has(name)),
    );
    // fromEntries defines members whatever they are called.
    return Object.fromEntries(
      names.map((name) => [name, lists.get(name) ?? rest.get(name)]),
    ) as FlowDefinition;
  }

  /** One node as the API has it, a loop with its body. */
  nodeJson(id: NodeId): FlowNode {
    this.snapshot();
    return this.#nodeOf(id);
  }

  /** The node as it is stored: of a loop without its body. */
  storedNode(id: NodeId): JsonObject {
    this.snapshot();
    return this.#nodeJson.get(id) as unknown as JsonObject;
  }

  connectionJson(id: ConnectionId): FlowConnection {
    this.snapshot();
    return this.#connectionJson.get(id)!;
  }

  #nodeOf(id: NodeId): FlowNode {
    const node = this.#nodeJson.get(id)!;
    if (!this.#store.scopes.has(id)) return node;
    const { configuration } = node;
    const loop = { ...configuration?.loop, definition: this.#definitionOf(id) };
    return { ...node, configuration: { ...configuration, loop } };
  }
}

/** The root type that something lies in, and the member of the root on the way; undefined for the root itself. */
const placeOf = (
  type: Y.AbstractType<unknown>,
): { readonly root: unknown; readonly key: string | undefined } => {
  let at = type;
  let key: string | undefined;
  while (at.parent) {
    key = at._item?.parentSub ?? undefined;
    at = at.parent as Y.AbstractType<unknown>;
  }
  return { root: at, key };
};

/** `loop.definition` is a place holder in the node's own JSON. */
const withoutBodyPlace = (configuration: JsonValue | undefined): FlowNodeConfiguration => {
  const plain = (configuration ?? {}) as FlowNodeConfiguration;
  if (plain.loop === undefined) return plain;
  const { definition: _, ...loop } = plain.loop;
  return { ...plain, loop: loop as FlowNodeConfiguration['loop'] & object };
};

const isSameView = <View extends object>(a: View, b: View): boolean => {
  const names = Object.keys(a) as (keyof View)[];
  return names.length === Object.keys(b).length && names.every((name) => Object.is(a[name], b[name]));
};

const keepMap = <Key, Value>(
  before: ReadonlyMap<Key, Value> | undefined,
  now: Map<Key, Value>,
): ReadonlyMap<Key, Value> => {
  if (!before) return now;
  let isSame = before.size === now.size;
  for (const [key, value] of now) {
    const kept = keep(before.get(key), value);
    now.set(key, kept);
    if (kept !== before.get(key)) isSame = false;
  }
  return isSame ? before : now;
};
