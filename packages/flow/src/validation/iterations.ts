import { type Edge, type Graph, type GraphNode, reachableFrom } from './graph.ts';

/** Which nodes run once per item. Source: nodes.md, Iterator and Collector. */
export interface Iterations {
  /** Nodes downstream of an Iterator, up to but without the Collectors. */
  readonly perItem: ReadonlySet<GraphNode>;
  /** Collectors that something inside an iteration leads to. */
  readonly collecting: ReadonlySet<GraphNode>;
  /** Nodes downstream of those Collectors: they run when the iteration is over. */
  readonly afterwards: ReadonlySet<GraphNode>;
  /** Whether an edge carries something out of an iteration: from an Iterator, or from a node that runs per item. */
  comesFromInside(edge: Edge): boolean;
}

export function analyseIterations(graph: Graph): Iterations {
  const iterators = graph.nodes.filter((node) => node.type === 'Iterator');
  const inside = reachableFrom(iterators, graph.outgoing, (edge) => edge.target.type !== 'Collector');
  const entered = new Set<GraphNode>();
  const collecting = new Set<GraphNode>();
  for (const node of inside)
    for (const { target } of graph.outgoing.get(node) ?? [])
      (target.type === 'Collector' ? collecting : entered).add(target);
  const behind = [...collecting].flatMap((node) =>
    (graph.outgoing.get(node) ?? []).map((edge) => edge.target),
  );
  return {
    perItem: entered,
    collecting,
    afterwards: reachableFrom(behind, graph.outgoing),
    comesFromInside: (edge) => inside.has(edge.source),
  };
}
