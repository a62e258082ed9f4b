import { DEFAULT_CONDITION } from '../../nodes/index.ts';
import { error, type Rule } from '../rule.ts';

/** A Condition node has no default, so a value may fit none of its conditions. */
export const missingDefaultCondition: Rule<'MissingDefaultCondition'> = function* ({ graph }) {
  for (const node of graph.nodes) {
    const conditions = node.definition.configuration?.condition?.conditions;
    // Without any condition the configuration is incomplete, which is reported by itself.
    if (node.type !== 'Condition' || !conditions?.length) continue;
    if (!conditions.some((condition) => condition?.name === DEFAULT_CONDITION))
      yield error(
        `Node ${node.name} has no condition named "${DEFAULT_CONDITION}". Add one without an expression; it holds when no other does.`,
        { node: node.name },
      );
  }
};
