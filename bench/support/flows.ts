import type { FlowConnection, FlowDefinition, FlowNode } from '@streambed/flow/definition';

/** The shapes that are measured everywhere: a chain of trivial nodes, and a map over an array. */

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:trivial';

const data = (from: string, to: string): FlowConnection => {
  const [source, sourceOutput] = from.split('.') as [string, string];
  const [target, targetInput] = to.split('.') as [string, string];
  return {
    type: 'Data',
    name: `from${source}To${target}${targetInput}`,
    source,
    target,
    configuration: { data: { sourceOutput, targetInput } },
  };
};

const trivial = (name: string): FlowNode => ({
  name,
  type: 'LambdaFunction',
  configuration: { lambdaFunction: { lambdaArn: functionArn } },
  inputs: [{ name: 'text', type: 'String', expression: '$.data' }],
  outputs: [{ name: 'functionResponse', type: 'String' }],
});

/** Input → `length` trivial nodes → Output. */
export function chain(length: number): FlowDefinition {
  const names = Array.from({ length }, (_, index) => `Node${index}`);
  return {
    nodes: [
      { name: 'FlowInput', type: 'Input', outputs: [{ name: 'document', type: 'String' }] },
      ...names.map(trivial),
      {
        name: 'FlowOutput',
        type: 'Output',
        inputs: [{ name: 'document', type: 'String', expression: '$.data' }],
      },
    ],
    connections: [
      data('FlowInput.document', 'Node0.text'),
      ...names.slice(1).map((name, index) => data(`Node${index}.functionResponse`, `${name}.text`)),
      data(`Node${length - 1}.functionResponse`, 'FlowOutput.document'),
    ],
  };
}

/** Input array → Iterator → trivial node → Collector → Output. */
export const map = (): FlowDefinition => ({
  nodes: [
    { name: 'FlowInput', type: 'Input', outputs: [{ name: 'document', type: 'Array' }] },
    {
      name: 'Each',
      type: 'Iterator',
      inputs: [{ name: 'array', type: 'Array', expression: '$.data' }],
      outputs: [
        { name: 'arrayItem', type: 'String' },
        { name: 'arraySize', type: 'Number' },
      ],
    },
    trivial('Node0'),
    {
      name: 'All',
      type: 'Collector',
      inputs: [
        { name: 'arrayItem', type: 'String', expression: '$.data' },
        { name: 'arraySize', type: 'Number', expression: '$.data' },
      ],
      outputs: [{ name: 'collectedArray', type: 'Array' }],
    },
    {
      name: 'FlowOutput',
      type: 'Output',
      inputs: [{ name: 'document', type: 'Array', expression: '$.data' }],
    },
  ],
  connections: [
    data('FlowInput.document', 'Each.array'),
    data('Each.arrayItem', 'Node0.text'),
    data('Node0.functionResponse', 'All.arrayItem'),
    data('Each.arraySize', 'All.arraySize'),
    data('All.collectedArray', 'FlowOutput.document'),
  ],
});

export const items = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `item ${index}`);
