import { error, type Rule } from '../rule.ts';

/** The body of a loop has more than one LoopInput. */
export const multipleLoopInputNodes: Rule<'MultipleLoopInputNodes'> = function* ({ bodies }) {
  for (const [node, body] of bodies)
    if (body.graph.nodes.filter((inner) => inner.type === 'LoopInput').length > 1)
      yield error(`Loop ${node.name} has more than one LoopInput in its definition. Keep one.`, {
        loopNode: node.name,
      });
};
