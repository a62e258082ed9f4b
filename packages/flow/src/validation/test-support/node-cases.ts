import type { Cases } from './cases.ts';
import {
  asking,
  body,
  but,
  changing,
  flow,
  iterating,
  lookup,
  loopAround,
  loopInputNode,
  outputNode,
  promptNode,
  straight,
  takes,
  without,
} from './flows.ts';

/** What rules about single nodes report. */
export const nodeCases: Cases<
  | 'MissingStartingNodes'
  | 'MissingEndingNodes'
  | 'MissingNodeConfiguration'
  | 'MissingNodeInput'
  | 'MissingNodeOutput'
> = {
  MissingStartingNodes: {
    fails: [
      { title: 'an empty flow', definition: {}, reports: [['Error', {}]], says: 'no Input node' },
      {
        title: 'no Input',
        definition: without(straight, 'In'),
        reports: [['Error', {}]],
        says: 'no Input node',
      },
    ],
    passes: [{ title: 'the body of a loop needs none', definition: loopAround(body) }],
  },
  MissingEndingNodes: {
    fails: [
      {
        title: 'no Output',
        definition: without(straight, 'Out'),
        reports: [['Error', {}]],
        says: 'no Output node',
      },
    ],
    passes: [
      { title: 'one Output', definition: straight },
      { title: 'a loop', definition: loopAround(body) },
    ],
  },
  MissingNodeConfiguration: {
    fails: [
      {
        title: 'nothing configured',
        definition: flow([
          { name: 'Ask', type: 'Prompt' },
          { name: 'Call', type: 'LambdaFunction', configuration: { lambdaFunction: { lambdaArn: '' } } },
          { name: 'If', type: 'Condition', configuration: { condition: { conditions: [] } } },
          {
            name: 'Code',
            type: 'InlineCode',
            configuration: { inlineCode: { code: ' ', language: 'Python_3' } },
          },
          { name: 'Repeat', type: 'Loop' },
          { name: 'Keep', type: 'Storage' },
          { name: 'Fetch', type: 'Retrieval' },
          { name: 'Bot', type: 'Lex' },
          { name: 'Helper', type: 'Agent' },
          { name: 'Lookup', type: 'KnowledgeBase' },
        ]),
        reports: ['Ask', 'Call', 'If', 'Code', 'Repeat', 'Keep', 'Fetch', 'Bot', 'Helper', 'Lookup'].map(
          (node) => ['Error', { node }],
        ),
        says: 'Node Ask (Prompt) has no source',
      },
      {
        title: 'an empty prompt ARN',
        definition: changing(asking, 'Ask', () => ({
          configuration: { prompt: { sourceConfiguration: { resource: { promptArn: '' } } } },
        })),
        reports: [['Error', { node: 'Ask' }]],
        says: 'set promptArn',
      },
      {
        title: 'a chat without messages, a template of the other kind',
        definition: flow(
          (['CHAT', 'TEXT'] as const).map((templateType) => ({
            name: `Ask${templateType}`,
            type: 'Prompt',
            configuration: {
              prompt: {
                sourceConfiguration: {
                  inline: { modelId: 'm', templateType, templateConfiguration: { chat: { messages: [] } } },
                },
              },
            },
          })),
        ),
        reports: ['AskCHAT', 'AskTEXT'].map((node) => ['Error', { node }]),
        says: 'is of templateType CHAT but has no messages',
      },
      {
        title: 'a guardrail without a model',
        definition: flow([
          but(lookup, {
            configuration: {
              knowledgeBase: {
                knowledgeBaseId: 'KB12345678',
                guardrailConfiguration: { guardrailIdentifier: 'a' },
              },
            },
          }),
        ]),
        reports: [['Error', { node: 'Lookup' }]],
        says: 'a guardrail but no model',
      },
      {
        title: 'a loop without a condition',
        definition: loopAround(changing(body, 'Controller', () => ({ configuration: {} }))),
        reports: [['Error', { node: 'Controller' }]],
        says: 'In loop Repeat: Node Controller (LoopController) has no continueCondition',
      },
    ],
    passes: [{ title: 'a configured prompt', definition: asking }],
  },
  MissingNodeInput: {
    fails: [
      {
        title: 'predefined inputs',
        definition: flow([but(lookup, { inputs: [] }), but(outputNode(), { inputs: [] })]),
        reports: [
          ['Error', { node: 'Lookup', input: 'retrievalQuery' }],
          ['Error', { node: 'Out', input: 'document' }],
        ],
        says: 'lacks the input retrievalQuery. Declare it with the type String.',
      },
      {
        title: 'a variable of the template',
        definition: changing(asking, 'Ask', () => promptNode('Ask', '{{topic}} in {{language}}')),
        reports: [['Error', { node: 'Ask', input: 'language' }]],
        says: 'a variable of its template',
      },
      {
        title: 'an output of the LoopInput',
        definition: loopAround(
          changing(body, 'LoopIn', () => loopInputNode({ seed: 'Number', other: 'String' })),
        ),
        reports: [['Error', { node: 'Repeat', input: 'other' }]],
        says: 'an output of the LoopInput inside',
      },
    ],
    passes: [
      { title: 'a prompt with its variable', definition: asking },
      {
        title: 'optional inputs of an agent',
        definition: flow([{ name: 'Helper', type: 'Agent', inputs: [takes('agentInputText', 'String')] }]),
      },
      { title: 'a loop with its inputs', definition: loopAround(body) },
    ],
  },
  MissingNodeOutput: {
    fails: [
      {
        title: 'predefined outputs',
        definition: changing(asking, 'Ask', () => ({ outputs: [] })),
        reports: [['Error', { node: 'Ask', output: 'modelCompletion' }]],
        says: 'lacks the output modelCompletion. Declare it with the type String.',
      },
    ],
    passes: [
      { title: 'all outputs declared', definition: iterating },
      {
        title: 'a loop need not hand on all it leaves with',
        definition: loopAround(body, { seed: 'Number' }, {}),
      },
    ],
  },
};
