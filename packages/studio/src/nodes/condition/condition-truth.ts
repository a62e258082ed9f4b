import { type ConditionExpression, evaluateCondition } from '@streambed/flow/expressions';
import type { JsonValue } from '@streambed/model';

/** How a part of a condition fared: `unknown` where a value is missing, or one before it, `unreached` where it was decided before. */
export type Mark = 'true' | 'false' | 'unreached' | 'unknown' | 'error';

export interface Truth {
  readonly mark: Mark;
  /** Why it cannot be decided. */
  readonly cause?: string;
  /** Of `and`, `or` and `not`: of their parts, in order. */
  readonly parts: readonly Truth[];
}

const UNREACHED: Truth = { mark: 'unreached', parts: [] };
const UNKNOWN: Truth = { mark: 'unknown', parts: [] };

const references = (expression: ConditionExpression): readonly string[] => {
  switch (expression.kind) {
    case 'input':
      return [expression.name];
    case 'constant':
      return [];
    case 'compare':
      return [...references(expression.left), ...references(expression.right)];
    case 'not':
      return references(expression.operand);
    default:
      return expression.operands.flatMap(references);
  }
};

/** What nobody reached, in the form of the expression. */
const unreached = (expression: ConditionExpression): Truth => {
  if (expression.kind === 'and' || expression.kind === 'or')
    return { mark: 'unreached', parts: expression.operands.map(unreached) };
  return expression.kind === 'not'
    ? { mark: 'unreached', parts: [unreached(expression.operand)] }
    : UNREACHED;
};

/**
 * Decides a condition as the engine does, and tells of each part how it came to it. `and` and `or` stop at the first
 * part that decides; what follows is not reached.
 */
export const truthOf = (expression: ConditionExpression, values: ReadonlyMap<string, JsonValue>): Truth => {
  if (expression.kind === 'and' || expression.kind === 'or') {
    const deciding = expression.kind === 'and' ? 'false' : 'true';
    const parts: Truth[] = [];
    let mark: Mark | undefined;
    for (const operand of expression.operands) {
      const part =
        mark === undefined ? truthOf(operand, values) : mark === 'unknown' ? UNKNOWN : unreached(operand);
      parts.push(part);
      if (mark === undefined && (part.mark === deciding || part.mark === 'error' || part.mark === 'unknown'))
        mark = part.mark;
    }
    return { mark: mark ?? (deciding === 'false' ? 'true' : 'false'), parts };
  }
  if (expression.kind === 'not') {
    const part = truthOf(expression.operand, values);
    const opposite: Mark = part.mark === 'true' ? 'false' : part.mark === 'false' ? 'true' : part.mark;
    return { mark: opposite, parts: [part] };
  }
  if (references(expression).some((name) => !values.has(name))) return { mark: 'unknown', parts: [] };
  try {
    return { mark: evaluateCondition(expression, values) ? 'true' : 'false', parts: [] };
  } catch (error) {
    return { mark: 'error', cause: (error as Error).message, parts: [] };
  }
};
