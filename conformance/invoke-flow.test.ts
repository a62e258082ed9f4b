import {
  BedrockAgentRuntimeClient,
  DependencyFailedException,
  InvokeFlowCommand,
  type InvokeFlowCommandInput,
  ResourceNotFoundException,
  ValidationException,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, describe, expect, test } from 'vitest';
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
import { failureOf } from './support/failure.ts';
import { invoke } from './support/invoke.ts';
import { openSession } from './support/session.ts';
import { ABSENT_ID, flowArnIn } from './support/vacant.ts';
import { clientSettings, testHere } from './target.ts';

/** InvokeFlow: what goes in, what streams out, and how it ends. */

const { target, agent, runtime, rawRuntime, flows } = await openSession();
const { region, modelId } = target;
const onOurServer = testHere(target, 'it needs the object store of a server of ours');

const out = (document: unknown, nodeName = 'FlowOutput') => ({ nodeName, document });

describe('the answer', () => {
  test('is a stream: output, then completion, with an execution id in the header', async () => {
    const id = await flows.prepared(echo());
    const { events, status, executionId, requestId, error } = await invoke(runtime, id, 'hello');
    expect(error).toBeUndefined();
    expect(status).toBe(200);
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(executionId).toMatch(/^[0-9a-zA-Z._:-]{2,100}$/);
    expect(events).toEqual([
      {
        flowOutputEvent: {
          nodeName: 'FlowOutput',
          nodeType: 'FlowOutputNode',
          content: { document: 'hello' },
        },
      },
      { flowCompletionEvent: { completionReason: 'SUCCESS' } },
    ]);
  });

  test('has the headers that SDKs look for', async () => {
    const id = await flows.prepared(echo());
    const answer = await rawRuntime.call('POST', `/flows/${id}/aliases/TSTALIASID`, {
      inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'x' } }],
      executionId: 'an-id:of_mine.1'.replace('_', '-'),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amz-bedrock-flow-execution-id': 'an-id:of-mine.1',
    });
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('takes ids or ARNs, of flow and of alias', async () => {
    const id = await flows.prepared(echo());
    const { arn } = await flows.get(id);
    for (const [flowIdentifier, flowAliasIdentifier] of [
      [arn, 'TSTALIASID'],
      [id, `${arn}/alias/TSTALIASID`],
      [arn, `${arn}/alias/TSTALIASID`],
    ]) {
      const { outputs } = await invoke(runtime, flowIdentifier!, 'x', { flowAliasIdentifier });
      expect(outputs).toEqual([out('x')]);
    }
  });
});

describe('the client', () => {
  const clients: BedrockAgentRuntimeClient[] = [];
  const clientWith = (requestHandler: NodeHttpHandler | NodeHttp2Handler) => {
    const client = new BedrockAgentRuntimeClient({
      ...clientSettings(target, { endpoint: target.runtimeUrl }),
      requestHandler,
    });
    clients.push(client);
    return client;
  };
  afterAll(() => {
    for (const client of clients) client.destroy();
  });

  test.each([
    ['HTTP/2', () => new NodeHttp2Handler()],
    ['HTTP/2, many streams in one session', () => new NodeHttp2Handler({ disableConcurrentStreams: false })],
    ['HTTP/1.1', () => new NodeHttpHandler()],
  ])('may speak %s', async (_protocol, handler) => {
    const id = await flows.prepared(echo('Array'));
    const client = clientWith(handler());
    const documents = Array.from({ length: 20 }, (_, i) => ['🌊', i]);
    const answers = await Promise.all(documents.map((document) => invoke(client, id, document)));
    expect(answers.map(({ outputs }) => outputs)).toEqual(documents.map((document) => [out(document)]));
  });

  test('may ask the control plane over the same address with HTTP/2', async () => {
    const id = await flows.create();
    const client = clientWith(new NodeHttp2Handler());
    const failure = await failureOf(invoke(client, ABSENT_ID, 'x'), 'ResourceNotFoundException', 404);
    expect(failure).toBeInstanceOf(ResourceNotFoundException);
    expect((await flows.get(id)).id).toBe(id);
  });

  test('may stop listening: the server goes on serving others', async () => {
    const id = await flows.prepared(echo());
    for (let i = 0; i < 10; i++) {
      const abort = new AbortController();
      const sent = runtime.send(
        new InvokeFlowCommand({
          flowIdentifier: id,
          flowAliasIdentifier: 'TSTALIASID',
          inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'x' } }],
        }),
        { abortSignal: abort.signal },
      );
      abort.abort();
      await sent.catch(() => {});
    }
    expect((await invoke(runtime, id, 'on')).outputs).toEqual([out('on')]);
  });
});

describe('documents arrive as they were sent', () => {
  const cases: readonly [string, 'String' | 'Number' | 'Boolean' | 'Object' | 'Array', unknown][] = [
    ['an empty text', 'String', ''],
    ['unicode', 'String', 'a\u0000b\u2028 e\u0301 é 流れ 🌊 👩‍👩‍👧 \u202e'],
    ['a text that looks like a template', 'String', '{{text}} $.data <script> #{x} %s'],
    ['a long integer', 'Number', Number.MAX_SAFE_INTEGER],
    ['a small fraction', 'Number', 5e-324],
    ['minus zero as zero', 'Number', 0],
    ['false', 'Boolean', false],
    ['an empty object', 'Object', {}],
    ['an empty array', 'Array', []],
    ['nulls inside', 'Object', { none: null, list: [null, [null]] }],
    ['a deep document', 'Array', Array.from({ length: 60 }).reduce<unknown>((inner) => [inner], ['deep'])],
  ];

  test.each(cases)('%s', async (_what, type, document) => {
    const id = await flows.prepared(echo(type));
    expect((await invoke(runtime, id, document)).outputs).toEqual([out(document)]);
  });

  test('five megabytes', async () => {
    const id = await flows.prepared(echo('Object'));
    const document = {
      text: 'Flüsse 🌊 '.repeat(350_000),
      list: Array.from({ length: 50_000 }, (_, i) => i),
    };
    const { outputs } = await invoke(runtime, id, document);
    expect(outputs).toHaveLength(1);
    // Compared as text: a failure must not print five megabytes of difference.
    expect(JSON.stringify(outputs[0]!.document) === JSON.stringify(document)).toBe(true);
  });

  test('members named like what every object has are members like any other', async () => {
    const id = await flows.prepared(echo('Object'));
    const document =
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1}';
    const answer = await rawRuntime.send({
      method: 'POST',
      path: `/flows/${id}/aliases/TSTALIASID`,
      headers: { 'content-type': 'application/json' },
      body: `{"inputs":[{"nodeName":"FlowInput","nodeOutputName":"document","content":{"document":${document}}}]}`,
    });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(document);
    // What the server makes of an empty object afterwards is still empty.
    expect((await invoke(runtime, id, {})).outputs).toEqual([out({})]);
  });

  test('expressions reach such members only where the document has them', async () => {
    for (const expression of ['$.data.constructor', '$.data.toString', '$.data.__proto__']) {
      const id = await flows.prepared(echo('Object', expression, 'String'));
      const { error, outputs } = await invoke(runtime, id, { other: 'x' });
      expect(error).toBeInstanceOf(ValidationException);
      expect(outputs).toEqual([]);
    }
    const id = await flows.prepared(echo('Object', '$.data.constructor', 'String'));
    expect((await invoke(runtime, id, { constructor: 'mine' })).outputs).toEqual([out('mine')]);
  });
});

describe('what the flow does', () => {
  test('a condition sends the document one way only', async () => {
    const id = await flows.prepared(router());
    expect((await invoke(runtime, id, { amount: 11 })).outputs).toEqual([out({ amount: 11 }, 'Large')]);
    expect((await invoke(runtime, id, { amount: 10 })).outputs).toEqual([out({ amount: 10 }, 'Small')]);
  });

  test('the first condition that holds wins', async () => {
    const id = await flows.prepared({
      nodes: [
        inputNode('Object'),
        conditionNode(
          'Choose',
          [slot('count', 'Number', '$.data.count'), slot('kind', 'String', '$.data.kind')],
          { first: '(count >= 5) and (kind == "a")', second: 'not (kind == "b") or count == 1' },
        ),
        ...['First', 'Second', 'Neither'].map((name) => outputNode('Object', name)),
      ],
      connections: [
        wire('FlowInput.document', 'Choose.count'),
        wire('FlowInput.document', 'Choose.kind'),
        ...['First', 'Second', 'Neither'].map((name) => wire('FlowInput.document', `${name}.document`)),
        branch('Choose.first', 'First'),
        branch('Choose.second', 'Second'),
        branch('Choose.default', 'Neither'),
      ],
    });
    const way = async (document: object) => (await invoke(runtime, id, document)).outputs[0]?.nodeName;
    expect(await way({ count: 5, kind: 'a' })).toBe('First');
    expect(await way({ count: 4, kind: 'a' })).toBe('Second');
    expect(await way({ count: 1, kind: 'b' })).toBe('Second');
    expect(await way({ count: 9, kind: 'b' })).toBe('Neither');
  });

  test('several Output nodes each give their own', async () => {
    const id = await flows.prepared({
      nodes: [
        inputNode('Object'),
        outputNode('String', 'Name', '$.data.name'),
        outputNode('Array', 'Sizes', '$.data.items[*].size'),
        outputNode('Array', 'Some', '$.data.items[0:2]'),
        outputNode('Number', 'Last', '$.data.items[2].size'),
      ],
      connections: ['Name', 'Sizes', 'Some', 'Last'].map((name) =>
        wire('FlowInput.document', `${name}.document`),
      ),
    });
    const items = [{ size: 1 }, { size: 2 }, { size: 3 }];
    const { outputs, completion } = await invoke(runtime, id, { name: 'box', items });
    expect(outputs).toHaveLength(4);
    expect(outputs).toEqual(
      expect.arrayContaining([
        out('box', 'Name'),
        out([1, 2, 3], 'Sizes'),
        out([{ size: 1 }, { size: 2 }], 'Some'),
        out(3, 'Last'),
      ]),
    );
    expect(completion).toBe('SUCCESS');
  });

  test('an iterator without a collector gives one output per item, in order', async () => {
    const id = await flows.prepared({
      nodes: [inputNode('Array'), iteratorNode('Number'), outputNode('Number')],
      connections: [wire('FlowInput.document', 'Each.array'), wire('Each.arrayItem', 'FlowOutput.document')],
    });
    const items = Array.from({ length: 50 }, (_, i) => i * i);
    const { outputs, completion } = await invoke(runtime, id, items);
    expect(outputs).toEqual(items.map((item) => out(item)));
    expect(completion).toBe('SUCCESS');
    expect((await invoke(runtime, id, [])).completion).toBe('SUCCESS');
  });

  test('an iterator with a collector gives one array, in order; of nothing, an empty one', async () => {
    const id = await flows.prepared({
      nodes: [inputNode('Array'), iteratorNode('Object'), collectorNode('Object'), outputNode('Array')],
      connections: [
        wire('FlowInput.document', 'Each.array'),
        wire('Each.arrayItem', 'All.arrayItem'),
        wire('Each.arraySize', 'All.arraySize'),
        wire('All.collectedArray', 'FlowOutput.document'),
      ],
    });
    const items = Array.from({ length: 50 }, (_, i) => ({ i }));
    expect((await invoke(runtime, id, items)).outputs).toEqual([out(items)]);
    expect((await invoke(runtime, id, [])).outputs).toEqual([out([])]);
  });

  test('prompts ask a model, side by side and one after the other, and join', async () => {
    const id = await flows.prepared({
      nodes: [
        inputNode(),
        promptNode('Left', modelId, 'Repeat this text: {{text}}'),
        promptNode('Right', modelId, 'Repeat this text: {{text}}'),
        promptNode('Join', modelId, 'Repeat this text: {{left}} {{right}}', [slot('left'), slot('right')]),
        outputNode(),
      ],
      connections: [
        wire('FlowInput.document', 'Left.text'),
        wire('FlowInput.document', 'Right.text'),
        wire('Left.modelCompletion', 'Join.left'),
        wire('Right.modelCompletion', 'Join.right'),
        wire('Join.modelCompletion', 'FlowOutput.document'),
      ],
    });
    const { outputs, completion } = await invoke(runtime, id, 'Rivers flow into the sea.');
    expect(outputs).toHaveLength(1);
    expect(outputs[0]!.document).toEqual(expect.any(String));
    expect(outputs[0]!.document).not.toBe('');
    expect(completion).toBe('SUCCESS');
  });

  onOurServer('what a Storage node writes a Retrieval node reads', async () => {
    const id = await flows.prepared({
      nodes: [
        inputNode('Object'),
        {
          ...storageNode('Put', 'conformance-bucket'),
          inputs: [slot('content', 'String', '$.data.content'), slot('objectKey', 'String', '$.data.key')],
        },
        outputNode('String'),
      ],
      connections: [
        wire('FlowInput.document', 'Put.content'),
        wire('FlowInput.document', 'Put.objectKey'),
        wire('Put.s3Uri', 'FlowOutput.document'),
      ],
    });
    const stored = await invoke(runtime, id, { key: 'a folder/ein Schlüssel 🌊.txt', content: 'kept' });
    expect(stored.outputs).toEqual([out('s3://conformance-bucket/a folder/ein Schlüssel 🌊.txt')]);
    const read = await flows.prepared({
      nodes: [inputNode(), retrievalNode('Get', 'conformance-bucket'), outputNode()],
      connections: [
        wire('FlowInput.document', 'Get.objectKey'),
        wire('Get.s3Content', 'FlowOutput.document'),
      ],
    });
    expect((await invoke(runtime, read, 'a folder/ein Schlüssel 🌊.txt')).outputs).toEqual([out('kept')]);
  });

  test('a loop goes on while its condition holds, and hands on what it ends with', async () => {
    const id = await flows.prepared(countingLoop('reached < 5', 10));
    expect((await invoke(runtime, id, 1)).outputs).toEqual([out(5)]);
    expect((await invoke(runtime, id, 100)).outputs).toEqual([out(101)]);
  });

  test('a loop ends at maxIterations', async () => {
    const id = await flows.prepared(countingLoop('reached < 1000000', 7));
    expect((await invoke(runtime, id, 0)).outputs).toEqual([out(7)]);
  });
});

/** Adds one per iteration. */
const countingLoop = (expression: string, maxIterations: number) => ({
  nodes: [
    inputNode('Number'),
    {
      name: 'Count',
      type: 'Loop' as const,
      inputs: [slot('value', 'Number')],
      outputs: [{ name: 'result', type: 'Number' as const }],
      configuration: {
        loop: {
          definition: {
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
                  loopController: { continueCondition: { name: 'goOn', expression }, maxIterations },
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
          },
        },
      },
    },
    outputNode('Number'),
  ],
  connections: [wire('FlowInput.document', 'Count.value'), wire('Count.result', 'FlowOutput.document')],
});

describe('what fails', () => {
  test('before the stream: absent flows and aliases', async () => {
    const id = await flows.prepared(echo());
    const accountId = (await flows.get(id)).arn!.split(':')[4]!;
    for (const [flowIdentifier, flowAliasIdentifier] of [
      [ABSENT_ID, 'TSTALIASID'],
      [flowArnIn(region, accountId, ABSENT_ID), 'TSTALIASID'],
      [id, ABSENT_ID],
    ] as const) {
      const call = invoke(runtime, flowIdentifier, 'x', { flowAliasIdentifier });
      const failure = await failureOf(call, 'ResourceNotFoundException', 404);
      expect(failure).toBeInstanceOf(ResourceNotFoundException);
    }
  });

  test.each([
    ['no inputs', { inputs: undefined }, 'inputs'],
    ['an empty list of inputs', { inputs: [] }, 'inputs'],
    [
      'two inputs',
      {
        inputs: [1, 2].map((document) => ({
          nodeName: 'FlowInput',
          nodeOutputName: 'document',
          content: { document },
        })),
      },
      'inputs',
    ],
    ['no content', { inputs: [{ nodeName: 'FlowInput', content: undefined }] }, 'inputs[0].content'],
    [
      'a node name that is none',
      { inputs: [{ nodeName: '../x', content: { document: 1 } }] },
      'inputs[0].nodeName',
    ],
    ['an execution id with a space', { executionId: 'a b' }, 'executionId'],
    ['an execution id of one character', { executionId: 'a' }, 'executionId'],
    ['an execution id of 101 characters', { executionId: 'a'.repeat(101) }, 'executionId'],
    [
      'an unknown latency',
      { modelPerformanceConfiguration: { performanceConfig: { latency: 'slow' } } },
      'modelPerformanceConfiguration.performanceConfig.latency',
    ],
    ['a flow identifier that is none', { flowIdentifier: 'x' }, 'flowIdentifier'],
    ['an alias identifier that is none', { flowAliasIdentifier: 'a/b' }, 'flowAliasIdentifier'],
  ])('before the stream: %s is a ValidationException', async (_what, changes, member) => {
    const id = await flows.prepared(echo());
    const failure = await failureOf(
      invoke(runtime, id, 'x', changes as unknown as Partial<InvokeFlowCommandInput>),
      'ValidationException',
      400,
    );
    expect(failure.message).toContain(member);
  });

  test('a document of another type than the Input node declares: the words of the cloud', async () => {
    const id = await flows.prepared(echo('String'));
    for (const [document, actual] of [
      [{ not: 'text' }, 'OBJECT'],
      [['not'], 'ARRAY'],
      [1, 'NUMBER'],
      [true, 'BOOLEAN'],
    ] as const) {
      const { error, outputs, completion } = await invoke(runtime, id, document);
      expect(error).toBeInstanceOf(ValidationException);
      expect(error!.message).toContain(
        'Expected type for Node Output document of Node FlowInput to be STRING.',
      );
      expect(error!.message).toContain(`Actual type is ${actual}.`);
      expect(outputs).toEqual([]);
      expect(completion).toBeUndefined();
    }
  });

  test('null is a document of no type that a node can declare', async () => {
    const id = await flows.prepared(echo('String'));
    // The SDK leaves members that are null out, so this goes by hand.
    const answer = await rawRuntime.call('POST', `/flows/${id}/aliases/TSTALIASID`, {
      inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: null } }],
    });
    expect(answer.text).toContain('validationException');
    expect(answer.text).toContain('to be STRING. Actual type is NULL.');
  });

  test('an input for a node that is no Input node, and for an output it does not have', async () => {
    const id = await flows.prepared(echo());
    for (const [nodeName, nodeOutputName] of [
      ['FlowOutput', 'document'],
      ['Nowhere', 'document'],
      ['FlowInput', 'other'],
    ] as const) {
      const call = invoke(runtime, id, 'x', {
        inputs: [{ nodeName, nodeOutputName, content: { document: 'x' } }],
      });
      const outcome = await call.then(
        ({ error }) => error,
        (error: unknown) => error as Error,
      );
      expect(outcome).toBeInstanceOf(ValidationException);
      expect(outcome!.message).toMatch(new RegExp(nodeName === 'FlowInput' ? 'other' : nodeName));
    }
  });

  test('a member that the document does not have', async () => {
    const id = await flows.prepared(echo('Object', '$.data.there', 'String'));
    const { error } = await invoke(runtime, id, { elsewhere: 'x' });
    expect(error).toBeInstanceOf(ValidationException);
    expect(error!.message).toContain('FlowOutput');
    expect(error!.message).toContain('$.data.there');
  });

  onOurServer(
    'in mid-stream: the modelled class, after what had come by then, and no completion',
    async () => {
      const id = await flows.prepared({
        nodes: [
          inputNode(),
          outputNode('String', 'Early'),
          retrievalNode('Get', 'no-such-bucket'),
          outputNode(),
        ],
        connections: [
          wire('FlowInput.document', 'Early.document'),
          wire('FlowInput.document', 'Get.objectKey'),
          wire('Get.s3Content', 'FlowOutput.document'),
        ],
      });
      const { error, outputs, completion } = await invoke(runtime, id, 'absent');
      expect(outputs).toEqual([out('absent', 'Early')]);
      expect(error).toBeInstanceOf(DependencyFailedException);
      expect(error!.resourceName).toContain('no-such-bucket');
      expect(error!.message).not.toBe('');
      expect(completion).toBeUndefined();
    },
  );

  onOurServer('in an iteration: what earlier items gave stays given', async () => {
    const id = await flows.prepared({
      nodes: [inputNode('Array'), iteratorNode('String'), outputNode('String')],
      connections: [wire('FlowInput.document', 'Each.array'), wire('Each.arrayItem', 'FlowOutput.document')],
    });
    const { error, outputs } = await invoke(runtime, id, ['one', 'two', 3, 'four']);
    expect(outputs).toEqual([out('one'), out('two')]);
    expect(error).toBeInstanceOf(ValidationException);
    expect(error!.message).toContain('Actual type is NUMBER.');
  });

  test.each([
    [
      'KnowledgeBase',
      {
        name: 'Ask',
        type: 'KnowledgeBase' as const,
        configuration: { knowledgeBase: { knowledgeBaseId: 'KB00000000' } },
        inputs: [slot('retrievalQuery')],
        outputs: [{ name: 'retrievalResults', type: 'Array' as const }],
      },
      'Array' as const,
    ],
    [
      'LambdaFunction',
      {
        name: 'Ask',
        type: 'LambdaFunction' as const,
        configuration: {
          lambdaFunction: { lambdaArn: `arn:aws:lambda:${region}:000000000000:function:no-such-function` },
        },
        inputs: [slot('retrievalQuery')],
        outputs: [{ name: 'functionResponse', type: 'String' as const }],
      },
      'String' as const,
    ],
  ])('a %s node whose service is not there fails as a dependency and names it', async (_type, node, type) => {
    const id = await flows.prepared({
      nodes: [inputNode(), node, outputNode(type)],
      connections: [
        wire('FlowInput.document', 'Ask.retrievalQuery'),
        wire(`Ask.${node.outputs[0]!.name}`, 'FlowOutput.document'),
      ],
    });
    const { error } = await invoke(runtime, id, 'x');
    expect(error).toBeInstanceOf(DependencyFailedException);
    expect(error!.resourceName).toMatch(/KB00000000|no-such-function/);
  });
});

test('what stands in the body beside the modelled members is not looked at', async () => {
  const id = await flows.prepared(echo());
  const other = await flows.prepared(echo('Number'));
  const answer = await rawRuntime.call('POST', `/flows/${id}/aliases/TSTALIASID`, {
    inputs: [
      {
        nodeName: 'FlowInput',
        nodeOutputName: 'document',
        content: { document: 'the stored flow ran', secret: 1 },
        value: 2,
      },
    ],
    flowIdentifier: other,
    flowAliasIdentifier: ABSENT_ID,
    definition: { nodes: [], connections: [] },
    nodes: [],
    data: { document: 'another' },
    enableTrace: null,
  });
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('the stored flow ran');
  expect(answer.text).not.toContain('another');
  expect(answer.text).not.toContain('flowTraceEvent');
});

test('the SDK of the control plane and the runtime share one address', async () => {
  if (target.local) expect(target.url).toBe(target.runtimeUrl);
  expect(await agent.config.region()).toBe(region);
});
