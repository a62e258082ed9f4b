import { BedrockAgentClient, GetFlowCommand } from '@aws-sdk/client-bedrock-agent';
import {
  BedrockAgentRuntimeClient,
  DependencyFailedException,
  InvokeFlowCommand,
  type InvokeFlowCommandInput,
  ResourceNotFoundException,
  ValidationException,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { afterAll, describe, expect, test } from 'vitest';
import {
  echo,
  inputNode,
  iteratorNode,
  outputNode,
  retrievalNode,
  slot,
  wire,
} from './support/definitions.ts';
import { failureOf } from './support/failure.ts';
import { invoke } from './support/invoke.ts';
import { openSession } from './support/session.ts';
import { ABSENT_ID, flowArnIn } from './support/vacant.ts';
import { clientSettings, testHere } from './target.ts';

/** InvokeFlow: what goes in, what streams out, and how it ends. */

const { target, runtime, rawRuntime, flows } = await openSession();
const { region } = target;
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
  // By itself the SDK's runtime client speaks HTTP/2 and its control-plane client HTTP/1.1; each may borrow the other's.
  const clients: { destroy(): void }[] = [];
  const http1 = () => {
    const client = new BedrockAgentClient(clientSettings(target));
    clients.push(client);
    return client.config.requestHandler;
  };
  const http2 = () => {
    const client = new BedrockAgentRuntimeClient(clientSettings(target));
    clients.push(client);
    return client.config.requestHandler;
  };
  afterAll(() => {
    for (const client of clients) client.destroy();
  });

  test.each([
    ['HTTP/2', 'h2', http2],
    ['HTTP/1.1', 'http/1.1', http1],
  ])('may speak %s', async (_protocol, name, handler) => {
    const requestHandler = handler();
    expect(requestHandler.metadata?.handlerProtocol).toBe(name);
    const client = new BedrockAgentRuntimeClient({
      ...clientSettings(target, { endpoint: target.runtimeUrl }),
      requestHandler,
    });
    const id = await flows.prepared(echo('Array'));
    const documents = Array.from({ length: 20 }, (_, i) => ['🌊', i]);
    const answers = await Promise.all(documents.map((document) => invoke(client, id, document)));
    expect(answers.map(({ outputs }) => outputs)).toEqual(documents.map((document) => [out(document)]));
    await failureOf(invoke(client, ABSENT_ID, 'x'), 'ResourceNotFoundException', 404);
  });

  test('may ask the control plane with HTTP/2, too', async () => {
    const client = new BedrockAgentClient({ ...clientSettings(target), requestHandler: http2() });
    const id = await flows.create(echo());
    const flow = await client.send(new GetFlowCommand({ flowIdentifier: id }));
    expect(flow.definition).toEqual(echo());
    await failureOf(
      client.send(new GetFlowCommand({ flowIdentifier: ABSENT_ID })),
      'ResourceNotFoundException',
      404,
    );
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
      ResourceNotFoundException,
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
      DependencyFailedException,
    ],
  ])('a %s node that leads to nothing names what is missing', async (_type, node, type, Failure) => {
    const id = await flows.prepared({
      nodes: [inputNode(), node, outputNode(type)],
      connections: [
        wire('FlowInput.document', 'Ask.retrievalQuery'),
        wire(`Ask.${node.outputs[0]!.name}`, 'FlowOutput.document'),
      ],
    });
    const { error } = await invoke(runtime, id, 'x');
    expect(error).toBeInstanceOf(Failure);
    expect(error!.resourceName ?? error!.message).toMatch(/KB00000000|no-such-function/);
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
