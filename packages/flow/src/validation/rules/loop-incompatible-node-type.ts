import { error, type Rule } from '../rule.ts';

/** Node types that the body of a loop may not contain, as the wire model lists them. */
const INCOMPATIBLE = ['Input', 'Condition', 'Iterator', 'Collector'] as const;

const ADVICE = {
  Input: 'Values enter a loop through its LoopInput.',
  Condition: 'Decide before or behind the loop, or with the condition of its LoopController.',
  Iterator: 'Put the iteration before or behind the loop.',
  Collector: 'Put the iteration before or behind the loop.',
} as const;

/** The body of a loop contains a node of a type that cannot run in one. */
export const loopIncompatibleNodeType: Rule<'LoopIncompatibleNodeType'> = function* ({ bodies }) {
  for (const [loop, body] of bodies)
    for (const node of body.graph.nodes) {
      const type = INCOMPATIBLE.find((incompatible) => incompatible === node.type);
      if (type)
        yield error(
          `Loop ${loop.name} contains ${type} node ${node.name}, which cannot run in a loop. ${ADVICE[type]}`,
          {
            node: loop.name,
            incompatibleNodeType: type,
            incompatibleNodeName: node.name,
          },
        );
    }
};
