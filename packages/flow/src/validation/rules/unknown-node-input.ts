import { listed } from '../connections.ts';
import { error, type Rule } from '../rule.ts';
import { returnable, slotNamed } from '../slots.ts';

/** A node declares an input that its type, its template or its loop does not have. */
export const unknownNodeInput: Rule<'UnknownNodeInput'> = function* (scope) {
  for (const node of scope.graph.nodes) {
    const { inputs: slots } = node.slots;
    const returned = returnable(scope, node);
    for (const { name, category } of node.inputs) {
      const details = { node: node.name, input: name };
      if (category === 'ReturnValueToLoopStart' && returned?.every((output) => output.name !== name))
        yield error(
          `Input ${name} of node ${node.name} returns a value to the start of the loop, but the LoopInput has no output ${name}. ${choiceOf(returned)}`,
          details,
        );
      if (slots !== 'free' && !slotNamed(slots, name))
        yield error(
          `Node ${node.name} (${node.type}) declares the input ${name}, which ${
            node.type === 'Prompt'
              ? 'is no variable of its template.'
              : node.type === 'Loop'
                ? 'is no output of the LoopInput inside.'
                : 'its type does not have.'
          } ${choiceOf(slots)}`,
          details,
        );
    }
  }
};

const choiceOf = (slots: readonly { readonly name: string }[]): string =>
  slots.length === 0
    ? 'Remove it.'
    : `There ${slots.length === 1 ? 'is' : 'are'} only: ${listed(slots.map(({ name }) => name))}.`;
