import type { FlowDefinition, FlowNode, FlowNodeInput } from '@streambed/model/bedrock-agent';

const input = (
  name: string,
  type: FlowNodeInput['type'] = 'String',
  expression = '$.data',
): FlowNodeInput => ({
  name,
  type,
  expression,
});
const data = (source: string, sourceOutput: string, target: string, targetInput: string) => ({
  name: `${source}_${sourceOutput}_to_${target}_${targetInput}`,
  type: 'Data' as const,
  source,
  target,
  configuration: { data: { sourceOutput, targetInput } },
});
const branch = (source: string, condition: string, target: string) => ({
  name: `${source}_${condition}_to_${target}`,
  type: 'Conditional' as const,
  source,
  target,
  configuration: { conditional: { condition } },
});

const nodes: FlowNode[] = [
  {
    name: 'FlowInput',
    type: 'Input',
    configuration: { input: {} },
    outputs: [{ name: 'document', type: 'Object' }],
  },
  {
    name: 'Classify',
    type: 'Prompt',
    configuration: {
      prompt: {
        sourceConfiguration: {
          inline: {
            modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
            templateType: 'TEXT',
            templateConfiguration: {
              text: {
                text: 'You sort tickets.\n\nClassify this ticket of {{customer}} as bug, question or praise:\n\n{{ticket}}',
                inputVariables: [{ name: 'customer' }, { name: 'ticket' }],
              },
            },
            inferenceConfiguration: { text: { temperature: 0.2, maxTokens: 256 } },
          },
        },
      },
    },
    inputs: [input('customer', 'String', '$.data.user.name'), input('ticket', 'String', '$.data.text')],
    outputs: [{ name: 'modelCompletion', type: 'String' }],
  },
  {
    name: 'Reply',
    type: 'Prompt',
    configuration: {
      prompt: {
        sourceConfiguration: {
          inline: {
            modelId: 'amazon.nova-lite-v1:0',
            templateType: 'CHAT',
            templateConfiguration: {
              chat: {
                system: [
                  { text: 'You answer in the tone of {{tone}}.' },
                  { cachePoint: { type: 'default' } },
                ],
                messages: [
                  { role: 'user', content: [{ text: 'How do I sign in?' }] },
                  { role: 'assistant', content: [{ text: 'With the link in your mail.' }] },
                  { role: 'user', content: [{ text: '{{question}}' }] },
                ],
                toolConfiguration: {
                  tools: [
                    {
                      toolSpec: {
                        name: 'get_account',
                        description: 'Reads an account',
                        inputSchema: {
                          json: {
                            type: 'object',
                            properties: { id: { type: 'string' }, deep: { type: 'boolean' } },
                            required: ['id'],
                          },
                        },
                      },
                    },
                  ],
                },
                inputVariables: [{ name: 'tone' }, { name: 'question' }],
              },
            },
            additionalModelRequestFields: {
              top_k: 50,
              outputConfig: {
                textFormat: {
                  type: 'json_schema',
                  structure: {
                    jsonSchema: { schema: { type: 'object', properties: { answer: { type: 'string' } } } },
                  },
                },
              },
            },
          },
        },
        guardrailConfiguration: { guardrailIdentifier: 'gr1', guardrailVersion: '1' },
      },
    },
    inputs: [input('question', 'String', '$.data.text'), input('old')],
    outputs: [{ name: 'modelCompletion', type: 'String' }],
  },
  {
    name: 'FromLibrary',
    type: 'Prompt',
    configuration: {
      prompt: {
        sourceConfiguration: {
          resource: { promptArn: 'arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT1234:1' },
        },
      },
    },
    inputs: [input('topic')],
    outputs: [{ name: 'modelCompletion', type: 'String' }],
  },
  {
    name: 'Search',
    type: 'KnowledgeBase',
    configuration: {
      knowledgeBase: {
        knowledgeBaseId: 'KB12345678',
        modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
        numberOfResults: 8,
        promptTemplate: { textPromptTemplate: 'Answer only from what was found.' },
        rerankingConfiguration: {
          type: 'BEDROCK_RERANKING_MODEL',
          bedrockRerankingConfiguration: {
            modelConfiguration: {
              modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.rerank-v1:0',
            },
            numberOfRerankedResults: 3,
          },
        },
      },
    },
    inputs: [input('retrievalQuery', 'String', '$.data.text')],
    outputs: [{ name: 'outputText', type: 'String' }],
  },
  {
    name: 'Booking',
    type: 'Agent',
    configuration: {
      agent: { agentAliasArn: 'arn:aws:bedrock:us-east-1:123456789012:agent-alias/AGENT12345/ALIAS12345' },
    },
    inputs: [input('agentInputText', 'String', '$.data.text')],
    outputs: [{ name: 'agentResponse', type: 'String' }],
  },
  {
    name: 'Price',
    type: 'LambdaFunction',
    configuration: {
      lambdaFunction: { lambdaArn: 'arn:aws:lambda:us-east-1:123456789012:function:price:live' },
    },
    inputs: [input('codeHookInput', 'Object')],
    outputs: [{ name: 'functionResponse', type: 'Object' }],
  },
  {
    name: 'Intent',
    type: 'Lex',
    configuration: {
      lex: {
        botAliasArn: 'arn:aws:lex:us-east-1:123456789012:bot-alias/BOT1234567/ALIAS12345',
        localeId: 'en_US',
      },
    },
    inputs: [input('inputText', 'String', '$.data.text')],
    outputs: [{ name: 'predictedIntent', type: 'String' }],
  },
  {
    name: 'Read',
    type: 'Retrieval',
    configuration: { retrieval: { serviceConfiguration: { s3: { bucketName: 'in-bucket' } } } },
    inputs: [input('objectKey', 'String', '$.data.key')],
    outputs: [{ name: 's3Content', type: 'String' }],
  },
  {
    name: 'Route',
    type: 'Condition',
    configuration: {
      condition: {
        conditions: [
          { name: 'urgent', expression: 'amount > 100 and (kind == "bug" or not paid)' },
          { name: 'large', expression: 'amount >= 1000' },
          { name: 'default' },
        ],
      },
    },
    inputs: [
      input('amount', 'Number', '$.data.amount'),
      input('kind', 'String', '$.data.kind'),
      input('paid', 'Boolean', '$.data.paid'),
    ],
    outputs: [],
  },
  {
    name: 'Each',
    type: 'Iterator',
    configuration: { iterator: {} },
    inputs: [input('array', 'Array', '$.data.docs')],
    outputs: [
      { name: 'arrayItem', type: 'String' },
      { name: 'arraySize', type: 'Number' },
    ],
  },
  {
    name: 'Sum',
    type: 'InlineCode',
    configuration: {
      inlineCode: {
        language: 'Python_3',
        code: '# The words of one document\nwords = doc.split()\nif len(words) > 3:\n    {"long": True, "words": len(words)}\nelse:\n    {"long": False}',
      },
    },
    inputs: [input('doc')],
    outputs: [{ name: 'response', type: 'Object' }],
  },
  {
    name: 'Write',
    type: 'Storage',
    configuration: { storage: { serviceConfiguration: { s3: { bucketName: 'out-bucket' } } } },
    inputs: [input('content', 'Object'), input('objectKey', 'String', '$.data.key')],
    outputs: [{ name: 's3Uri', type: 'String' }],
  },
  {
    name: 'Gather',
    type: 'Collector',
    configuration: { collector: {} },
    inputs: [input('arrayItem', 'String'), input('arraySize', 'Number')],
    outputs: [{ name: 'collectedArray', type: 'Array' }],
  },
  {
    name: 'Refine',
    type: 'Loop',
    configuration: {
      loop: {
        definition: {
          nodes: [
            {
              name: 'Start',
              type: 'LoopInput',
              configuration: { loopInput: {} },
              outputs: [{ name: 'draft', type: 'String' }],
            },
            {
              name: 'Critic',
              type: 'InlineCode',
              configuration: { inlineCode: { language: 'Python_3', code: 'len(text) < 80' } },
              inputs: [input('text')],
              outputs: [{ name: 'response', type: 'Boolean' }],
            },
            {
              name: 'Decide',
              type: 'LoopController',
              configuration: {
                loopController: {
                  continueCondition: { name: 'again', expression: 'tooShort == true' },
                  maxIterations: 3,
                },
              },
              inputs: [
                { ...input('tooShort', 'Boolean'), category: 'LoopCondition' },
                { ...input('draft'), category: 'ReturnValueToLoopStart' },
                { ...input('result'), category: 'ExitLoop' },
              ],
            },
          ],
          connections: [
            data('Start', 'draft', 'Critic', 'text'),
            data('Critic', 'response', 'Decide', 'tooShort'),
            data('Start', 'draft', 'Decide', 'draft'),
            data('Start', 'draft', 'Decide', 'result'),
          ],
        },
      },
    },
    inputs: [input('draft')],
    outputs: [{ name: 'result', type: 'String' }],
  },
  {
    name: 'FlowOutput',
    type: 'Output',
    configuration: { output: {} },
    inputs: [input('document')],
  },
  {
    name: 'Urgent',
    type: 'Output',
    configuration: { output: {} },
    inputs: [input('document', 'Number', '$.data.amount')],
  },
  { name: 'Teleport', type: 'Quantum' as FlowNode['type'], inputs: [], outputs: [] },
];

/** A flow with a node of every type, and of one that nobody knows; several things in it are wrong. */
export const everyType: FlowDefinition = {
  nodes,
  connections: [
    data('FlowInput', 'document', 'Classify', 'customer'),
    data('FlowInput', 'document', 'Classify', 'ticket'),
    data('FlowInput', 'document', 'Reply', 'question'),
    data('FlowInput', 'document', 'Search', 'retrievalQuery'),
    data('FlowInput', 'document', 'Booking', 'agentInputText'),
    data('FlowInput', 'document', 'Price', 'codeHookInput'),
    data('FlowInput', 'document', 'Intent', 'inputText'),
    data('FlowInput', 'document', 'Read', 'objectKey'),
    data('FlowInput', 'document', 'Route', 'amount'),
    data('FlowInput', 'document', 'Route', 'kind'),
    data('FlowInput', 'document', 'Route', 'paid'),
    data('FlowInput', 'document', 'Each', 'array'),
    data('Each', 'arrayItem', 'Sum', 'doc'),
    data('Sum', 'response', 'Write', 'content'),
    data('FlowInput', 'document', 'Write', 'objectKey'),
    data('Write', 's3Uri', 'Gather', 'arrayItem'),
    data('Classify', 'modelCompletion', 'Refine', 'draft'),
    data('Refine', 'result', 'FlowOutput', 'document'),
    data('FlowInput', 'document', 'Urgent', 'document'),
    branch('Route', 'urgent', 'Urgent'),
    branch('Route', 'default', 'FlowOutput'),
  ],
};

/** What each output gave in a made-up run. */
export const values = {
  'FlowInput.document': {
    text: 'I cannot sign in since this morning, and the demo is at ten.',
    user: { name: 'Ana', 'home town': 'Lyon', tags: ['gold', 'early'] },
    amount: 250,
    kind: 'bug',
    paid: false,
    key: 'reports/latest.json',
    docs: ['First words of one', 'Two', 'A third document with more words in it'],
  },
  'Classify.modelCompletion': 'bug',
  'Reply.modelCompletion': '{"answer": "Use the link in your mail."}',
  'Search.outputText': 'The link expires after an hour.',
  'Price.functionResponse': [1, 2, 3],
  'Each.arrayItem': 'First words of one',
  'Each.arraySize': 3,
  'Sum.response': { long: true, words: 4 },
  'Start.draft': 'bug',
  'Critic.response': true,
} as const;
