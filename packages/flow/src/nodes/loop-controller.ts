import { parseConditionExpression } from '../expressions/index.ts';
import type { NodeType } from './node-type.ts';

/** Iterations of a loop whose controller sets none (CloudFormation and CDK reference agree). */
export const DEFAULT_MAX_ITERATIONS = 10;

/** Inside a loop: decides after each iteration whether another follows. */
export const loopController: NodeType = {
  type: 'LoopController',
  configurationKey: 'loopController',
  slots: () => ({ inputs: 'free', outputs: [] }),
  missingConfiguration: (node) =>
    node.configuration?.loopController?.continueCondition?.expression
      ? undefined
      : 'has no continueCondition with an expression; say when the loop goes on.',
  lower(node) {
    const controller = node.configuration?.loopController;
    const parsed = parseConditionExpression(controller?.continueCondition.expression ?? '');
    if (!parsed.ok) throw new Error(`continueCondition of ${node.name} was not validated: ${parsed.cause}`);
    return {
      kind: 'decide',
      condition: parsed.expression,
      maxIterations: controller?.maxIterations ?? DEFAULT_MAX_ITERATIONS,
    };
  },
};
