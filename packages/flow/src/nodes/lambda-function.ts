import { type NodeType, required } from './node-type.ts';

/** Invokes a Lambda function and hands on what it returns. */
export const lambdaFunction: NodeType = {
  type: 'LambdaFunction',
  configurationKey: 'lambdaFunction',
  slots: () => ({ inputs: 'free', outputs: [required('functionResponse', 'Any')] }),
  missingConfiguration: (node) =>
    node.configuration?.lambdaFunction?.lambdaArn
      ? undefined
      : 'names no function; set lambdaArn to the ARN of the function it shall call.',
  lower: () => ({ kind: 'work' }),
};
