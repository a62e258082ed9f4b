import { DEFAULT_CONDITION } from '../../nodes/index.ts';
import { conditionCause } from '../condition-cause.ts';
import type { GraphNode } from '../graph.ts';
import { error, type Problem, type Rule, warning } from '../rule.ts';

/** A condition cannot be read, or not be evaluated over the inputs of its node. */
export const malformedConditionExpression: Rule<'MalformedConditionExpression'> = function* ({ graph }) {
  for (const node of graph.nodes) {
    if (node.type === 'Condition') yield* conditionsOf(node);
    if (node.type === 'LoopController') yield* continueConditionOf(node);
  }
};

function* conditionsOf(node: GraphNode): Generator<Problem<'MalformedConditionExpression'>> {
  for (const entry of node.definition.configuration?.condition?.conditions ?? []) {
    const condition = entry?.name;
    const isDefault = condition === DEFAULT_CONDITION;
    if (isDefault && entry.expression) {
      const cause = 'The default condition holds when no other does; its expression is not looked at.';
      yield warning(
        `Condition ${condition} of node ${node.name} has an expression that counts for nothing. Remove it.`,
        { node: node.name, condition, cause },
      );
    }
    const cause = isDefault ? undefined : conditionCause(entry?.expression, node.inputs);
    if (cause) yield malformed(node, condition, cause);
  }
}

/** Of a LoopController only the inputs of category LoopCondition are variables of its condition. */
function* continueConditionOf(node: GraphNode): Generator<Problem<'MalformedConditionExpression'>> {
  const condition = node.definition.configuration?.loopController?.continueCondition;
  // Without an expression the configuration is incomplete, which is reported by itself.
  if (!condition?.expression) return;
  const variables = node.inputs.filter((input) => input.category === 'LoopCondition');
  const cause = conditionCause(condition.expression, variables);
  if (!cause) return;
  const names = new Set(variables.map(({ name }) => name));
  const hasOthers = node.inputs.some(({ name }) => !names.has(name));
  yield malformed(
    node,
    condition.name ?? 'continueCondition',
    hasOthers ? `${cause} Only inputs of category LoopCondition count.` : cause,
  );
}

function malformed(node: GraphNode, condition: string, cause: string) {
  // The wire model bounds causes.
  const bounded = cause.slice(0, 2048);
  return error(`Condition ${condition} of node ${node.name} cannot be evaluated. ${bounded}`, {
    node: node.name,
    condition,
    cause: bounded,
  });
}
