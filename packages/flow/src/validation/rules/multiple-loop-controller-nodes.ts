import { error, type Rule } from '../rule.ts';

/** The body of a loop has more than one LoopController. */
export const multipleLoopControllerNodes: Rule<'MultipleLoopControllerNodes'> = function* ({ bodies }) {
  for (const [node, body] of bodies)
    if (body.graph.nodes.filter((inner) => inner.type === 'LoopController').length > 1)
      yield error(`Loop ${node.name} has more than one LoopController in its definition. Keep one.`, {
        loopNode: node.name,
      });
};
