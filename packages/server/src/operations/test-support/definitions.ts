import type { FlowDefinition } from '@streambed/model/bedrock-agent';

export const roleArn = 'arn:aws:iam::000000000000:role/FlowRole';

/** Input → Output: the least that can be prepared. */
export const passThrough: FlowDefinition = {
  nodes: [
    {
      name: 'FlowInput',
      type: 'Input',
      configuration: { input: {} },
      outputs: [{ name: 'document', type: 'String' }],
    },
    {
      name: 'FlowOutput',
      type: 'Output',
      configuration: { output: {} },
      inputs: [{ name: 'document', type: 'String', expression: '$.data' }],
    },
  ],
  connections: [
    {
      name: 'InputToOutput',
      type: 'Data',
      source: 'FlowInput',
      target: 'FlowOutput',
      configuration: { data: { sourceOutput: 'document', targetInput: 'document' } },
    },
  ],
};

/** As passThrough under another node name, to tell two drafts apart. */
export const renamedPassThrough: FlowDefinition = JSON.parse(
  JSON.stringify(passThrough).replaceAll('FlowInput', 'Question'),
);

/** Input without Output: cannot be prepared. */
export const withoutOutput: FlowDefinition = { nodes: [passThrough.nodes![0]!], connections: [] };

/** Prepares with a warning: a node that nothing leads to is unreachable, not wrong. */
export const withWarning: FlowDefinition = {
  nodes: [...passThrough.nodes!],
  connections: [...passThrough.connections!, { ...passThrough.connections![0]!, name: 'Again' }],
};
