import type {
  FlowDefinition,
  FlowNode,
  FlowNodeConfiguration,
  FlowNodeType,
} from '@streambed/model/bedrock-agent';

/** Where prompts go until an author chooses: the model that answers on a machine with nothing configured. */
export const DEFAULT_MODEL_ID = 'amazon.nova-lite-v1:0';

type NewNode = Pick<FlowNode, 'configuration' | 'inputs' | 'outputs'>;

const value = (name: string, type: 'String' | 'Number' | 'Boolean' | 'Object' | 'Array' = 'String') => ({
  name,
  type,
  expression: '$.data',
});

/** A loop that refines a value up to ten times and hands it out. */
const loopBody: FlowDefinition = {
  nodes: [
    {
      name: 'LoopInput',
      type: 'LoopInput',
      configuration: { loopInput: {} },
      outputs: [{ name: 'document', type: 'String' }],
    },
    {
      name: 'LoopController',
      type: 'LoopController',
      configuration: {
        loopController: {
          continueCondition: { name: 'continueCondition', expression: 'again == true' },
          maxIterations: 10,
        },
      },
      inputs: [
        { ...value('again', 'Boolean'), category: 'LoopCondition' },
        { ...value('document'), category: 'ReturnValueToLoopStart' },
        { ...value('result'), category: 'ExitLoop' },
      ],
    },
  ],
  connections: [],
};

/**
 * What a new node of each type holds: its predefined inputs and outputs, and a configuration that UpdateFlow takes
 * though an author has still to fill it. Source: nodes.md sections 2 and 3.
 */
const newNodes = {
  Input: () => ({ configuration: { input: {} }, outputs: [{ name: 'document', type: 'String' }] }),
  Output: () => ({ configuration: { output: {} }, inputs: [value('document')] }),
  Prompt: () => ({
    configuration: {
      prompt: {
        sourceConfiguration: {
          inline: {
            modelId: DEFAULT_MODEL_ID,
            templateType: 'TEXT',
            templateConfiguration: { text: { text: '{{input}}', inputVariables: [{ name: 'input' }] } },
          },
        },
      },
    },
    inputs: [value('input')],
    outputs: [{ name: 'modelCompletion', type: 'String' }],
  }),
  KnowledgeBase: () => ({
    configuration: { knowledgeBase: { knowledgeBaseId: 'UNSET' } },
    inputs: [value('retrievalQuery')],
    outputs: [{ name: 'retrievalResults', type: 'Array' }],
  }),
  Agent: () => ({
    configuration: {
      agent: { agentAliasArn: 'arn:aws:bedrock:us-east-1:000000000000:agent-alias/UNSETAGENT/UNSETALIAS' },
    },
    inputs: [value('agentInputText')],
    outputs: [{ name: 'agentResponse', type: 'String' }],
  }),
  LambdaFunction: () => ({
    configuration: { lambdaFunction: { lambdaArn: 'arn:aws:lambda:us-east-1:000000000000:function:unset' } },
    inputs: [value('codeHookInput')],
    outputs: [{ name: 'functionResponse', type: 'Object' }],
  }),
  Lex: () => ({
    configuration: {
      lex: {
        botAliasArn: 'arn:aws:lex:us-east-1:000000000000:bot-alias/UNSETBOTID/UNSETALIAS',
        localeId: 'en_US',
      },
    },
    inputs: [value('inputText')],
    outputs: [{ name: 'predictedIntent', type: 'String' }],
  }),
  Retrieval: () => ({
    configuration: { retrieval: { serviceConfiguration: { s3: { bucketName: 'unset-bucket' } } } },
    inputs: [value('objectKey')],
    outputs: [{ name: 's3Content', type: 'String' }],
  }),
  Storage: () => ({
    configuration: { storage: { serviceConfiguration: { s3: { bucketName: 'unset-bucket' } } } },
    inputs: [value('content'), value('objectKey')],
    outputs: [{ name: 's3Uri', type: 'String' }],
  }),
  Condition: () => ({
    configuration: {
      condition: {
        conditions: [{ name: 'Condition_1', expression: 'input == "value"' }, { name: 'default' }],
      },
    },
    inputs: [value('input')],
    outputs: [],
  }),
  Iterator: () => ({
    configuration: { iterator: {} },
    inputs: [value('array', 'Array')],
    outputs: [
      { name: 'arrayItem', type: 'String' },
      { name: 'arraySize', type: 'Number' },
    ],
  }),
  Collector: () => ({
    configuration: { collector: {} },
    inputs: [value('arrayItem'), value('arraySize', 'Number')],
    outputs: [{ name: 'collectedArray', type: 'Array' }],
  }),
  InlineCode: () => ({
    configuration: { inlineCode: { language: 'Python_3', code: 'codeHookInput' } },
    inputs: [value('codeHookInput')],
    outputs: [{ name: 'response', type: 'String' }],
  }),
  Loop: () => ({
    configuration: { loop: { definition: structuredClone(loopBody) } },
    inputs: [value('document')],
    outputs: [{ name: 'result', type: 'String' }],
  }),
  LoopInput: () => ({ configuration: { loopInput: {} }, outputs: [{ name: 'document', type: 'String' }] }),
  LoopController: () => ({
    configuration: {
      loopController: {
        continueCondition: { name: 'continueCondition', expression: 'again == true' },
        maxIterations: 10,
      },
    },
    inputs: [{ ...value('again', 'Boolean'), category: 'LoopCondition' }],
  }),
} satisfies Record<FlowNodeType, () => NewNode>;

export const newNode = (type: FlowNodeType, name: string, configuration?: object): FlowNode => {
  const made: NewNode = newNodes[type]();
  return {
    name,
    type,
    ...made,
    configuration: { ...made.configuration, ...(configuration as FlowNodeConfiguration | undefined) },
  };
};

/** A first flow: Input → Prompt → Output, wired. */
export const newFlowDefinition = (modelId: string = DEFAULT_MODEL_ID): FlowDefinition => {
  const prompt = newNode('Prompt', 'Prompt_1');
  prompt.configuration!.prompt!.sourceConfiguration.inline!.modelId = modelId;
  const data = (name: string, source: string, sourceOutput: string, target: string, targetInput: string) => ({
    name,
    source,
    target,
    type: 'Data' as const,
    configuration: { data: { sourceOutput, targetInput } },
  });
  return {
    nodes: [newNode('Input', 'FlowInput'), prompt, newNode('Output', 'FlowOutput')],
    connections: [
      data('FlowInput_document_to_Prompt_1_input', 'FlowInput', 'document', 'Prompt_1', 'input'),
      data(
        'Prompt_1_modelCompletion_to_FlowOutput_document',
        'Prompt_1',
        'modelCompletion',
        'FlowOutput',
        'document',
      ),
    ],
  };
};
