import type { FlowDefinition } from '@streambed/flow/definition';

const data = (source: string, sourceOutput: string, target: string, targetInput: string) => ({
  name: `${source}To${target}`,
  type: 'Data' as const,
  source,
  target,
  configuration: { data: { sourceOutput, targetInput } },
});

const template = (text: string, name: string) => ({
  sourceConfiguration: {
    inline: {
      modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
      templateType: 'TEXT' as const,
      templateConfiguration: { text: { text, inputVariables: [{ name }] } },
      inferenceConfiguration: { text: { maxTokens: 200 } },
    },
  },
});

/** Input → Prompt → Output, and the input beside it on an Output of its own. */
export const summary: FlowDefinition = {
  nodes: [
    { name: 'Letter', type: 'Input', outputs: [{ name: 'document', type: 'String' }] },
    {
      name: 'Summarise',
      type: 'Prompt',
      configuration: { prompt: template('Summarise this letter in one sentence:\n{{letter}}', 'letter') },
      inputs: [{ name: 'letter', type: 'String', expression: '$.data' }],
      outputs: [{ name: 'modelCompletion', type: 'String' }],
    },
    { name: 'Short', type: 'Output', inputs: [{ name: 'document', type: 'String', expression: '$.data' }] },
  ],
  connections: [
    data('Letter', 'document', 'Summarise', 'letter'),
    data('Summarise', 'modelCompletion', 'Short', 'document'),
  ],
};

/** Input → two Outputs: the object, and a member of it. */
export const twoOutputs: FlowDefinition = {
  nodes: [
    { name: 'Order', type: 'Input', outputs: [{ name: 'document', type: 'Object' }] },
    { name: 'Whole', type: 'Output', inputs: [{ name: 'document', type: 'Object', expression: '$.data' }] },
    {
      name: 'Name',
      type: 'Output',
      inputs: [{ name: 'document', type: 'String', expression: '$.data.name' }],
    },
  ],
  connections: [
    data('Order', 'document', 'Whole', 'document'),
    data('Order', 'document', 'Name', 'document'),
  ],
};

/** Calls a function that is not there. */
export const failing: FlowDefinition = {
  nodes: [
    { name: 'Start', type: 'Input', outputs: [{ name: 'document', type: 'String' }] },
    {
      name: 'Call',
      type: 'LambdaFunction',
      configuration: {
        lambdaFunction: { lambdaArn: 'arn:aws:lambda:us-east-1:000000000000:function:missing' },
      },
      inputs: [{ name: 'text', type: 'String', expression: '$.data' }],
      outputs: [{ name: 'functionResponse', type: 'String' }],
    },
    { name: 'End', type: 'Output', inputs: [{ name: 'document', type: 'String', expression: '$.data' }] },
  ],
  connections: [
    data('Start', 'document', 'Call', 'text'),
    data('Call', 'functionResponse', 'End', 'document'),
  ],
};
