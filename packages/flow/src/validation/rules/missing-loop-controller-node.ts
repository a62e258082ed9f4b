import { error, type Rule } from '../rule.ts';

/** The body of a loop has no LoopController. */
export const missingLoopControllerNode: Rule<'MissingLoopControllerNode'> = function* ({ bodies }) {
  for (const [node, body] of bodies)
    if (!body.graph.nodes.some((inner) => inner.type === 'LoopController'))
      yield error(
        `Loop ${node.name} has no LoopController in its definition. Add one; it decides whether another iteration follows.`,
        { loopNode: node.name },
      );
};
