import { error, type Rule } from '../rule.ts';
import { undeclared } from '../slots.ts';

/** A node does not declare an input that its type, its template or its loop needs. */
export const missingNodeInput: Rule<'MissingNodeInput'> = function* ({ graph }) {
  for (const node of graph.nodes)
    for (const { name, type } of undeclared(node.slots.inputs, node.inputs))
      yield error(
        `Node ${node.name} (${node.type}) lacks the input ${name}${
          node.type === 'Prompt'
            ? ', a variable of its template. Declare it, or take the variable out of the template.'
            : node.type === 'Loop'
              ? ', an output of the LoopInput inside. Declare it with the same type.'
              : `. Declare it${type === 'Any' ? '' : ` with the type ${type}`}.`
        }`,
        { node: node.name, input: name },
      );
};
