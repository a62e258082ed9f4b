import type { FlowTrace } from '@aws-sdk/client-bedrock-agent-runtime';
import { describe, expect, test } from 'vitest';
import {
  branch,
  codeNode,
  collectorNode,
  conditionNode,
  echo,
  inputNode,
  iteratorNode,
  outputNode,
  promptNode,
  retrievalNode,
  router,
  slot,
  storageNode,
  wire,
} from './support/definitions.ts';
import { type Invoked, invoke } from './support/invoke.ts';
import { openSession } from './support/session.ts';
import { testHere } from './target.ts';

/** Traces in the form captured from the service: order, upper-case types, source, next, executionChain, actions. */

const { target, runtime, flows } = await openSession();
const { modelId } = target;
const onOurServer = testHere(target, 'it needs the object store of a server of ours');

const run = async (flow: string, document: unknown): Promise<Invoked> => {
  const invoked = await invoke(runtime, flow, document, { enableTrace: true });
  for (const trace of invoked.traces) {
    expect(Object.keys(trace)).toHaveLength(1);
    expect(Object.values(trace)[0]!.timestamp).toBeInstanceOf(Date);
  }
  return invoked;
};

/** `nodeInputTrace Ask`, `flowOutput FlowOutput`, …: the order of a run. */
const orderOf = ({ events }: Invoked): string[] =>
  events.map((event) => {
    const [kind, content] = Object.entries(event)[0]!;
    if (kind === 'flowTraceEvent') {
      const [trace, { nodeName }] = Object.entries(event.flowTraceEvent!.trace!)[0]!;
      return `${trace.replace('Trace', '')} ${nodeName}`;
    }
    return kind === 'flowOutputEvent' ? `output ${content.nodeName}` : 'completion';
  });

const inputsOf = ({ traces }: Invoked, name: string) =>
  traces.flatMap(({ nodeInputTrace }) => (nodeInputTrace?.nodeName === name ? [nodeInputTrace] : []));
const outputsOf = ({ traces }: Invoked, name: string) =>
  traces.flatMap(({ nodeOutputTrace }) => (nodeOutputTrace?.nodeName === name ? [nodeOutputTrace] : []));
const actionOf = ({ traces }: Invoked, name: string) =>
  traces.map(({ nodeActionTrace }) => nodeActionTrace).find((trace) => trace?.nodeName === name);

const classify = () => ({
  nodes: [
    inputNode('Object'),
    promptNode('Ask', modelId, 'Say something about {{topic}}.', [slot('topic', 'String', '$.data.topic')]),
    conditionNode('Choose', [slot('amount', 'Number', '$.data.amount')], { large: 'amount > 10' }),
    promptNode('Much', modelId, 'Make more of it: {{text}}'),
    promptNode('Little', modelId, 'Make less of it: {{text}}'),
    outputNode('String', 'MuchOut'),
    outputNode('String', 'LittleOut'),
  ],
  connections: [
    wire('FlowInput.document', 'Ask.topic'),
    wire('FlowInput.document', 'Choose.amount'),
    wire('Ask.modelCompletion', 'Much.text'),
    wire('Ask.modelCompletion', 'Little.text'),
    wire('Much.modelCompletion', 'MuchOut.document'),
    wire('Little.modelCompletion', 'LittleOut.document'),
    branch('Choose.large', 'Much'),
    branch('Choose.default', 'Little'),
  ],
});

describe('a branched run', () => {
  test('shows each node that ran, in the order of the service, and none of the branch not taken', async () => {
    const id = await flows.prepared(classify());
    const invoked = await run(id, { topic: 'rivers', amount: 11 });
    const order = orderOf(invoked);
    expect(order[0]).toBe('nodeOutput FlowInput');
    expect(order.at(-1)).toBe('completion');
    const follows = (later: string, earlier: string) =>
      expect(order.indexOf(later), `${later} after ${earlier} in ${order}`).toBeGreaterThan(
        order.indexOf(earlier),
      );
    expect(order.filter((step) => step.endsWith(' Ask'))).toEqual([
      'nodeInput Ask',
      'nodeAction Ask',
      'nodeOutput Ask',
    ]);
    expect(order.filter((step) => step.endsWith(' Choose'))).toEqual([
      'nodeInput Choose',
      'conditionNodeResult Choose',
    ]);
    expect(order.filter((step) => step.endsWith(' Much'))).toEqual([
      'nodeInput Much',
      'nodeAction Much',
      'nodeOutput Much',
    ]);
    follows('nodeInput Much', 'nodeOutput Ask');
    follows('nodeInput Much', 'conditionNodeResult Choose');
    follows('output MuchOut', 'nodeOutput Much');
    expect(order.filter((step) => / Little(Out)?$/.test(step))).toEqual([]);
    // Output nodes trace their input and give an event of their own, not an output trace.
    expect(order).not.toContain('nodeOutput MuchOut');
  });

  test('the Input node names every consumer under next, those of branches not taken included', async () => {
    const id = await flows.prepared(classify());
    const document = { topic: 'rivers', amount: 11 };
    const invoked = await run(id, document);
    expect(inputsOf(invoked, 'FlowInput')).toEqual([]);
    const [trace] = outputsOf(invoked, 'FlowInput');
    expect(trace!.fields).toEqual([
      {
        nodeOutputName: 'document',
        content: { document },
        type: 'OBJECT',
        next: [
          { nodeName: 'Ask', inputFieldName: 'topic' },
          { nodeName: 'Choose', inputFieldName: 'amount' },
        ],
      },
    ]);
    expect(outputsOf(invoked, 'Ask')[0]!.fields![0]!.next).toEqual([
      { nodeName: 'Much', inputFieldName: 'text' },
      { nodeName: 'Little', inputFieldName: 'text' },
    ]);
  });

  test('an input names its source and shows the value after its expression', async () => {
    const id = await flows.prepared(classify());
    const invoked = await run(id, { topic: 'rivers', amount: 11 });
    expect(inputsOf(invoked, 'Choose')[0]!.fields).toEqual([
      {
        nodeInputName: 'amount',
        content: { document: 11 },
        type: 'NUMBER',
        source: { nodeName: 'FlowInput', outputFieldName: 'document', expression: '$.data.amount' },
      },
    ]);
  });

  test('a condition shows the one that held, default when none did', async () => {
    const id = await flows.prepared(router());
    const resultOf = async (amount: number) =>
      (await run(id, { amount })).traces.find(({ conditionNodeResultTrace }) => conditionNodeResultTrace)
        ?.conditionNodeResultTrace;
    expect(await resultOf(11)).toMatchObject({
      nodeName: 'Size',
      satisfiedConditions: [{ conditionName: 'large' }],
    });
    expect((await resultOf(1))!.satisfiedConditions).toEqual([{ conditionName: 'default' }]);
  });

  test('times never run backwards', async () => {
    const id = await flows.prepared(classify());
    const { traces } = await run(id, { topic: 'rivers', amount: 1 });
    const times = traces.map((trace) => Object.values(trace)[0]!.timestamp!.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

test.each([
  ['String', 'x', 'STRING'],
  ['Number', 1, 'NUMBER'],
  ['Boolean', true, 'BOOLEAN'],
  ['Object', {}, 'OBJECT'],
  ['Array', [], 'ARRAY'],
] as const)('type %s is written in capitals', async (type, document, traced) => {
  const invoked = await run(await flows.prepared(echo(type)), document);
  expect(outputsOf(invoked, 'FlowInput')[0]!.fields![0]!.type).toBe(traced);
  expect(inputsOf(invoked, 'FlowOutput')[0]!.fields![0]!.type).toBe(traced);
});

test("a prompt node's action holds request and response of the model", async () => {
  const id = await flows.prepared({
    nodes: [inputNode(), promptNode('Ask', modelId, 'Repeat: {{text}}'), outputNode()],
    connections: [wire('FlowInput.document', 'Ask.text'), wire('Ask.modelCompletion', 'FlowOutput.document')],
  });
  const invoked = await run(id, 'a river');
  const action = actionOf(invoked, 'Ask')!;
  expect(action).toMatchObject({ serviceName: 'bedrock', operationName: 'Converse' });
  expect(action.requestId).toMatch(/^[\w-]+$/);
  expect(action.operationRequest).toMatchObject({
    modelId,
    messages: [{ role: 'user', content: [{ text: 'Repeat: a river', type: 'TEXT' }] }],
    system: [],
    // Temperatures are printed as 32-bit floats.
    inferenceConfig: { maxTokens: 200, temperature: 0.699999988079071, topP: 0.8999999761581421 },
    promptVariables: {},
    requestMetadata: {},
    additionalModelRequestFields: null,
    additionalModelResponseFieldPaths: [],
  });
  const response = action.operationResponse as Record<string, unknown>;
  expect(response).toMatchObject({
    output: { message: { role: 'assistant' }, type: 'MESSAGE' },
    usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
    metrics: { latencyMs: expect.any(Number) },
    sdkHttpResponse: { statusCode: 200, successful: true },
  });
  const [{ text }] = (response as { output: { message: { content: [{ text: string }] } } }).output.message
    .content;
  expect(invoked.outputs[0]!.document).toBe(text);
});

onOurServer('storage and retrieval show their calls', async () => {
  const id = await flows.prepared({
    nodes: [
      inputNode(),
      {
        ...storageNode('Put', 'traced-bucket'),
        inputs: [slot('content'), slot('objectKey')],
      },
      outputNode(),
    ],
    connections: [
      wire('FlowInput.document', 'Put.content'),
      wire('FlowInput.document', 'Put.objectKey'),
      wire('Put.s3Uri', 'FlowOutput.document'),
    ],
  });
  expect(actionOf(await run(id, 'note'), 'Put')).toMatchObject({
    operationName: 'PutObject',
    operationRequest: { bucket: 'traced-bucket', key: 'note' },
  });
  const read = await flows.prepared({
    nodes: [inputNode(), retrievalNode('Get', 'traced-bucket'), outputNode()],
    connections: [wire('FlowInput.document', 'Get.objectKey'), wire('Get.s3Content', 'FlowOutput.document')],
  });
  expect(actionOf(await run(read, 'note'), 'Get')).toMatchObject({
    operationName: 'GetObject',
    operationRequest: { bucket: 'traced-bucket', key: 'note' },
  });
});

describe('the execution chain', () => {
  test('names the iterator and counts its items from 0', async () => {
    const id = await flows.prepared({
      nodes: [
        inputNode('Array'),
        iteratorNode(),
        promptNode('Ask', modelId, 'Repeat: {{text}}'),
        collectorNode(),
        outputNode('Array'),
      ],
      connections: [
        wire('FlowInput.document', 'Each.array'),
        wire('Each.arrayItem', 'Ask.text'),
        wire('Ask.modelCompletion', 'All.arrayItem'),
        wire('Each.arraySize', 'All.arraySize'),
        wire('All.collectedArray', 'FlowOutput.document'),
      ],
    });
    const invoked = await run(id, ['a', 'b', 'c']);
    const inside = inputsOf(invoked, 'Ask');
    expect(inside.map(({ fields }) => fields![0]!.content!.document)).toEqual(['a', 'b', 'c']);
    expect(inside.map(({ fields }) => fields![0]!.executionChain)).toEqual(
      [0, 1, 2].map((index) => [{ nodeName: 'Each', index, type: 'Iterator' }]),
    );
    expect(inputsOf(invoked, 'Each')[0]!.fields![0]!.executionChain).toBeUndefined();
    expect(inputsOf(invoked, 'FlowOutput')[0]!.fields![0]!.executionChain).toBeUndefined();
  });

  test("names the loop; its controller's inputs say what they are for", async () => {
    const body = {
      nodes: [
        {
          name: 'Start',
          type: 'LoopInput' as const,
          configuration: { loopInput: {} },
          outputs: [{ name: 'value', type: 'Number' as const }],
        },
        codeNode('AddOne', 'value + 1', [slot('value', 'Number')], 'Number'),
        {
          name: 'Again',
          type: 'LoopController' as const,
          configuration: {
            loopController: {
              continueCondition: { name: 'goOn', expression: 'reached < 2' },
              maxIterations: 5,
            },
          },
          inputs: [
            { ...slot('reached', 'Number'), category: 'LoopCondition' as const },
            { ...slot('value', 'Number'), category: 'ReturnValueToLoopStart' as const },
            { ...slot('result', 'Number'), category: 'ExitLoop' as const },
          ],
        },
      ],
      connections: [
        wire('Start.value', 'AddOne.value'),
        wire('AddOne.response', 'Again.reached'),
        wire('AddOne.response', 'Again.value'),
        wire('AddOne.response', 'Again.result'),
      ],
    };
    const id = await flows.prepared({
      nodes: [
        inputNode('Number'),
        {
          name: 'Count',
          type: 'Loop',
          inputs: [slot('value', 'Number')],
          outputs: [{ name: 'result', type: 'Number' }],
          configuration: { loop: { definition: body } },
        },
        outputNode('Number'),
      ],
      connections: [wire('FlowInput.document', 'Count.value'), wire('Count.result', 'FlowOutput.document')],
    });
    const invoked = await run(id, 0);
    expect(invoked.outputs.map(({ document }) => document)).toEqual([2]);
    expect(inputsOf(invoked, 'AddOne').map(({ fields }) => fields![0]!.executionChain)).toEqual(
      [0, 1].map((index) => [{ nodeName: 'Count', index, type: 'Loop' }]),
    );
    const [controller] = inputsOf(invoked, 'Again');
    expect(controller!.fields!.map(({ nodeInputName, category }) => [nodeInputName, category])).toEqual([
      ['reached', 'LoopCondition'],
      ['value', 'ReturnValueToLoopStart'],
      ['result', 'ExitLoop'],
    ]);
  });
});

test('a run that fails shows what happened until then', async () => {
  const id = await flows.prepared(echo('Object', '$.data.there', 'String'));
  const { traces, error } = await run(id, { elsewhere: 1 });
  expect(error?.name).toBe('ValidationException');
  expect(traces.map((trace: FlowTrace) => Object.keys(trace)[0])).toEqual(['nodeOutputTrace']);
});

test('without enableTrace, and with enableTrace false, there is none', async () => {
  const id = await flows.prepared(classify());
  for (const options of [{}, { enableTrace: false }]) {
    const { events, traces } = await invoke(runtime, id, { topic: 'rivers', amount: 11 }, options);
    expect(traces).toEqual([]);
    expect(events).toHaveLength(2);
  }
});
