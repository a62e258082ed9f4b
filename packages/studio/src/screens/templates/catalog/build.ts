import type {
  FlowCondition,
  FlowConnection,
  FlowDefinition,
  FlowNode,
  FlowNodeInputCategory,
  FlowNodeIODataType,
} from '@streambed/model/bedrock-agent';
import { TEMPLATE_MODEL } from '../template.ts';

/** `text: String` or `text: String = $.data.text`; without an expression the whole value. */
const slot = (text: string) => {
  const [, name, type, expression] = /^(\w+): (\w+)(?: = (.+))?$/.exec(text) as unknown as [
    string,
    string,
    FlowNodeIODataType,
    string | undefined,
  ];
  return { name, type, expression: expression ?? '$.data' };
};
const inputsOf = (texts: readonly string[]) => texts.map(slot);
const outputOf = (text: string) => {
  const { name, type } = slot(text);
  return { name, type };
};

export const input = (name: string, type: FlowNodeIODataType): FlowNode => ({
  name,
  type: 'Input',
  configuration: { input: {} },
  outputs: [{ name: 'document', type }],
});

export const output = (name: string, document: string): FlowNode => ({
  name,
  type: 'Output',
  configuration: { output: {} },
  inputs: inputsOf([document]),
});

/** A prompt whose variables are its inputs. */
export const prompt = (
  name: string,
  inputs: readonly string[],
  text: string,
  inference: { readonly temperature?: number; readonly maxTokens?: number } = {},
): FlowNode => ({
  name,
  type: 'Prompt',
  configuration: {
    prompt: {
      sourceConfiguration: {
        inline: {
          modelId: TEMPLATE_MODEL,
          templateType: 'TEXT',
          templateConfiguration: {
            text: { text, inputVariables: inputsOf(inputs).map((variable) => ({ name: variable.name })) },
          },
          ...(Object.keys(inference).length > 0 && { inferenceConfiguration: { text: inference } }),
        },
      },
    },
  },
  inputs: inputsOf(inputs),
  outputs: [{ name: 'modelCompletion', type: 'String' }],
});

export const code = (
  name: string,
  inputs: readonly string[],
  type: FlowNodeIODataType,
  python: string,
): FlowNode => ({
  name,
  type: 'InlineCode',
  configuration: { inlineCode: { language: 'Python_3', code: python } },
  inputs: inputsOf(inputs),
  outputs: [{ name: 'response', type }],
});

/** `urgent = priority > 3`, in the order they are tried; the default comes last by itself. */
export const condition = (name: string, inputs: readonly string[], rows: readonly string[]): FlowNode => ({
  name,
  type: 'Condition',
  configuration: {
    condition: {
      conditions: [
        ...rows.map((row): FlowCondition => {
          const at = row.indexOf(' = ');
          return { name: row.slice(0, at), expression: row.slice(at + 3) };
        }),
        { name: 'default' },
      ],
    },
  },
  inputs: inputsOf(inputs),
});

export const iterator = (name: string, array: string, item: FlowNodeIODataType): FlowNode => ({
  name,
  type: 'Iterator',
  configuration: { iterator: {} },
  inputs: inputsOf([array]),
  outputs: [
    { name: 'arrayItem', type: item },
    { name: 'arraySize', type: 'Number' },
  ],
});

export const collector = (name: string, item: FlowNodeIODataType): FlowNode => ({
  name,
  type: 'Collector',
  configuration: { collector: {} },
  inputs: inputsOf([`arrayItem: ${item}`, 'arraySize: Number']),
  outputs: [{ name: 'collectedArray', type: 'Array' }],
});

export const lambda = (name: string, arn: string, inputs: readonly string[], response: string): FlowNode => ({
  name,
  type: 'LambdaFunction',
  configuration: { lambdaFunction: { lambdaArn: arn } },
  inputs: inputsOf(inputs),
  outputs: [outputOf(response)],
});

export const retrieval = (name: string, bucketName: string, objectKey: string): FlowNode => ({
  name,
  type: 'Retrieval',
  configuration: { retrieval: { serviceConfiguration: { s3: { bucketName } } } },
  inputs: inputsOf([objectKey]),
  outputs: [{ name: 's3Content', type: 'String' }],
});

export const storage = (name: string, bucketName: string, inputs: readonly string[]): FlowNode => ({
  name,
  type: 'Storage',
  configuration: { storage: { serviceConfiguration: { s3: { bucketName } } } },
  inputs: inputsOf(inputs),
  outputs: [{ name: 's3Uri', type: 'String' }],
});

export const knowledgeBase = (name: string, knowledgeBaseId: string, query: string): FlowNode => ({
  name,
  type: 'KnowledgeBase',
  configuration: { knowledgeBase: { knowledgeBaseId, modelId: TEMPLATE_MODEL, numberOfResults: 5 } },
  inputs: inputsOf([query]),
  outputs: [{ name: 'outputText', type: 'String' }],
});

export const agent = (name: string, agentAliasArn: string, text: string): FlowNode => ({
  name,
  type: 'Agent',
  configuration: { agent: { agentAliasArn } },
  inputs: inputsOf([text]),
  outputs: [{ name: 'agentResponse', type: 'String' }],
});

export const loop = (
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  body: FlowDefinition,
): FlowNode => ({
  name,
  type: 'Loop',
  configuration: { loop: { definition: body } },
  inputs: inputsOf(inputs),
  outputs: outputs.map(outputOf),
});

export const loopInput = (name: string, outputs: readonly string[]): FlowNode => ({
  name,
  type: 'LoopInput',
  configuration: { loopInput: {} },
  outputs: outputs.map(outputOf),
});

/** The three kinds of inputs of a loop's end. */
export interface ControllerInputs {
  readonly decide: readonly string[];
  readonly back: readonly string[];
  readonly exit: readonly string[];
}

/** `again = tooLong == true` goes on while it holds. */
export const loopController = (
  name: string,
  row: string,
  maxIterations: number,
  { decide, back, exit }: ControllerInputs,
): FlowNode => {
  const at = row.indexOf(' = ');
  const of = (texts: readonly string[], category: FlowNodeInputCategory) =>
    inputsOf(texts).map((each) => ({ ...each, category }));
  return {
    name,
    type: 'LoopController',
    configuration: {
      loopController: {
        continueCondition: { name: row.slice(0, at), expression: row.slice(at + 3) },
        maxIterations,
      },
    },
    inputs: [...of(decide, 'LoopCondition'), ...of(back, 'ReturnValueToLoopStart'), ...of(exit, 'ExitLoop')],
  };
};

/** `Input.document → Ask.text` carries data, `Route:urgent → Call` a branch. */
const connection = (text: string): FlowConnection => {
  const [from, to] = text.split(' → ') as [string, string];
  const [source, branch] = from.split(':') as [string, string?];
  if (branch !== undefined)
    return {
      name: `${source}_${branch}_to_${to}`,
      type: 'Conditional',
      source,
      target: to,
      configuration: { conditional: { condition: branch } },
    };
  const [node, sourceOutput] = from.split('.') as [string, string];
  const [target, targetInput] = to.split('.') as [string, string];
  return {
    name: `${node}_${sourceOutput}_to_${target}_${targetInput}`,
    type: 'Data',
    source: node,
    target,
    configuration: { data: { sourceOutput, targetInput } },
  };
};

export const definition = (nodes: FlowNode[], connections: readonly string[]): FlowDefinition => ({
  nodes,
  connections: connections.map(connection),
});
