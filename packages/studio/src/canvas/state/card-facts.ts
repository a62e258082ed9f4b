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

/** The facts of every node. `before` are those of the snapshot before: objects are taken over where nothing differs. */
export const cardFacts = (
  snapshot: FlowSnapshot,
  before: ReadonlyMap<NodeId, CardFacts>,
): Map<NodeId, CardFacts> => {
  const connected = new Map<NodeId, Set<string>>();
  const note = (id: NodeId | undefined, port: string) => {
    if (id === undefined) return;
    const own = connected.get(id);
    if (own) own.add(port);
    else connected.set(id, new Set([port]));
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
  const facts = new Map<NodeId, CardFacts>();
  for (const node of snapshot.nodes.values()) {
    const next: CardFacts = {
      connected: connected.get(node.id) ?? NOTHING,
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

const summaries = new WeakMap<NodeView, string | undefined>();
const summaryOf = (node: NodeView, snapshot: FlowSnapshot): string | undefined => {
  if (node.type === 'Loop' || node.type === 'Iterator') return nodeFacts(node.type).summary(node, snapshot);
  if (!summaries.has(node)) summaries.set(node, nodeFacts(node.type).summary(node));
  return summaries.get(node);
};

const isSame = (a: CardFacts, b: CardFacts): boolean =>
  a.summary === b.summary && a.isReached === b.isReached && isSameSet(a.connected, b.connected);
