import { error, type Rule } from '../rule.ts';

/** A node lacks the configuration that its type needs. */
export const missingNodeConfiguration: Rule<'MissingNodeConfiguration'> = function* ({ graph }) {
  for (const node of graph.nodes) {
    const missing = node.nodeType?.missingConfiguration(node.definition);
    if (missing !== undefined)
      yield error(`Node ${node.name} (${node.type}) ${missing}`, { node: node.name });
  }
};
