import { conditionOf, dataOf } from './connections.ts';
import type { Edge, Graph, GraphNode } from './graph.ts';
import type { Iterations } from './iterations.ts';
import { Possibilities, type Space } from './possibilities.ts';

/**
 * Under which outcomes of Condition nodes each node runs. As the engine has it: a node runs when each of its inputs
 * is fed by at least one connection whose source runs and, if it has conditional connections, when at least one of
 * them is open.
 */
export interface Branches {
  /** False when there are so many Condition nodes (beyond their quotas) that nothing was computed. */
  readonly isKnown: boolean;
  /** The outcomes under which the node runs. */
  of(node: GraphNode): Possibilities;
  /** The outcomes under which the edge delivers a value, or is open. */
  along(edge: Edge): Possibilities;
  /** Nodes that can never run although everything they need could come by itself: their needs exclude each other. */
  readonly conflicts: ReadonlyMap<GraphNode, readonly Edge[]>;
}

export function analyseBranches(graph: Graph, iterations: Iterations): Branches {
  const space = spaceOf(graph);
  const always = Possibilities.all(space);
  const runs = new Map<GraphNode, Possibilities>();
  const conflicts = new Map<GraphNode, readonly Edge[]>();
  const of = (node: GraphNode) => runs.get(node) ?? always;
  const open = new Map<Edge, Possibilities>();
  const along = (edge: Edge) => {
    const outcome = conditionOf(edge.connection);
    // A condition that does not exist is reported by itself.
    if (outcome === undefined || !space.outcomes.get(edge.source)?.includes(outcome)) return of(edge.source);
    let possible = open.get(edge);
    if (!possible) {
      possible = of(edge.source).and(Possibilities.outcome(space, edge.source, outcome));
      open.set(edge, possible);
    }
    return possible;
  };

  // What is on a cycle is not in the order; it counts as always running, and the cycle is reported.
  if (space.isBounded)
    for (const node of graph.order) {
      let sum = always;
      let culprit: readonly Edge[] | undefined;
      let isFeasible = true;
      for (const need of needsOf(node, graph)) {
        const met = need.map(along).reduce((one, other) => one.or(other), Possibilities.none(space));
        isFeasible &&= !met.isNone;
        const next = sum.and(met);
        if (next.isNone && !sum.isNone) culprit = need;
        sum = next;
      }
      if (culprit && isFeasible) conflicts.set(node, culprit);
      runs.set(node, node.type === 'Collector' ? sum.regardlessOf(iterations.perItem) : sum);
    }
  return { isKnown: space.isBounded, of, along, conflicts };
}

/**
 * What a node needs all of, each as the edges of which any will do: one entry per input with connections, and one for
 * the conditional connections. Inputs without connections are left out; they are reported by themselves.
 */
function needsOf(node: GraphNode, graph: Graph): Edge[][] {
  const incoming = graph.incoming.get(node) ?? [];
  const needs = node.inputs.map((input) => incoming.filter((edge) => feeds(edge, input.name)));
  needs.push(incoming.filter((edge) => edge.connection.type === 'Conditional'));
  return needs.filter((need) => need.length > 0);
}

const feeds = (edge: Edge, input: string): boolean => dataOf(edge.connection)?.targetInput === input;

/** Every Condition node has exactly one outcome: a condition by name, or none if it lacks a default. */
function spaceOf(graph: Graph): Space {
  const outcomes = new Map<GraphNode, readonly (string | undefined)[]>();
  for (const node of graph.nodes)
    if (node.type === 'Condition') {
      const conditions = node.definition.configuration?.condition?.conditions ?? [];
      const names = new Set<string | undefined>(conditions.map((condition) => condition?.name));
      outcomes.set(node, [...(names.has('default') ? names : names.add(undefined))]);
    }
  return Possibilities.space(outcomes);
}
