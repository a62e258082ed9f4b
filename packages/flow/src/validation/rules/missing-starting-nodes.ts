import { error, type Rule } from '../rule.ts';

/** The flow has no Input node. What a loop lacks instead has types of its own. */
export const missingStartingNodes: Rule<'MissingStartingNodes'> = function* ({ graph, loop }) {
  if (!loop && !graph.nodes.some((node) => node.type === 'Input'))
    yield error('The flow has no Input node. Add one; it is where the flow begins.', {});
};
