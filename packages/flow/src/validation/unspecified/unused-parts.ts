import { conditionOf, dataOf } from '../connections.ts';
import { type Rule, warning } from '../rule.ts';

/** Outputs and conditions that lead nowhere. The user guide asks that each be connected. */
export const unusedParts: Rule<'Unspecified'> = function* ({ graph }) {
  for (const node of graph.nodes) {
    const outgoing = (graph.outgoing.get(node) ?? []).map((edge) => edge.connection);
    const outputs = new Set(outgoing.map((connection) => dataOf(connection)?.sourceOutput));
    for (const { name } of node.outputs)
      if (!outputs.has(name))
        yield warning(
          `Output ${name} of node ${node.name} is not connected, so its value is lost.`,
          {},
          { node: node.name, field: { output: name, part: 'target' } },
        );
    if (node.type !== 'Condition') continue;
    const conditions = new Set(outgoing.map(conditionOf));
    for (const condition of node.definition.configuration?.condition?.conditions ?? [])
      if (!conditions.has(condition?.name))
        yield warning(
          `Condition ${condition?.name} of node ${node.name} is not connected, so nothing happens when it holds.`,
          {},
          {
            node: node.name,
            ...(condition && { field: { condition: condition.name, part: 'target' as const } }),
          },
        );
  }
};
