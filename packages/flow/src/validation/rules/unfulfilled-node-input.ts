import { dataOf } from '../connections.ts';
import { error, type Rule } from '../rule.ts';

/** A declared input has no connection, so its node waits forever. */
export const unfulfilledNodeInput: Rule<'UnfulfilledNodeInput'> = function* ({ graph }) {
  // Connections whose source is unknown count too; that is reported by itself.
  const fed = new Set(
    graph.connections.map((connection) =>
      JSON.stringify([connection.target, dataOf(connection)?.targetInput]),
    ),
  );
  for (const node of graph.nodes)
    for (const input of new Set(node.inputs.map(({ name }) => name)))
      if (!fed.has(JSON.stringify([node.name, input])))
        yield error(
          `Input ${input} of node ${node.name} has no connection, so the node cannot run. Connect an output to it, or remove the input.`,
          { node: node.name, input },
        );
};
