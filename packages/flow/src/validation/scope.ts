import { type FlowDefinition, type FlowQuotas, flowQuotas } from '../definition/index.ts';
import { analyseBranches, type Branches } from './branches.ts';
import { buildGraph, type Graph, type GraphNode } from './graph.ts';
import { analyseIterations, type Iterations } from './iterations.ts';

/** One definition under validation: the flow itself, or the body of a loop. Names are unique within it. */
export interface Scope {
  readonly definition: FlowDefinition;
  readonly quotas: FlowQuotas;
  readonly graph: Graph;
  readonly iterations: Iterations;
  readonly branches: Branches;
  /** The Loop node whose body this is, and the scope it stands in; undefined for the flow itself. */
  readonly loop: { readonly node: GraphNode; readonly scope: Scope } | undefined;
  /** The scopes of the loops in this one, by their Loop node. */
  readonly bodies: Map<GraphNode, Scope>;
}

/** The scopes of a definition: first the flow's, then the loops' level by level, in the order of the definition. */
export function scopesOf(definition: FlowDefinition, quotas: FlowQuotas = flowQuotas): Scope[] {
  const scopes = [buildScope(definition, quotas, undefined)];
  for (const scope of scopes)
    for (const node of scope.graph.nodes) {
      const body = node.type === 'Loop' ? node.definition.configuration?.loop?.definition : undefined;
      if (typeof body !== 'object' || body === null) continue;
      const inner = buildScope(body, quotas, { node, scope });
      scope.bodies.set(node, inner);
      scopes.push(inner);
    }
  return scopes;
}

function buildScope(definition: FlowDefinition, quotas: FlowQuotas, loop: Scope['loop']): Scope {
  const graph = buildGraph(definition);
  const iterations = analyseIterations(graph);
  const branches = analyseBranches(graph, iterations);
  return { definition, quotas, graph, iterations, branches, loop, bodies: new Map() };
}
