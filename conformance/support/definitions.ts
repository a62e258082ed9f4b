import type {
  FlowCondition,
  FlowConnection,
  FlowDefinition,
  FlowNode,
  FlowNodeInput,
  FlowNodeIODataType,
} from '@aws-sdk/client-bedrock-agent';

/** Small flows for tests, put together from nodes and wires that read like a drawing. */

type DataType = FlowNodeIODataType;

/** `from` is `Node.output`, `to` is `Node.input`. */
export const wire = (from: string, to: string): FlowConnection => {
  const [source, sourceOutput] = from.split('.') as [string, string];
  const [target, targetInput] = to.split('.') as [string, string];
  return {
    type: 'Data',
    name: `${source}${sourceOutput}To${target}${targetInput}`.replaceAll('_', ''),
    source,
    target,
    configuration: { data: { sourceOutput, targetInput } },
  };
};

/** `from` is `Node.condition`. */
export const branch = (from: string, target: string): FlowConnection => {
  const [source, condition] = from.split('.') as [string, string];
  return {
    type: 'Conditional',
    name: `${source}${condition}To${target}`.replaceAll('_', ''),
    source,
    target,
    configuration: { conditional: { condition } },
  };
};

export const slot = (name: string, type: DataType = 'String', expression = '$.data'): FlowNodeInput => ({
  name,
  type,
  expression,
});

export const inputNode = (type: DataType = 'String', name = 'FlowInput'): FlowNode => ({
  name,
  type: 'Input',
  configuration: { input: {} },
  outputs: [{ name: 'document', type }],
});

export const outputNode = (
  type: DataType = 'String',
  name = 'FlowOutput',
  expression = '$.data',
): FlowNode => ({
  name,
  type: 'Output',
  configuration: { output: {} },
  inputs: [slot('document', type, expression)],
});

export const conditionNode = (
  name: string,
  inputs: FlowNodeInput[],
  conditions: Readonly<Record<string, string>>,
): FlowNode => ({
  name,
  type: 'Condition',
  inputs,
  configuration: {
    condition: {
      conditions: [
        ...Object.entries(conditions).map(([key, expression]): FlowCondition => ({ name: key, expression })),
        { name: 'default' },
      ],
    },
  },
});

export const promptNode = (
  name: string,
  modelId: string,
  text: string,
  inputs: FlowNodeInput[] = [slot('text')],
): FlowNode => ({
  name,
  type: 'Prompt',
  configuration: {
    prompt: {
      sourceConfiguration: {
        inline: {
          modelId,
          templateType: 'TEXT',
          templateConfiguration: {
            text: { text, inputVariables: inputs.map((input) => ({ name: input.name! })) },
          },
          inferenceConfiguration: { text: { maxTokens: 200, temperature: 0.7, topP: 0.9 } },
        },
      },
    },
  },
  inputs,
  outputs: [{ name: 'modelCompletion', type: 'String' }],
});

export const iteratorNode = (itemType: DataType = 'String', name = 'Each'): FlowNode => ({
  name,
  type: 'Iterator',
  configuration: { iterator: {} },
  inputs: [slot('array', 'Array')],
  outputs: [
    { name: 'arrayItem', type: itemType },
    { name: 'arraySize', type: 'Number' },
  ],
});

export const collectorNode = (itemType: DataType = 'String', name = 'All'): FlowNode => ({
  name,
  type: 'Collector',
  configuration: { collector: {} },
  inputs: [slot('arrayItem', itemType), slot('arraySize', 'Number')],
  outputs: [{ name: 'collectedArray', type: 'Array' }],
});

export const retrievalNode = (name: string, bucketName: string, expression = '$.data'): FlowNode => ({
  name,
  type: 'Retrieval',
  configuration: { retrieval: { serviceConfiguration: { s3: { bucketName } } } },
  inputs: [slot('objectKey', 'String', expression)],
  outputs: [{ name: 's3Content', type: 'String' }],
});

export const storageNode = (name: string, bucketName: string): FlowNode => ({
  name,
  type: 'Storage',
  configuration: { storage: { serviceConfiguration: { s3: { bucketName } } } },
  inputs: [slot('content'), slot('objectKey')],
  outputs: [{ name: 's3Uri', type: 'String' }],
});

export const codeNode = (name: string, code: string, inputs: FlowNodeInput[], type: DataType): FlowNode => ({
  name,
  type: 'InlineCode',
  configuration: { inlineCode: { code, language: 'Python_3' } },
  inputs,
  outputs: [{ name: 'response', type }],
});

/** Input → Output: what goes in comes out. */
export const echo = (type: DataType = 'String', expression = '$.data', outType = type): FlowDefinition => ({
  nodes: [inputNode(type), outputNode(outType, 'FlowOutput', expression)],
  connections: [wire('FlowInput.document', 'FlowOutput.document')],
});

/** A number goes to `Large` when it is above 10, to `Small` when it is not. */
export const router = (): FlowDefinition => ({
  nodes: [
    inputNode('Object'),
    conditionNode('Size', [slot('amount', 'Number', '$.data.amount')], { large: 'amount > 10' }),
    outputNode('Object', 'Large'),
    outputNode('Object', 'Small'),
  ],
  connections: [
    wire('FlowInput.document', 'Size.amount'),
    wire('FlowInput.document', 'Large.document'),
    wire('FlowInput.document', 'Small.document'),
    branch('Size.large', 'Large'),
    branch('Size.default', 'Small'),
  ],
});

/** Reachable, but its Output has no connection: it can be stored and never be prepared. */
export const broken = (): FlowDefinition => ({ nodes: [inputNode(), outputNode()], connections: [] });
