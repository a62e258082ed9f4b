import type { FlowConnection } from '@streambed/model/bedrock-agent';
import type * as Y from 'yjs';
import { connectionName, isConnectionName } from '../flow-names.ts';
import type {
  ConnectionId,
  ConnectionView,
  FlowSnapshot,
  NodeId,
  NodeView,
  ScopeId,
} from '../flow-snapshot.ts';
import { type FlowStore, idsOf, jsonOf, scopeOf } from '../flow-store.ts';
import type { Projection } from '../projection.ts';
import { insertConnection, nodesByName } from '../write-definition.ts';

/** What the ways to change a flow share within one transaction. */
export class EditContext {
  readonly store: FlowStore;
  readonly projection: Projection;
  readonly #transaction: Y.Transaction;

  constructor(store: FlowStore, projection: Projection, transaction: Y.Transaction) {
    this.store = store;
    this.projection = projection;
    this.#transaction = transaction;
  }

  /** The flow as it is after what was done so far. */
  snapshot(): FlowSnapshot {
    this.projection.absorbSoFar(this.#transaction);
    return this.projection.snapshot();
  }

  node(id: NodeId): NodeView {
    const node = this.snapshot().nodes.get(id);
    if (!node) throw new Error('The node is not there any more.');
    return node;
  }

  /** The node's JSON in the document. */
  json(id: NodeId): Y.Map<unknown> {
    return jsonOf(this.#item(id));
  }

  /** Read from the document itself, which is cheaper than a snapshot between two writes. */
  nameOf(id: NodeId): string {
    return String(this.json(id).get('name'));
  }

  scopeOf(id: NodeId): ScopeId {
    return scopeOf(this.#item(id));
  }

  #item(id: NodeId): Y.Map<unknown> {
    const item = this.store.nodes.get(id);
    if (!item) throw new Error('The node is not there any more.');
    return item;
  }

  nodeNames(scope: ScopeId): Set<string> {
    return new Set(nodesByName(this.store, scope).keys());
  }

  connectionNames(scope: ScopeId): Set<string> {
    return new Set(
      idsOf(this.store, scope, 'connections').map((id) =>
        String(jsonOf(this.store.connections.get(id)!).get('name')),
      ),
    );
  }

  /** Adds a connection with a generated name. */
  insertConnection(
    scope: ScopeId,
    connection: Omit<FlowConnection, 'name' | 'source' | 'target'>,
    ends: { readonly from: NodeId; readonly at: string; readonly to: NodeId; readonly input?: string },
  ): ConnectionId {
    const source = this.nameOf(ends.from);
    const target = this.nameOf(ends.to);
    const name = connectionName(
      { source, from: ends.at, target, ...(ends.input !== undefined && { to: ends.input }) },
      this.connectionNames(scope),
    );
    return insertConnection(
      this.store,
      scope,
      { name, source, target, ...connection },
      new Map([
        [source, ends.from],
        [target, ends.to],
      ]),
    );
  }

  /** Gives the connection the name that its ends make, even when it had one of its author's. */
  generateName(view: ConnectionView): void {
    const taken = this.connectionNames(view.scope);
    taken.delete(view.name);
    const name = connectionName(endsOf(view), taken);
    if (name !== view.name) jsonOf(this.store.connections.get(view.id)!).set('name', name);
  }

  /** Generated names of connections tell where they lead, so they follow `change`; those that an author chose stay. */
  followingNames(isConcerned: (view: ConnectionView) => boolean, change: () => void): void {
    const concerned = [...this.snapshot().connections.values()].filter(
      (view) => isConcerned(view) && isConnectionName(view.name, endsOf(view)),
    );
    change();
    const { connections } = this.snapshot();
    for (const { id } of concerned) {
      const view = connections.get(id);
      if (view) this.generateName(view);
    }
  }
}

const endsOf = (view: ConnectionView) => ({
  source: view.sourceName,
  from: view.sourceOutput ?? view.condition ?? '',
  target: view.targetName,
  ...(view.targetInput !== undefined && { to: view.targetInput }),
});
