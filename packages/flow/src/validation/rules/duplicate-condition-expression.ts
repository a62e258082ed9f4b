import { error, type Rule } from '../rule.ts';

/** Two conditions of one node have the same expression, so the second can never be the first to hold. */
export const duplicateConditionExpression: Rule<'DuplicateConditionExpression'> = function* ({ graph }) {
  for (const node of graph.nodes) {
    if (node.type !== 'Condition') continue;
    const firsts = new Map<string, string>();
    for (const condition of node.definition.configuration?.condition?.conditions ?? []) {
      const expression = condition?.expression;
      if (!expression) continue;
      const first = firsts.get(expression.trim());
      if (first === undefined) firsts.set(expression.trim(), condition.name);
      else
        yield error(
          `Condition ${condition.name} of node ${node.name} has the same expression as condition ${first}: ${expression}. Change or remove one of them.`,
          { node: node.name, expression },
        );
    }
  }
};
