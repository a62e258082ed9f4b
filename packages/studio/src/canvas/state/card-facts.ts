import {
  FLOW_SCOPE,
  type FlowSnapshot,
  type NodeId,
  type NodeView,
  type ScopeId,
} from '../../document/index.ts';
import { nodeFacts } from '../../nodes/index.ts';
import { reachable } from '../geometry/reading-order.ts';
import { isSameSet } from '../geometry/sets.ts';

/** What a card shows beyond its own node; the same object until something of it changes. */
export interface CardFacts {
  /** Ports that have a connection: `input:genre`, `output:document`, `branch:default`, and `gate` for the node itself. */
  readonly connected: ReadonlySet<string>;
  readonly summary: string | undefined;
  /** Something leads to it from the flow's Input, or from the start of its loop. */
  readonly isReached: boolean;
}

/** What the facts take from the connections and the order of nodes: the same as long as none of them changes. */
interface Connected {
  readonly of: FlowSnapshot;
  readonly ports: ReadonlyMap<NodeId, ReadonlySet<string>>;
  readonly reached: ReadonlySet<NodeId>;
}

/** The facts of nodes, snapshot after snapshot of one document. */
export const createCardFacts = (): ((snapshot: FlowSnapshot) => ReadonlyMap<NodeId, CardFacts>) => {
  let connected: Connected | undefined;
  let facts: ReadonlyMap<NodeId, CardFacts> = new Map();
  return (snapshot) => {
    connected =
      connected && isConnectedAlike(connected.of, snapshot)
        ? { ...connected, of: snapshot }
        : connectedOf(snapshot);
    facts = cardFacts(snapshot, connected, facts);
    return facts;
  };
};

const isConnectedAlike = (one: FlowSnapshot, other: FlowSnapshot): boolean => {
  if (one.connections.size !== other.connections.size || one.nodes.size !== other.nodes.size) return false;
  for (const [id, connection] of one.connections) if (other.connections.get(id) !== connection) return false;
  for (const [id, node] of one.nodes) {
    const now = other.nodes.get(id);
    if (now !== node && (now?.type !== node.type || now.scope !== node.scope)) return false;
  }
  return true;
};

const connectedOf = (snapshot: FlowSnapshot): Connected => {
  const ports = new Map<NodeId, Set<string>>();
  const note = (id: NodeId | undefined, port: string) => {
    if (id === undefined) return;
    const own = ports.get(id);
    if (own) own.add(port);
    else ports.set(id, new Set([port]));
  };
  for (const { source, target, sourceOutput, targetInput, condition } of snapshot.connections.values()) {
    if (condition === undefined) {
      note(source, `output:${sourceOutput}`);
      note(target, `input:${targetInput}`);
    } else {
      note(source, `branch:${condition}`);
      note(target, 'gate');
    }
  }
  const reached = new Set<NodeId>();
  for (const scope of snapshot.scopes.values())
    for (const id of reachable(snapshot, startsOf(snapshot, scope.id), 'downstream')) reached.add(id);
  return { of: snapshot, ports, reached };
};

/** The facts of every node. `before` are those of the snapshot before: objects are taken over where nothing differs. */
const cardFacts = (
  snapshot: FlowSnapshot,
  { ports, reached }: Connected,
  before: ReadonlyMap<NodeId, CardFacts>,
): Map<NodeId, CardFacts> => {
  const facts = new Map<NodeId, CardFacts>();
  for (const node of snapshot.nodes.values()) {
    const next: CardFacts = {
      connected: ports.get(node.id) ?? NOTHING,
      summary: summaryOf(node, snapshot),
      isReached: reached.has(node.id),
    };
    const old = before.get(node.id);
    facts.set(node.id, old && isSame(old, next) ? old : next);
  }
  return facts;
};

const NOTHING: ReadonlySet<string> = new Set();

const startsOf = (snapshot: FlowSnapshot, scope: ScopeId): NodeId[] =>
  (snapshot.scopes.get(scope)?.nodes ?? []).filter(
    (id) => snapshot.nodes.get(id)?.type === (scope === FLOW_SCOPE ? 'Input' : 'LoopInput'),
  );

/** Types whose summaries take in what is around them. */
const TELL_OF_OTHERS: ReadonlySet<string> = new Set(['Loop', 'Iterator', 'Input']);
const summaries = new WeakMap<NodeView, string | undefined>();
const summaryOf = (node: NodeView, snapshot: FlowSnapshot): string | undefined => {
  if (TELL_OF_OTHERS.has(node.type)) return nodeFacts(node.type).summary(node, snapshot);
  if (!summaries.has(node)) summaries.set(node, nodeFacts(node.type).summary(node));
  return summaries.get(node);
};

const isSame = (a: CardFacts, b: CardFacts): boolean =>
  a.summary === b.summary && a.isReached === b.isReached && isSameSet(a.connected, b.connected);
