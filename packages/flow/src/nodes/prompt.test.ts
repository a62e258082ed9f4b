import type { PromptFlowNodeConfiguration, PromptVariant } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import {
  type ConverseRequest,
  type ConverseResponse,
  FlowError,
  type PortCall,
  type Ports,
  type Work,
  type WorkInput,
} from '../ports/index.ts';
import { prompt } from './prompt.ts';

const PROMPT_ARN = 'arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHIJ:1';

const input = (name: string, value: WorkInput['value'], type: WorkInput['type'] = 'String'): WorkInput => ({
  name,
  type,
  expression: '$.data',
  value,
});

const text = (template: string): PromptVariant => ({
  name: 'one',
  templateType: 'TEXT',
  templateConfiguration: { text: { text: template } },
  modelId: 'amazon.nova-lite-v1:0',
});

const response = (content: ConverseResponse['output']['message']['content']): ConverseResponse => ({
  output: { message: { role: 'assistant', content } },
  stopReason: 'end_turn',
  usage: { inputTokens: 5, outputTokens: 2, totalTokens: 7 },
  metrics: { latencyMs: 12 },
  requestId: 'request-1',
  servedBy: 'fake model',
});

interface Scene {
  readonly configuration: PromptFlowNodeConfiguration;
  readonly inputs?: readonly WorkInput[];
  readonly reply?: ConverseResponse;
  readonly variant?: PromptVariant;
  readonly latency?: 'standard' | 'optimized';
}

async function run({
  configuration,
  inputs = [],
  reply = response([{ text: 'Hi.' }]),
  variant,
  latency,
}: Scene) {
  const asked: ConverseRequest[] = [];
  const lookedUp: string[] = [];
  const ports = {
    clock: { now: () => 1_000 },
    model: {
      converse: async (request: ConverseRequest) => {
        asked.push(request);
        return reply;
      },
    },
    prompts: {
      getDefaultVariant: async (arn: string) => {
        lookedUp.push(arn);
        return variant;
      },
    },
  } as unknown as Ports;
  const work: Work = {
    nodeName: 'Ask',
    nodeType: 'Prompt',
    configuration: { prompt: configuration },
    inputs,
    outputs: [{ name: 'modelCompletion', type: 'String' }],
  };
  const call = { nodeName: 'Ask', ...(latency === undefined ? {} : { latency }) } as PortCall;
  const result = await prompt.execute!(work, ports, call);
  return { result, asked, lookedUp };
}

const inline = (source: PromptVariant): PromptFlowNodeConfiguration => {
  const { name: _, modelId = '', ...rest } = source;
  return { sourceConfiguration: { inline: { ...rest, modelId } } };
};

async function faultOf(scene: Scene): Promise<FlowError['fault']> {
  const error = await run(scene).catch((thrown: unknown) => thrown);
  if (error instanceof FlowError) return error.fault;
  throw new Error('It did not fail with a FlowError.');
}

describe('a TEXT prompt', () => {
  test('goes out as one user message with its variables filled in', async () => {
    const { asked, result } = await run({
      configuration: inline(text('Sum {{n}} and {{list}} for {{who}}.')),
      inputs: [input('n', 3, 'Number'), input('list', [1, 'a'], 'Array'), input('who', '{{n}}')],
    });
    expect(asked).toEqual([
      {
        modelId: 'amazon.nova-lite-v1:0',
        messages: [{ role: 'user', content: [{ text: 'Sum 3 and [1,"a"] for {{n}}.' }] }],
      },
    ]);
    expect(result.outputs).toEqual({ modelCompletion: 'Hi.' });
  });

  test('takes along inference settings, model fields and latency', async () => {
    const { asked } = await run({
      configuration: inline({
        ...text('Hello'),
        inferenceConfiguration: {
          text: { temperature: 0.7, topP: 0.9, maxTokens: 10, stopSequences: ['END'] },
        },
        additionalModelRequestFields: { top_k: 5 },
      }),
      latency: 'optimized',
    });
    expect(asked[0]).toMatchObject({
      inferenceConfig: { temperature: 0.7, topP: 0.9, maxTokens: 10, stopSequences: ['END'] },
      additionalModelRequestFields: { top_k: 5 },
      performanceConfig: { latency: 'optimized' },
    });
  });
});

test('a CHAT prompt becomes messages, system text and tools, all rendered but the tools', async () => {
  const { asked } = await run({
    configuration: inline({
      name: 'chat',
      templateType: 'CHAT',
      modelId: 'm',
      templateConfiguration: {
        chat: {
          system: [{ text: 'You speak {{language}}.' }, { cachePoint: { type: 'default' } }],
          messages: [
            { role: 'user', content: [{ text: 'Hello' }] },
            { role: 'assistant', content: [{ text: 'Yes?' }] },
            { role: 'user', content: [{ text: '{{question}}' }, { cachePoint: { type: 'default' } }] },
          ],
          toolConfiguration: {
            tools: [
              {
                toolSpec: {
                  name: 'look',
                  description: '{{language}}',
                  inputSchema: { json: { type: 'object' } },
                },
              },
              { cachePoint: { type: 'default' } },
            ],
            toolChoice: { tool: { name: 'look' } },
          },
        },
      },
    }),
    inputs: [input('language', 'Latin'), input('question', 'Quo vadis?')],
  });
  expect(asked[0]).toEqual({
    modelId: 'm',
    system: [{ text: 'You speak Latin.' }, { cachePoint: { type: 'default' } }],
    messages: [
      { role: 'user', content: [{ text: 'Hello' }] },
      { role: 'assistant', content: [{ text: 'Yes?' }] },
      { role: 'user', content: [{ text: 'Quo vadis?' }, { cachePoint: { type: 'default' } }] },
    ],
    toolConfig: {
      tools: [
        {
          toolSpec: { name: 'look', description: '{{language}}', inputSchema: { json: { type: 'object' } } },
        },
        { cachePoint: { type: 'default' } },
      ],
      toolChoice: { tool: { name: 'look' } },
    },
  });
});

test('a prompt by ARN is looked up and asked like an inline one', async () => {
  const { asked, lookedUp } = await run({
    configuration: { sourceConfiguration: { resource: { promptArn: PROMPT_ARN } } },
    variant: text('Greet {{name}}.'),
    inputs: [input('name', 'Ada')],
  });
  expect(lookedUp).toEqual([PROMPT_ARN]);
  expect(asked[0]?.messages).toEqual([{ role: 'user', content: [{ text: 'Greet Ada.' }] }]);
});

describe('the completion', () => {
  const reasoning = { reasoningContent: { reasoningText: { text: 'Hm.' } } };
  const toolUse = { toolUse: { toolUseId: 't', name: 'look', input: {} } };
  test.each([
    ['joins text blocks', [{ text: 'One ' }, { text: 'two.' }], 'One two.'],
    ['drops reasoning and tool use', [reasoning, { text: 'Done.' }, toolUse], 'Done.'],
    ['is empty without text', [toolUse], ''],
  ])('%s', async (_, content, expected) => {
    const { result } = await run({ configuration: inline(text('Hi')), reply: response(content) });
    expect(result.outputs).toEqual({ modelCompletion: expected });
  });
});

test('the action is recorded in the form captured from the service', async () => {
  const { result } = await run({
    configuration: inline({
      ...text('Greet {{name}}.'),
      inferenceConfiguration: { text: { temperature: 0.7, topP: 0.9, maxTokens: 10, stopSequences: [] } },
    }),
    inputs: [input('name', 'Ada')],
  });
  expect(result.actions).toEqual([
    {
      at: 1_000,
      serviceName: 'bedrock',
      operationName: 'Converse',
      requestId: 'request-1',
      operationRequest: {
        modelId: 'amazon.nova-lite-v1:0',
        messages: [{ role: 'user', content: [{ text: 'Greet Ada.', type: 'TEXT' }] }],
        system: [],
        inferenceConfig: {
          maxTokens: 10,
          temperature: 0.699999988079071,
          topP: 0.8999999761581421,
          stopSequences: [],
        },
        promptVariables: {},
        requestMetadata: {},
        additionalModelRequestFields: null,
        additionalModelResponseFieldPaths: [],
      },
      operationResponse: {
        output: {
          message: { role: 'assistant', content: [{ text: 'Hi.', type: 'TEXT' }] },
          type: 'MESSAGE',
        },
        stopReason: 'end_turn',
        usage: { inputTokens: 5, outputTokens: 2, totalTokens: 7 },
        metrics: { latencyMs: 12 },
        sdkHttpResponse: { statusText: 'OK', statusCode: 200, successful: true },
        responseMetadata: { requestId: 'request-1' },
        servedBy: 'fake model',
      },
    },
  ]);
});

describe('a node that cannot be run', () => {
  const guardrail = { guardrailIdentifier: 'gr1234567890', guardrailVersion: '1' };
  const byArn = { sourceConfiguration: { resource: { promptArn: PROMPT_ARN } } };
  const { modelId: _, ...withoutModel } = text('Hi');
  test.each<[string, Scene, string, string[]]>([
    [
      'for its guardrail',
      { configuration: { ...inline(text('Hi')), guardrailConfiguration: guardrail } },
      'dependencyFailed',
      ['Ask', 'guardrail gr1234567890', 'not sent'],
    ],
    [
      'for its agent',
      {
        configuration: byArn,
        variant: { ...withoutModel, genAiResource: { agent: { agentIdentifier: 'agent-arn' } } },
      },
      'dependencyFailed',
      ['Ask', 'agent-arn', 'no agents'],
    ],
    [
      'for variables without an input',
      { configuration: byArn, variant: text('{{a}} {{b}} {{c}}'), inputs: [input('b', 'x')] },
      'validation',
      ['Ask', '"a", "c"'],
    ],
    [
      'for messages that are too long together',
      {
        configuration: inline({
          name: 'chat',
          templateType: 'CHAT',
          modelId: 'm',
          templateConfiguration: {
            chat: {
              messages: Array.from({ length: 21 }, () => ({ role: 'user', content: [{ text: '{{a}}' }] })),
            },
          },
        }),
        inputs: [input('a', 'x'.repeat(1_000_000))],
      },
      'validation',
      ['Ask', 'longer than 20000000'],
    ],
    [
      'for want of a model',
      { configuration: byArn, variant: withoutModel },
      'validation',
      ['Ask', 'names no model'],
    ],
    [
      'for want of a prompt',
      { configuration: { sourceConfiguration: { resource: { promptArn: '' } } } },
      'validation',
      ['Ask', 'no prompt'],
    ],
    [
      'for want of a template',
      { configuration: byArn, variant: { ...text('Hi'), templateConfiguration: {} } },
      'validation',
      ['Ask', 'no template'],
    ],
  ])('fails %s', async (_name, scene, kind, words) => {
    const fault = await faultOf(scene);
    expect(fault.kind).toBe(kind);
    for (const word of words) expect(fault.message).toContain(word);
  });

  test('a guardrail configuration that names none is none', async () => {
    const { asked } = await run({ configuration: { ...inline(text('Hi')), guardrailConfiguration: {} } });
    expect(asked).toHaveLength(1);
  });
});
