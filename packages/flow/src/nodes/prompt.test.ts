import type { JsonObject, JsonValue } from '@streambed/model';
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
import { executeNode } from './execute-node.ts';

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
  const result = await executeNode(work, ports, call);
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
  const byArn = { sourceConfiguration: { resource: { promptArn: PROMPT_ARN } } };
  const { modelId: _, ...withoutModel } = text('Hi');
  test.each<[string, Scene, string, string[]]>([
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
});

describe('a guardrail', () => {
  const guardrailIdentifier = 'gr1234567890';
  const guarded = (guardrailConfiguration: PromptFlowNodeConfiguration['guardrailConfiguration']) =>
    run({
      configuration: { ...inline(text('Hi')), guardrailConfiguration },
      reply: {
        ...response([{ text: 'Sorry, I cannot answer that.' }]),
        stopReason: 'guardrail_intervened',
        trace: { guardrail: { actionReason: 'Guardrail blocked.' } },
      },
    });

  test.each([
    [{ guardrailIdentifier, guardrailVersion: '1' }, '1'],
    [{ guardrailIdentifier }, 'DRAFT'],
  ])('%j goes along with the call, to be traced', async (configuration, guardrailVersion) => {
    const { asked, result } = await guarded(configuration);
    const guardrailConfig = { guardrailIdentifier, guardrailVersion, trace: 'enabled' };
    expect(asked[0]).toMatchObject({ guardrailConfig });
    expect(result.actions?.[0]?.operationRequest).toMatchObject({ guardrailConfig });
  });

  test('that intervenes gives its message as the completion, and its assessment to the trace', async () => {
    const { result } = await guarded({ guardrailIdentifier, guardrailVersion: '1' });
    expect(result.outputs).toEqual({ modelCompletion: 'Sorry, I cannot answer that.' });
    expect(result.actions?.[0]?.operationResponse).toMatchObject({
      stopReason: 'guardrail_intervened',
      trace: { guardrail: { actionReason: 'Guardrail blocked.' } },
    });
  });

  test('configuration that names none is none', async () => {
    const { asked } = await guarded({});
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toHaveProperty('guardrailConfig');
  });
});

describe('a JSON schema for the answer', () => {
  const schema = { type: 'object', required: ['city'] };
  const outputConfigOf = async (jsonSchema: object, others: object = {}) => {
    const outputConfig = { textFormat: { type: 'json_schema', structure: { jsonSchema } } };
    const { asked } = await run({
      configuration: inline({
        ...text('Where?'),
        additionalModelRequestFields: { ...others, outputConfig } as JsonObject,
      }),
    });
    return asked[0];
  };

  test.each<[string, object]>([
    ['as JSON text', { schema: JSON.stringify(schema), name: 'place' }],
    ['as it is', { schema, name: 'place' }],
  ])('written %s, is asked for by outputConfig and not sent as a field of the model', async (_how, given) => {
    const request = await outputConfigOf(given);
    expect(request?.outputConfig).toEqual({
      textFormat: {
        type: 'json_schema',
        structure: { jsonSchema: { schema: JSON.stringify(schema), name: 'place' } },
      },
    });
    expect(request).not.toHaveProperty('additionalModelRequestFields');
  });

  test('leaves the other fields to the model', async () => {
    expect(await outputConfigOf({ schema }, { top_k: 5 })).toMatchObject({
      additionalModelRequestFields: { top_k: 5 },
    });
  });

  test.each<[string, JsonValue]>([
    ['no object', 'json'],
    ['another format', { textFormat: { type: 'xml', structure: { jsonSchema: { schema: '{}' } } } }],
    ['no schema', { textFormat: { type: 'json_schema', structure: { jsonSchema: {} } } }],
    ['an effort that is no text', { textFormat: { structure: { jsonSchema: { schema } } }, effort: 3 }],
  ])('of the wrong form is the author’s mistake: %s', async (_what, outputConfig) => {
    const fault = await faultOf({
      configuration: inline({ ...text('Hi'), additionalModelRequestFields: { outputConfig } }),
    });
    expect(fault).toMatchObject({ kind: 'validation', blame: 'author' });
    expect(fault.message).toContain('The prompt of node Ask has an outputConfig');
  });
});

describe('what a call used', () => {
  test('is told with its cost, cached tokens as input', async () => {
    const usage = { inputTokens: 5, outputTokens: 2, totalTokens: 27, cacheReadInputTokens: 20 };
    const { result } = await run({
      configuration: inline(text('Hi')),
      reply: { ...response([{ text: 'Hi.' }]), usage, cost: { usd: 0.5 } },
    });
    expect(result.usage).toEqual([{ inputTokens: 25, outputTokens: 2, usd: 0.5 }]);
    expect(result.actions?.[0]?.operationResponse).toMatchObject({ cost: { usd: 0.5 } });
  });

  test('has no cost when the model has no price', async () => {
    const { result } = await run({ configuration: inline(text('Hi')) });
    expect(result.usage).toEqual([{ inputTokens: 5, outputTokens: 2 }]);
    expect(result.actions?.[0]?.operationResponse).not.toHaveProperty('cost');
  });
});
