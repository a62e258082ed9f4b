import type { FlowConnection } from '../definition/index.ts';
import type { Edge, Graph, GraphNode } from './graph.ts';
import type { Scope } from './scope.ts';

/** The output and the input that a data connection joins; undefined while it does not say. */
export function dataOf(
  connection: FlowConnection,
): { sourceOutput: string; targetInput: string } | undefined {
  const data = connection.type === 'Data' ? connection.configuration?.data : undefined;
  return data?.sourceOutput && data.targetInput ? data : undefined;
}

/** The condition that opens a conditional connection; undefined while it does not say. */
export const conditionOf = (connection: FlowConnection): string | undefined =>
  connection.type === 'Conditional'
    ? connection.configuration?.conditional?.condition || undefined
    : undefined;

/** The data edges into one input, in the order of the definition; of edges from the same output, the first. */
export function edgesInto(graph: Graph, node: GraphNode, input: string): Edge[] {
  const byOutput = new Map<string, Edge>();
  for (const edge of graph.incoming.get(node) ?? []) {
    const data = dataOf(edge.connection);
    if (data?.targetInput !== input) continue;
    const key = JSON.stringify([edge.source.name, data.sourceOutput]);
    if (!byOutput.has(key)) byOutput.set(key, edge);
  }
  return [...byOutput.values()];
}

/**
 * Where a node that a scope does not have stands instead: around the loop whose body the scope is, or in the body of
 * a loop of the scope. Undefined when it stands nowhere.
 */
export function elsewhere(scope: Scope, name: string): 'around' | 'within' | undefined {
  for (let outer = scope.loop?.scope; outer; outer = outer.loop?.scope)
    if (outer.graph.byName.has(name)) return 'around';
  const bodies = [...scope.bodies.values()];
  for (let body = bodies.pop(); body; body = bodies.pop()) {
    if (body.graph.byName.has(name)) return 'within';
    bodies.push(...body.bodies.values());
  }
  return undefined;
}

/** Names as they stand in a sentence: `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  if (names.length > 10) return `${names.slice(0, 10).join(', ')} and others`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
