import { error, type Rule } from '../rule.ts';

/** The body of a loop has no LoopInput. */
export const missingLoopInputNode: Rule<'MissingLoopInputNode'> = function* ({ bodies }) {
  for (const [node, body] of bodies)
    if (!body.graph.nodes.some((inner) => inner.type === 'LoopInput'))
      yield error(
        `Loop ${node.name} has no LoopInput in its definition. Add one; it is where each iteration begins.`,
        { loopNode: node.name },
      );
};
