import type { FlowDefinition } from '../definition/index.ts';
import { analyseBranches, type Branches } from './branches.ts';
import { buildGraph, type Graph, type GraphNode } from './graph.ts';
import { analyseIterations, type Iterations } from './iterations.ts';

/** One definition under validation: the flow itself, or the body of a loop. Names are unique within it. */
export interface Scope {
  readonly definition: FlowDefinition;
  readonly graph: Graph;
  readonly iterations: Iterations;
  readonly branches: Branches;
  /** The Loop node whose body this is, and the scope it stands in; undefined for the flow itself. */
  readonly loop: { readonly node: GraphNode; readonly scope: Scope } | undefined;
  /** The scopes of the loops in this one, by their Loop node. */
  readonly bodies: Map<GraphNode, Scope>;
}

/** The scopes of a definition: first the flow's, then the loops' level by level, in the order of the definition. */
export function scopesOf(definition: FlowDefinition): Scope[] {
  const scopes = [buildScope(definition, undefined)];
  for (const scope of scopes)
    for (const node of scope.graph.nodes) {
      const body = node.type === 'Loop' ? node.definition.configuration?.loop?.definition : undefined;
      if (typeof body !== 'object' || body === null) continue;
      const inner = buildScope(body, { node, scope });
      scope.bodies.set(node, inner);
      scopes.push(inner);
    }
  return scopes;
}

function buildScope(definition: FlowDefinition, loop: Scope['loop']): Scope {
  const graph = buildGraph(definition);
  const iterations = analyseIterations(graph);
  const branches = analyseBranches(graph, iterations);
  return { definition, graph, iterations, branches, loop, bodies: new Map() };
}
