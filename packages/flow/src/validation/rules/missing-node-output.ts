import { error, type Rule } from '../rule.ts';
import { undeclared } from '../slots.ts';

/** A node does not declare an output that its type gives. */
export const missingNodeOutput: Rule<'MissingNodeOutput'> = function* ({ graph }) {
  for (const node of graph.nodes)
    for (const { name, type } of undeclared(node.slots.outputs, node.outputs))
      yield error(
        `Node ${node.name} (${node.type}) lacks the output ${name}. Declare it${type === 'Any' ? '' : ` with the type ${type}`}.`,
        { node: node.name, output: name },
      );
};
