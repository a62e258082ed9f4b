import { dataOf } from '../connections.ts';
import { error, type Rule } from '../rule.ts';

/** How Iterators and Collectors must stand to each other. Source: nodes.md, Iterator and Collector. */
export const iterationBounds: Rule<'Unspecified'> = function* ({ graph, iterations }) {
  for (const node of graph.nodes) {
    if (node.type !== 'Collector') {
      if (iterations.perItem.has(node) && iterations.afterwards.has(node))
        yield error(
          `Node ${node.name} takes values from inside an iteration and from behind its Collector; one is there per item, the other only when all items are done. Take them from one side.`,
          {},
          { node: node.name },
        );
      continue;
    }
    if (!iterations.collecting.has(node)) {
      yield error(
        `Collector ${node.name} has no Iterator before it, so it has nothing to collect. Connect it to nodes behind an Iterator.`,
        {},
        { node: node.name },
      );
      continue;
    }
    const incoming = graph.incoming.get(node) ?? [];
    const gates = incoming.filter(({ connection }) => connection.type === 'Conditional');
    if (new Set(gates.map((edge) => iterations.comesFromInside(edge))).size > 1)
      yield error(
        `Collector ${node.name} depends on a condition inside its iteration, which chooses among the items, and on one outside, which chooses for all. Lead the outer one to the Iterator.`,
        {},
        { node: node.name },
      );
    const sides = new Map<string, Set<boolean>>();
    for (const edge of incoming) {
      const { connection } = edge;
      const isInside = iterations.comesFromInside(edge);
      const input = dataOf(connection)?.targetInput;
      if (input === 'arrayItem' && !isInside)
        yield error(
          `Connection ${connection.name} brings Collector ${node.name} its arrayItem from outside the iteration. Connect a node behind the Iterator.`,
          {},
          { connection: connection.name },
        );
      else if (input !== undefined) sides.set(input, (sides.get(input) ?? new Set()).add(isInside));
    }
    for (const [input, of] of sides)
      if (of.size > 1)
        yield error(
          `Collector ${node.name} takes ${input} from inside its iteration and from outside; one is there per item, the other once. Connect one side.`,
          {},
          { node: node.name, field: { input } },
        );
  }
};
