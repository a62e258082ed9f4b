import { error, type Rule } from '../rule.ts';

/** The flow has no Output node. */
export const missingEndingNodes: Rule<'MissingEndingNodes'> = function* ({ graph, loop }) {
  if (!loop && !graph.nodes.some((node) => node.type === 'Output'))
    yield error('The flow has no Output node. Add one; it is how the flow answers.', {});
};
