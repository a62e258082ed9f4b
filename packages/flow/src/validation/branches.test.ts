import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseBranches } from './branches.ts';
import { buildGraph, type Graph, type GraphNode } from './graph.ts';
import { analyseIterations } from './iterations.ts';
import { arbitraryWiring } from './test-support/arbitrary-definition.ts';

/** Every way the Condition nodes can come out: one outcome by name for each. */
function* jointOutcomes(conditions: readonly GraphNode[]): Generator<ReadonlyMap<GraphNode, string>> {
  const [first, ...others] = conditions;
  if (!first) return void (yield new Map());
  for (const rest of jointOutcomes(others))
    for (const outcome of ['big', 'default']) yield new Map([...rest, [first, outcome]]);
}

/** Straight from the engine's rule, for one way the Condition nodes come out. */
function runs(node: GraphNode, outcomes: ReadonlyMap<GraphNode, string>, graph: Graph): boolean {
  const incoming = graph.incoming.get(node) ?? [];
  const gates = incoming.filter((edge) => edge.connection.type === 'Conditional');
  const isOpen = gates.some(
    (gate) =>
      runs(gate.source, outcomes, graph) &&
      outcomes.get(gate.source) === gate.connection.configuration?.conditional?.condition,
  );
  if (gates.length > 0 && !isOpen) return false;
  return node.inputs.every((input) => {
    const feeding = incoming.filter(
      (edge) => edge.connection.configuration?.data?.targetInput === input.name,
    );
    return feeding.length === 0 || feeding.some((edge) => runs(edge.source, outcomes, graph));
  });
}

test('agrees with trying every joint outcome', () => {
  let exclusive = 0;
  let never = 0;
  fc.assert(
    fc.property(arbitraryWiring(), (definition) => {
      const graph = buildGraph(definition);
      // Behind a Collector the outcomes per item are left open on purpose.
      if (graph.nodes.some((node) => node.type === 'Collector')) return;
      const branches = analyseBranches(graph, analyseIterations(graph));
      const conditions = graph.nodes.filter((node) => node.type === 'Condition');
      const tried = [...jointOutcomes(conditions)].map(
        (outcomes) => new Set(graph.nodes.filter((node) => runs(node, outcomes, graph))),
      );
      expect(branches.isKnown).toBe(true);
      for (const one of graph.nodes)
        for (const other of graph.nodes) {
          const isNone = branches.of(one).and(branches.of(other)).isNone;
          expect(isNone).toBe(!tried.some((running) => running.has(one) && running.has(other)));
          if (isNone && one !== other) exclusive++;
          if (isNone && one === other) never++;
        }
      for (const [node] of branches.conflicts) expect(tried.some((running) => running.has(node))).toBe(false);
    }),
    { numRuns: 1500 },
  );
  expect(exclusive).toBeGreaterThan(100);
  expect(never).toBeGreaterThan(10);
});
