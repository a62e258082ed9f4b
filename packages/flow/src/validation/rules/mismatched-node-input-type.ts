import { error, type Rule } from '../rule.ts';
import { returnable, slotNamed } from '../slots.ts';

/** A predefined input has another type than its node type, or its loop, expects. */
export const mismatchedNodeInputType: Rule<'MismatchedNodeInputType'> = function* (scope) {
  for (const node of scope.graph.nodes) {
    const returned = returnable(scope, node);
    for (const { name, type, category } of node.inputs) {
      const slot = slotNamed(node.slots.inputs, name);
      const expectedType =
        category === 'ReturnValueToLoopStart'
          ? returned?.find((output) => output.name === name)?.type
          : slot === 'free'
            ? undefined
            : slot?.type;
      if (expectedType === undefined || expectedType === 'Any' || expectedType === type) continue;
      yield error(
        `Input ${name} of node ${node.name} has the type ${type}; ${
          node.type === 'Loop' || node.type === 'LoopController'
            ? `the LoopInput gives it the type ${expectedType}. Make both the same.`
            : `a ${node.type} node needs ${expectedType}. Set its type to ${expectedType}.`
        }`,
        { node: node.name, input: name, expectedType },
      );
    }
  }
};
