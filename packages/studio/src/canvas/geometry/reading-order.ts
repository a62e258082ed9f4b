import type { FlowSnapshot, NodeId, ScopeId } from '../../document/index.ts';

/** Who leads to whom within one scope; connections that lead nowhere are left out. */
export interface ScopeGraph {
  readonly nodes: readonly NodeId[];
  readonly next: ReadonlyMap<NodeId, readonly NodeId[]>;
  readonly previous: ReadonlyMap<NodeId, readonly NodeId[]>;
}

export const scopeGraph = (snapshot: FlowSnapshot, scope: ScopeId): ScopeGraph => {
  const { nodes = [], connections = [] } = snapshot.scopes.get(scope) ?? {};
  const next = new Map<NodeId, NodeId[]>(nodes.map((id) => [id, []]));
  const previous = new Map<NodeId, NodeId[]>(nodes.map((id) => [id, []]));
  for (const id of connections) {
    const { source, target } = snapshot.connections.get(id) ?? {};
    if (source === undefined || target === undefined || source === target) continue;
    if (!next.has(source) || !next.has(target)) continue;
    if (next.get(source)!.includes(target)) continue;
    next.get(source)!.push(target);
    previous.get(target)!.push(source);
  }
  return { nodes, next, previous };
};

/** The length of the longest way to each node. Nodes in a cycle count as if what leads back were not there. */
export const ranks = ({ nodes, next, previous }: ScopeGraph): ReadonlyMap<NodeId, number> => {
  const rank = new Map<NodeId, number>();
  const waiting = new Map(nodes.map((id) => [id, previous.get(id)?.length ?? 0]));
  const queue = nodes.filter((id) => waiting.get(id) === 0);
  const left = new Set(nodes);
  for (;;) {
    const id = queue.shift() ?? left.values().next().value;
    if (id === undefined) return rank;
    if (!left.delete(id)) continue;
    rank.set(id, rank.get(id) ?? 0);
    for (const after of next.get(id) ?? []) {
      if (!left.has(after)) continue;
      rank.set(after, Math.max(rank.get(after) ?? 0, rank.get(id)! + 1));
      const still = waiting.get(after)! - 1;
      waiting.set(after, still);
      if (still === 0) queue.push(after);
    }
  }
};

/**
 * Nodes as they are read: what leads to a node comes before it, and among equals from top to bottom. The body of a loop
 * follows its loop where `isOpen`. `top` is the height at which a node stands.
 */
export const readingOrder = (
  snapshot: FlowSnapshot,
  scope: ScopeId,
  top: (node: NodeId) => number,
  isOpen: (loop: NodeId) => boolean,
): readonly NodeId[] => {
  const graph = scopeGraph(snapshot, scope);
  const rank = ranks(graph);
  const order = graph.nodes.toSorted((a, b) => rank.get(a)! - rank.get(b)! || top(a) - top(b));
  return order.flatMap((id) =>
    snapshot.scopes.has(id) && isOpen(id) ? [id, ...readingOrder(snapshot, id, top, isOpen)] : [id],
  );
};

export type Step = 'downstream' | 'upstream' | 'above' | 'below';

/** Where an arrow key leads from a node, or undefined where there is nothing. */
export const neighbour = (
  snapshot: FlowSnapshot,
  from: NodeId,
  step: Step,
  top: (node: NodeId) => number,
): NodeId | undefined => {
  const scope = snapshot.nodes.get(from)?.scope;
  if (scope === undefined) return undefined;
  const graph = scopeGraph(snapshot, scope);
  const first = (ids: readonly NodeId[] | undefined) => ids?.toSorted((a, b) => top(a) - top(b))[0];
  if (step === 'downstream') return first(graph.next.get(from));
  if (step === 'upstream') return first(graph.previous.get(from));
  const rank = ranks(graph);
  const siblings = graph.nodes
    .filter((id) => rank.get(id) === rank.get(from))
    .toSorted((a, b) => top(a) - top(b));
  return siblings[siblings.indexOf(from) + (step === 'below' ? 1 : -1)];
};

/** The node itself and everything that leads to it, or that it leads to. */
export const reachable = (
  snapshot: FlowSnapshot,
  from: Iterable<NodeId>,
  direction: 'upstream' | 'downstream',
): ReadonlySet<NodeId> => {
  const found = new Set<NodeId>(from);
  const graphs = new Map<ScopeId, ScopeGraph>();
  for (const id of found) {
    const scope = snapshot.nodes.get(id)?.scope;
    if (scope === undefined) continue;
    const graph = graphs.get(scope) ?? scopeGraph(snapshot, scope);
    graphs.set(scope, graph);
    for (const next of graph[direction === 'downstream' ? 'next' : 'previous'].get(id) ?? []) found.add(next);
  }
  return found;
};
