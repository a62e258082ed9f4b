import { listed } from '../connections.ts';
import { error, type Rule } from '../rule.ts';
import { slotNamed } from '../slots.ts';

/** A node declares an output that its type, or its loop, does not give. */
export const unknownNodeOutput: Rule<'UnknownNodeOutput'> = function* ({ graph }) {
  for (const node of graph.nodes) {
    const { outputs: slots } = node.slots;
    if (slots === 'free') continue;
    for (const { name } of node.outputs)
      if (!slotNamed(slots, name))
        yield error(
          `Node ${node.name} (${node.type}) declares the output ${name}, which ${
            node.type === 'Loop'
              ? 'no ExitLoop input of the LoopController inside gives.'
              : 'its type does not have.'
          } ${
            slots.length === 0 ? 'Remove it.' : `There is only: ${listed(slots.map((slot) => slot.name))}.`
          }`,
          { node: node.name, output: name },
        );
  }
};
