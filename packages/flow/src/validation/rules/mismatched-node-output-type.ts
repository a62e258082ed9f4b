import { error, type Rule } from '../rule.ts';
import { slotNamed } from '../slots.ts';

/** A predefined output has another type than its node type, or its loop, gives. */
export const mismatchedNodeOutputType: Rule<'MismatchedNodeOutputType'> = function* ({ graph }) {
  for (const node of graph.nodes)
    for (const { name, type } of node.outputs) {
      const slot = slotNamed(node.slots.outputs, name);
      if (slot === 'free' || slot === undefined || slot.type === 'Any' || slot.type === type) continue;
      yield error(
        `Output ${name} of node ${node.name} has the type ${type}; ${
          node.type === 'Loop'
            ? `the LoopController leaves the loop with the type ${slot.type}. Make both the same.`
            : `a ${node.type} node gives ${slot.type}. Set its type to ${slot.type}.`
        }`,
        { node: node.name, output: name, expectedType: slot.type },
      );
    }
};
