import type { GraphNode } from '../graph.ts';
import { error, type Problem, type Rule } from '../rule.ts';

/** Names that must tell things apart, but stand twice. */
export const duplicateNames: Rule<'Unspecified'> = function* ({ graph }) {
  for (const name of repeated(graph.nodes.map((node) => node.name)))
    yield error(`More than one node is named ${name}. Rename all but one.`, {}, { node: name });
  for (const name of repeated(graph.connections.map((connection) => connection.name)))
    yield error(`More than one connection is named ${name}. Rename all but one.`, {}, { connection: name });
  for (const node of graph.nodes) yield* withinNode(node);
};

function* withinNode(node: GraphNode): Generator<Problem<'Unspecified'>> {
  const at = { node: node.name };
  // What a LoopController returns to the start and what it leaves the loop with may share a name.
  const inputs = node.inputs.map(({ name, category }) =>
    node.type === 'LoopController' && category ? `${name} (${category})` : name,
  );
  for (const name of repeated(inputs))
    yield error(`Node ${node.name} has more than one input named ${name}. Rename all but one.`, {}, at);
  for (const name of repeated(node.outputs.map((output) => output.name)))
    yield error(`Node ${node.name} has more than one output named ${name}. Rename all but one.`, {}, at);
  const conditions = node.definition.configuration?.condition?.conditions ?? [];
  for (const name of repeated(conditions.map((condition) => condition?.name)))
    yield error(`Node ${node.name} has more than one condition named ${name}. Rename all but one.`, {}, at);
}

/** The names that stand more than once, each once, in order of appearance. */
function repeated(names: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => seen.size === seen.add(name).size));
}
