import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-bedrock-agent';
import type { JsonValue } from '@streambed/model';
import type { RunEvent, StartRunRequest } from '@streambed/model/streambed';
import { afterAll, describe, expect, test } from 'vitest';
import { openChatProvider } from '../support/chat-provider.ts';
import {
  collectorNode,
  echo,
  inputNode,
  iteratorNode,
  outputNode,
  promptNode,
  router,
  wire,
} from '../support/definitions.ts';
import { invoke } from '../support/invoke.ts';
import { openSession } from '../support/session.ts';
import { ABSENT_ID } from '../support/vacant.ts';
import { all, endOf, readUntil, run, story, streambedClient } from './support/runs.ts';

/** Streambed's own StartRun, GetRun, GetRunEvents, StopRun, ListRuns: flows run for people who watch. */

const provider = await openChatProvider();
afterAll(() => provider.close());
const { target, agent, runtime, flows } = await openSession({
  files: {
    'streambed.yaml': `models:
  retries: { attempts: 1 }
  providers:
    local: { type: openai-compatible, baseUrl: "${provider.url}" }
  mappings:
    - { model: "local.*", provider: local }
`,
  },
});
const client = streambedClient(target);

/** Of each model: what it was asked, and what answers it. */
const asked: string[] = [];
/** What answers wait for after their first piece. */
let afterFirstPiece: Promise<void> = Promise.resolve();
const say =
  (answer: (text: string) => string) =>
  async (
    talk: Parameters<Parameters<typeof provider.on>[1]>[0],
    request: { stream?: boolean; messages: readonly { content: unknown }[] },
  ) => {
    const text = String(request.messages.at(-1)!.content);
    asked.push(text);
    if (text.includes('broken')) return talk.refuse(400, 'bad', 'this cannot be answered');
    if (!request.stream) return talk.say({ content: answer(text) });
    for (const piece of answer(text).match(/.{1,4}/gs) ?? []) {
      await talk.chunk({ content: piece });
      await afterFirstPiece;
      await sleep(30);
    }
    await talk.end();
  };
provider.on(
  'local.echo',
  say((text) => `<${text}>`),
);
provider.on('local.slow', async (talk) => {
  await talk.chunk({ content: 'slowly ' });
  await talk.closed;
});

const failureOf = async (input: StartRunRequest): Promise<Error> => {
  const outcome = await run(client, input).then(
    ({ events }) => new Error(`it ran: ${story(events)}`),
    (error: Error) => error,
  );
  return outcome;
};

/** In → Draft → Improve → Out, each prompt asking local.echo. */
const chain = (improve = 'improve {{text}}'): FlowDefinition => ({
  nodes: [
    inputNode(),
    promptNode('Draft', 'local.echo', 'draft {{text}}'),
    promptNode('Improve', 'local.echo', improve),
    outputNode(),
  ],
  connections: [
    wire('FlowInput.document', 'Draft.text'),
    wire('Draft.modelCompletion', 'Improve.text'),
    wire('Improve.modelCompletion', 'FlowOutput.document'),
  ],
});

/** In → for each → Summarize → collect → Out. */
const digest = (modelId = 'local.echo'): FlowDefinition => ({
  nodes: [
    inputNode('Array'),
    iteratorNode(),
    promptNode('Summarize', modelId, '{{text}}'),
    collectorNode(),
    outputNode('Array'),
  ],
  connections: [
    wire('FlowInput.document', 'Each.array'),
    wire('Each.arrayItem', 'Summarize.text'),
    wire('Each.arraySize', 'All.arraySize'),
    wire('Summarize.modelCompletion', 'All.arrayItem'),
    wire('All.collectedArray', 'FlowOutput.document'),
  ],
});

/** Items go through without a model; many of them take their time all the same. */
const plainEach = (): FlowDefinition => ({
  nodes: [inputNode('Array'), iteratorNode('Number'), outputNode('Number')],
  connections: [wire('FlowInput.document', 'Each.array'), wire('Each.arrayItem', 'FlowOutput.document')],
});

const outputs = (events: readonly RunEvent[]): JsonValue[] =>
  events.flatMap(({ type, document }) => (type === 'flowOutput' ? [document ?? null] : []));

const settled = (events: readonly RunEvent[]): string[] =>
  story(events.filter(({ type, outputs }) => type === 'nodeSettled' && outputs !== undefined));

describe('a run', () => {
  test('of the draft that nobody has prepared tells each step, numbered from 1', async () => {
    const flowIdentifier = await flows.create(echo());
    const { runId, events } = await run(client, { flowIdentifier, inputs: [{ document: 'hello' }] });
    expect(story(events)).toEqual([
      'runStarted',
      'FlowInput nodeSettled',
      'FlowOutput nodeStarted',
      'FlowOutput flowOutput',
      'runEnded',
    ]);
    expect(events.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(events[0]!.run).toMatchObject({ runId, status: 'Running', kind: 'Test', flowVersion: 'DRAFT' });
    expect(events[2]).toMatchObject({
      fields: [
        {
          name: 'document',
          type: 'String',
          value: 'hello',
          expression: '$.data',
          sourceNode: 'FlowInput',
          sourceOutput: 'document',
        },
      ],
    });
    expect(endOf(events)).toMatchObject({ runId, status: 'Succeeded', figures: { nodeRuns: 2 } });
    const { run: summary, definition, inputs } = await client.getRun({ runId });
    expect(summary).toEqual(endOf(events));
    expect(definition).toMatchObject({ nodes: [{ name: 'FlowInput' }, { name: 'FlowOutput' }] });
    expect(inputs).toEqual([{ document: 'hello' }]);
  });

  test('tells what a model writes while it writes it, and what that used', async () => {
    const flowIdentifier = await flows.create(chain());
    const beginning = Promise.withResolvers<void>();
    afterFirstPiece = beginning.promise;
    const events: RunEvent[] = [];
    for await (const batch of (await client.startRun({ flowIdentifier, inputs: [{ document: 'a tale' }] }))
      .events) {
      events.push(...batch);
      if (batch.some(({ type }) => type === 'nodeDelta')) beginning.resolve();
    }
    const of = (node: string) => events.filter((event) => event.node === node);
    expect(
      of('Draft')
        .map(({ type }) => type)
        .filter((type, index, types) => type !== types[index - 1]),
    ).toEqual(['nodeStarted', 'nodeDelta', 'nodeAction', 'nodeSettled']);
    const text = of('Draft')
      .map((event) => event.text ?? '')
      .join('');
    expect(text).toBe('<draft a tale>');
    expect(of('Draft').filter(({ type }) => type === 'nodeDelta').length).toBeGreaterThan(1);
    expect(of('Draft').at(-1)).toMatchObject({
      outputs: { modelCompletion: '<draft a tale>' },
      origin: 'Computed',
      usage: { inputTokens: 11, outputTokens: 7 },
    });
    const { action } = of('Draft').find(({ type }) => type === 'nodeAction')!;
    expect(action).toMatchObject({ serviceName: 'bedrock', operationName: 'Converse' });
    expect(action!.startedAt).toBeGreaterThanOrEqual(of('Draft')[0]!.at);
    const { figures } = endOf(events);
    expect(figures).toMatchObject({ nodeRuns: 4, inputTokens: 22, outputTokens: 14, usd: 0 });
    // An invocation, which nobody watches, comes to the same.
    await flows.prepare(flowIdentifier);
    expect((await invoke(runtime, flowIdentifier, 'a tale')).outputs).toMatchObject([
      { document: outputs(events)[0] },
    ]);
  });

  test('says why nodes were skipped', async () => {
    const flowIdentifier = await flows.create(router());
    const { events } = await run(client, { flowIdentifier, inputs: [{ document: { amount: 3 } }] });
    expect(events.filter(({ type }) => type === 'nodeSkipped')).toMatchObject([
      { node: 'Large', reason: '`large` not taken' },
    ]);
  });

  test('that fails says where, with the field, and what it came to until then', async () => {
    const flowIdentifier = await flows.create(digest());
    const { events } = await run(client, {
      flowIdentifier,
      inputs: [{ document: ['one', 'broken', 'three'] }],
    });
    const { status, fault, figures } = endOf(events);
    expect(status).toBe('Failed');
    expect(fault).toMatchObject({
      kind: 'dependencyFailed',
      exception: 'dependencyFailedException',
      node: 'Summarize',
      iteration: [{ nodeName: 'Each', type: 'Iterator', index: 1 }],
    });
    expect(figures.iterations).toBe(2);
    const wrong = await flows.create({
      nodes: [inputNode('Object'), outputNode('String', 'FlowOutput', '$.data.name')],
      connections: [wire('FlowInput.document', 'FlowOutput.document')],
    });
    const { events: typed } = await run(client, {
      flowIdentifier: wrong,
      inputs: [{ document: { name: 7 } }],
    });
    expect(endOf(typed).fault).toMatchObject({ node: 'FlowOutput', field: 'input:document' });
  });

  test('of a version, an alias, a definition: each says what it is of', async () => {
    const flowIdentifier = await flows.prepared(echo());
    const flowVersion = await flows.version(flowIdentifier);
    const flowAliasIdentifier = await flows.alias(flowIdentifier, flowVersion);
    const inputs = [{ document: 'x' }];
    const of = async (input: Partial<StartRunRequest>) =>
      endOf((await run(client, { flowIdentifier, inputs, ...input })).events);
    expect(await of({ flowVersion })).toMatchObject({ status: 'Succeeded', flowVersion });
    expect(await of({ flowAliasIdentifier })).toMatchObject({
      flowAliasId: flowAliasIdentifier,
      flowVersion,
    });
    expect(await of({ flowAliasIdentifier: 'TSTALIASID' })).toMatchObject({ flowVersion: 'DRAFT' });
    const unsaved = await of({ definition: router() as never, inputs: [{ document: { amount: 1 } }] });
    expect(unsaved).toMatchObject({ status: 'Succeeded' });
    expect(unsaved).not.toHaveProperty('flowVersion');
    expect((await flows.get(flowIdentifier)).definition).toMatchObject({ nodes: { length: 2 } });
  });
});

describe('a stream that breaks', () => {
  test('can be taken up after every event, and gives the same', async () => {
    const flowIdentifier = await flows.create(router());
    const { runId, events } = await run(client, { flowIdentifier, inputs: [{ document: { amount: 30 } }] });
    for (let after = 0; after <= events.length; after++) {
      const again = await all((await client.getRunEvents({ runId, after, follow: after % 2 === 0 })).events);
      expect(again).toEqual(events.slice(after));
    }
  });

  test('ends no run: it goes on without readers, and is read to its end later', async () => {
    const flowIdentifier = await flows.create(chain());
    const { runId, events } = await client.startRun({ flowIdentifier, inputs: [{ document: 'on and on' }] });
    const first = await readUntil(events, ({ type }) => type === 'nodeDelta');
    const rest = await all(
      (await client.getRunEvents({ runId, after: first.at(-1)!.number, follow: true })).events,
    );
    expect(endOf(rest).status).toBe('Succeeded');
    const whole = await all((await client.getRunEvents({ runId })).events);
    expect([...first, ...rest]).toEqual(whole);
    expect(whole.map(({ number }) => number)).toEqual(whole.map((_, index) => index + 1));
  });

  test('may have many readers, however slow, and all get the same', async () => {
    const flowIdentifier = await flows.create(plainEach());
    const items = Array.from({ length: 4_000 }, (_, index) => index);
    const { runId, events } = await client.startRun({ flowIdentifier, inputs: [{ document: items }] });
    const slow = async () => {
      const read: RunEvent[] = [];
      for await (const batch of (await client.getRunEvents({ runId, follow: true })).events) {
        read.push(...batch);
        if (read.length < 3_000) await sleep(20);
      }
      return read;
    };
    const [direct, ...others] = await Promise.all([all(events), slow(), slow()]);
    expect(endOf(direct!).figures).toMatchObject({ iterations: 4_000 });
    expect(outputs(direct!)).toEqual(items);
    for (const other of others) expect(other).toEqual(direct);
  });
});

describe('StopRun', () => {
  test('ends a run of 10,000 items within a second, with exact counts', async () => {
    const flowIdentifier = await flows.create(digest());
    const items = Array.from({ length: 10_000 }, (_, index) => `item ${index}`);
    const { runId, events } = await client.startRun({ flowIdentifier, inputs: [{ document: items }] });
    const seen = await readUntil(
      events,
      ({ node, type, iteration }) =>
        node === 'Summarize' && type === 'nodeSettled' && iteration![0]!.index >= 2,
    );
    const began = performance.now();
    const { run: stopped } = await client.stopRun({ runId });
    const took = performance.now() - began;
    expect(stopped).toMatchObject({ status: 'Stopped' });
    expect(stopped.reason).toContain('Stopped by arn:aws:iam::');
    const whole = await all((await client.getRunEvents({ runId })).events);
    expect(whole.slice(0, seen.length)).toEqual(seen);
    expect(endOf(whole)).toEqual(stopped);
    const begun = whole.filter(({ node, type }) => node === 'Each' && type === 'nodeSettled').length;
    expect(stopped.figures.iterations).toBe(begun);
    // Said for the log; no clock decides here.
    console.info(`stopped ${took.toFixed(0)} ms after it was asked`);
    expect(await client.stopRun({ runId })).toEqual({ run: stopped });
  });

  test('ends the call that is under way', async () => {
    const flowIdentifier = await flows.create(digest('local.slow'));
    const { runId, events } = await client.startRun({ flowIdentifier, inputs: [{ document: ['x'] }] });
    await readUntil(events, ({ type }) => type === 'nodeDelta');
    expect((await client.stopRun({ runId })).run).toMatchObject({
      status: 'Stopped',
      figures: { iterations: 1 },
    });
  });
});

describe('a part of a flow', () => {
  test('until a node: what leads to it and no more, unfinished or not', async () => {
    const unfinished: FlowDefinition = { ...chain(), connections: chain().connections!.slice(0, 1) };
    const flowIdentifier = await flows.create(unfinished);
    const inputs = [{ document: 'x' }];
    expect((await failureOf({ flowIdentifier, inputs })).name).toBe('ValidationException');
    const { events } = await run(client, { flowIdentifier, inputs, mode: 'UntilNode', node: 'Draft' });
    expect(settled(events)).toEqual(['FlowInput nodeSettled', 'Draft nodeSettled']);
    expect(endOf(events)).toMatchObject({
      status: 'Succeeded',
      kind: 'Partial',
      mode: 'UntilNode',
      node: 'Draft',
    });
  });

  test('only a node: on what it is given, or on what it got in a run', async () => {
    const flowIdentifier = await flows.create(digest());
    const only = { flowIdentifier, mode: 'OnlyNode' as const, node: 'Summarize' };
    const { events } = await run(client, { ...only, nodeInputs: { text: 'this' } });
    expect(story(events).filter((line) => !line.includes('Delta'))).toEqual([
      'runStarted',
      'Summarize nodeStarted',
      'Summarize nodeAction',
      'Summarize nodeSettled',
      'runEnded',
    ]);
    const { runId } = await run(client, { flowIdentifier, inputs: [{ document: ['a', 'b'] }] });
    const iteration = [{ nodeName: 'Each', type: 'Iterator' as const, index: 1 }];
    const again = await run(client, { ...only, fromRun: runId, iteration });
    expect(again.events.find(({ type }) => type === 'nodeStarted')).toMatchObject({
      iteration,
      fields: [{ name: 'text', value: 'b', expression: '$.data' }],
    });
    expect(endOf(again.events)).toMatchObject({ parentRunId: runId });
    const routed = await flows.create(router());
    const chosen = await run(client, {
      flowIdentifier: routed,
      mode: 'OnlyNode',
      node: 'Size',
      nodeInputs: { amount: 99 },
    });
    expect(chosen.events.find(({ type }) => type === 'conditionResult')).toMatchObject({
      satisfiedConditions: ['large'],
    });
  });

  test('from a node on: what leads to it is recorded, and no service is asked for it', async () => {
    const flowIdentifier = await flows.create(chain());
    const { runId } = await run(client, { flowIdentifier, inputs: [{ document: 'x' }] });
    await flows.update(flowIdentifier, chain('better {{text}}'));
    asked.length = 0;
    const { events } = await run(client, {
      flowIdentifier,
      mode: 'FromNode',
      node: 'Improve',
      fromRun: runId,
    });
    expect(asked).toEqual(['better <draft x>']);
    expect(settled(events)).toEqual([
      'FlowInput nodeSettled',
      'Draft nodeSettled Recorded',
      'Improve nodeSettled',
    ]);
    expect(outputs(events)).toEqual(['<better <draft x>>']);
    expect(endOf(events)).toMatchObject({ parentRunId: runId, node: 'Improve', figures: { nodeRuns: 3 } });
    // The earlier run is as it was.
    expect((await client.getRun({ runId })).run.figures.nodeRuns).toBe(4);
  });

  test('from a node on, where what comes before it has changed: that runs too, and says why', async () => {
    const flowIdentifier = await flows.create(chain());
    const { runId } = await run(client, { flowIdentifier, inputs: [{ document: 'x' }] });
    asked.length = 0;
    const other = await run(client, {
      flowIdentifier,
      mode: 'FromNode',
      node: 'FlowOutput',
      fromRun: runId,
      inputs: [{ document: 'y' }],
    });
    expect(asked).toEqual(['draft y', 'improve <draft y>']);
    const reasons = other.events.flatMap(({ type, reason }) =>
      type === 'nodeStarted' && reason ? [reason] : [],
    );
    expect(reasons).toEqual([
      `Input \`text\` is not what it was in run ${runId}, so the node runs anew.`,
      `Input \`text\` is not what it was in run ${runId}, so the node runs anew.`,
    ]);
  });

  test('from a failed item on: the items before it are not asked for again', async () => {
    const flowIdentifier = await flows.create(digest());
    const failed = await run(client, { flowIdentifier, inputs: [{ document: ['a', 'broken', 'c'] }] });
    expect(endOf(failed.events).status).toBe('Failed');
    asked.length = 0;
    const { events } = await run(client, {
      flowIdentifier,
      mode: 'FromNode',
      node: 'Summarize',
      iteration: [{ nodeName: 'Each', type: 'Iterator', index: 1 }],
      fromRun: failed.runId,
      inputs: [{ document: ['a', 'mended', 'c'] }],
    });
    expect(asked).toEqual(['mended', 'c']);
    expect(outputs(events)).toEqual([['<a>', '<mended>', '<c>']]);
  });
});

describe('pins', () => {
  test('give outputs in place of computing them, in this run and nowhere else', async () => {
    const flowIdentifier = await flows.prepared(chain());
    asked.length = 0;
    const { runId, events } = await run(client, {
      flowIdentifier,
      inputs: [{ document: 'x' }],
      pins: [{ node: 'Draft', outputs: { modelCompletion: 'pinned' } }],
    });
    expect(asked).toEqual(['improve pinned']);
    expect(settled(events)).toContain('Draft nodeSettled Pinned');
    expect(endOf(events)).toMatchObject({ pinCount: 1, figures: { nodeRuns: 3 } });
    expect((await client.getRun({ runId })).pins).toMatchObject([{ node: 'Draft' }]);
    asked.length = 0;
    await invoke(runtime, flowIdentifier, 'x');
    expect(asked).toEqual(['draft x', 'improve <draft x>']);
  });

  test('for nodes, outputs and types that the flow does not have are refused together', async () => {
    const flowIdentifier = await flows.create(chain());
    const failure = await failureOf({
      flowIdentifier,
      inputs: [{ document: 'x' }],
      pins: [
        { node: 'Nobody', outputs: {} },
        { node: 'Draft/Inner', outputs: {} },
        { node: 'FlowOutput', outputs: {} },
        { node: 'Draft', outputs: { modelCompletion: 7 } },
        { node: 'Draft', outputs: { modelCompletion: 'x', other: 'y' } },
        { node: 'Improve', outputs: 'text' },
        { node: 'constructor', outputs: {} },
        { node: '__proto__', outputs: {} },
      ],
    });
    expect(failure.name).toBe('ValidationException');
    for (let index = 0; index < 8; index++) expect(failure.message).toContain(`pins[${index}]`);
  });
});

describe('refused is', () => {
  const echoFlow = flows.create(echo());
  const inputs = [{ document: 'x' }];

  const table: readonly (readonly [string, Partial<StartRunRequest>, string])[] = [
    ['a definition that is none', { definition: { nodes: 'all' } }, 'definition.nodes'],
    ['a definition with errors', { definition: { nodes: [inputNode()] } as never }, 'cannot run'],
    ['a list as definition', { definition: [] }, 'definition'],
    ['two sources', { flowVersion: '1', definition: echo() as never }, 'one of'],
    ['a node without a mode', { node: 'FlowInput' }, 'mode'],
    ['a mode without a node', { mode: 'UntilNode' }, '`node`'],
    ['a node that is not there', { mode: 'UntilNode', node: 'Nobody' }, 'Nobody'],
    ['a node in what is no loop', { mode: 'OnlyNode', node: 'FlowInput/x' }, 'FlowInput/x'],
    ['FromNode without a run', { mode: 'FromNode', node: 'FlowOutput' }, 'fromRun'],
    ['nodeInputs for a whole run', { nodeInputs: {} }, 'OnlyNode'],
    ['nodeInputs that are no object', { mode: 'OnlyNode', node: 'FlowOutput', nodeInputs: [] }, 'object'],
    [
      'nodeInputs of a wrong type',
      { mode: 'OnlyNode', node: 'FlowOutput', nodeInputs: { document: 1 } },
      'String',
    ],
    [
      'nodeInputs too many',
      { mode: 'OnlyNode', node: 'FlowOutput', nodeInputs: { document: 'x', more: 1 } },
      'more',
    ],
    ['nodeInputs too few', { mode: 'OnlyNode', node: 'FlowOutput', nodeInputs: {} }, 'document'],
    ['an input for nobody', { inputs: [{ nodeName: 'Nobody', document: 1 }] }, 'FlowInput'],
    ['two inputs for one node', { inputs: [...inputs, ...inputs] }, 'one document'],
    ['no input', { inputs: [] }, 'FlowInput'],
  ];
  test.each(table)('%s', async (_, input, part) => {
    const failure = await failureOf({ flowIdentifier: await echoFlow, inputs, ...input });
    expect(failure.name, failure.message).toBe('ValidationException');
    expect(failure.message).toContain(part);
  });

  test('an iteration that the node does not run in', async () => {
    const flowIdentifier = await flows.create(digest());
    const { runId } = await run(client, { flowIdentifier, inputs: [{ document: ['a'] }] });
    for (const iteration of [
      [{ nodeName: 'Other', type: 'Iterator' as const, index: 0 }],
      [{ nodeName: 'Each', type: 'Loop' as const, index: 0 }],
      [{ nodeName: 'Each', type: 'Iterator' as const, index: -1 }],
    ]) {
      const failure = await failureOf({
        flowIdentifier,
        mode: 'FromNode',
        node: 'Summarize',
        fromRun: runId,
        iteration,
      });
      expect(failure.message).toContain('Summarize runs in iterations of Each');
    }
  });

  test('a run of another flow as a source', async () => {
    const { runId } = await run(client, { flowIdentifier: await echoFlow, inputs });
    const failure = await failureOf({
      flowIdentifier: await flows.create(echo()),
      mode: 'FromNode',
      node: 'FlowOutput',
      fromRun: runId,
    });
    expect(failure.name).toBe('ValidationException');
  });

  test('a definition that is a bomb, in good time', async () => {
    const flowIdentifier = await echoFlow;
    let loops: unknown = {};
    for (let depth = 0; depth < 40; depth++) {
      const node = { name: 'Loop', type: 'Loop', configuration: { loop: { definition: loops } } };
      loops = { nodes: Array.from({ length: 3 }, () => node).slice(0, 1), connections: [] };
    }
    expect((await failureOf({ flowIdentifier, inputs, definition: loops as JsonValue })).name).toBe(
      'ValidationException',
    );
    const many = {
      nodes: Array.from({ length: 20_000 }, (_, index) => ({
        name: `N${index}`,
        type: 'Input',
        outputs: [],
      })),
      connections: Array.from({ length: 20_000 }, (_, index) => ({
        name: `C${index}`,
        type: 'Data',
        source: 'N0',
        target: `N${index}`,
      })),
    };
    expect((await failureOf({ flowIdentifier, inputs, definition: many })).name).toBe('ValidationException');
  });

  test('one run too many', async () => {
    const flowIdentifier = await flows.create(digest('local.slow'));
    const running: string[] = [];
    let failure: Error | undefined;
    while (failure === undefined && running.length < 30) {
      const started = await client
        .startRun({ flowIdentifier, inputs: [{ document: ['x'] }] })
        .catch((error: Error) => {
          failure = error;
          return undefined;
        });
      if (started) running.push(started.runId);
    }
    expect(failure!.name).toBe('ServiceQuotaExceededException');
    expect(running).toHaveLength(20);
    await Promise.all(running.map((runId) => client.stopRun({ runId })));
    const { events } = await run(client, { flowIdentifier: await echoFlow, inputs });
    expect(endOf(events).status).toBe('Succeeded');
  });
});

describe('a run of elsewhere', () => {
  test('is answered like one that does not exist', async () => {
    const { runId } = await run(client, {
      flowIdentifier: await flows.create(echo()),
      inputs: [{ document: 'x' }],
    });
    const elsewhere = streambedClient(target, 'eu-west-1');
    const absent = '00000000-0000-4000-8000-000000000000';
    const answers = async (id: string) => {
      const calls = [
        elsewhere.getRun({ runId: id }),
        elsewhere.getRunEvents({ runId: id, follow: true }),
        elsewhere.stopRun({ runId: id }),
      ];
      return Promise.all(
        calls.map((call) =>
          call.then(
            () => 'it answered',
            (error: Error) => `${error.name}: ${error.message.replace(id, 'ID')}`,
          ),
        ),
      );
    };
    expect(await answers(runId)).toEqual(await answers(absent));
    expect((await answers(absent))[0]).toMatch(/^ResourceNotFoundException/);
    expect((await elsewhere.listRuns({})).runSummaries).toEqual([]);
    const gone = await failureOf({ flowIdentifier: ABSENT_ID, inputs: [] });
    expect(gone.name).toBe('ResourceNotFoundException');
  });
});

describe('InvokeFlow', () => {
  /** What is recorded of the newest invocation of a flow, once it is. */
  const recorded = async (flowIdentifier: string, executionId: string | undefined) => {
    for (;;) {
      const { runSummaries } = await client.listRuns({ flowIdentifier, kind: 'Invoke' });
      const found = runSummaries.find(
        (each) => each.executionId === executionId && each.status !== 'Running',
      );
      if (found) return found;
      await sleep(50);
    }
  };

  test('of the test alias leaves a run with its values', async () => {
    const flowIdentifier = await flows.prepared(chain());
    const { executionId } = await invoke(runtime, flowIdentifier, 'seen');
    const summary = await recorded(flowIdentifier, executionId);
    expect(summary).toMatchObject({
      kind: 'Invoke',
      recording: 'Values',
      status: 'Succeeded',
      flowAliasId: 'TSTALIASID',
      flowVersion: 'DRAFT',
      figures: { nodeRuns: 4 },
    });
    const { inputs } = await client.getRun({ runId: summary.runId });
    expect(inputs).toMatchObject([{ nodeName: 'FlowInput', document: 'seen' }]);
    const events = await all((await client.getRunEvents({ runId: summary.runId })).events);
    expect(outputs(events)).toEqual(['<improve <draft seen>>']);
    // And can be taken up.
    const again = await run(client, {
      flowIdentifier,
      mode: 'FromNode',
      node: 'Improve',
      fromRun: summary.runId,
    });
    expect(outputs(again.events)).toEqual(outputs(events));
  });

  test('of any other alias leaves figures, and its values only where it is tagged for it', async () => {
    const flowIdentifier = await flows.prepared(echo());
    const version = await flows.version(flowIdentifier);
    const aliasId = await flows.alias(flowIdentifier, version);
    const { arn } = await flows.get(flowIdentifier);
    const resourceArn = `${arn}/alias/${aliasId}`;
    const runOf = async (document: string) => {
      const { executionId } = await invoke(runtime, flowIdentifier, document, {
        flowAliasIdentifier: aliasId,
      });
      return recorded(flowIdentifier, executionId);
    };
    const plain = await runOf('a secret of the caller');
    expect(plain).toMatchObject({
      recording: 'Figures',
      status: 'Succeeded',
      flowVersion: version,
      figures: { nodeRuns: 2 },
    });
    const { inputs, definition } = await client.getRun({ runId: plain.runId });
    expect({ inputs, definition }).toEqual({});
    expect(await all((await client.getRunEvents({ runId: plain.runId, follow: true })).events)).toEqual([]);
    const failure = await failureOf({
      flowIdentifier,
      mode: 'FromNode',
      node: 'FlowOutput',
      fromRun: plain.runId,
    });
    expect(failure.message).toContain('without values');

    await agent.send(new TagResourceCommand({ resourceArn, tags: { 'streambed:record': 'values' } }));
    const tagged = await runOf('wanted');
    expect(tagged).toMatchObject({ recording: 'Values' });
    expect((await client.getRun({ runId: tagged.runId })).inputs).toMatchObject([{ document: 'wanted' }]);
    await agent.send(new UntagResourceCommand({ resourceArn, tagKeys: ['streambed:record'] }));
    expect(await runOf('no more')).toMatchObject({ recording: 'Figures' });
  });

  test('that fails leaves the failure', async () => {
    const flowIdentifier = await flows.prepared(chain());
    const version = await flows.version(flowIdentifier);
    const flowAliasIdentifier = await flows.alias(flowIdentifier, version);
    const { error } = await invoke(runtime, flowIdentifier, 'broken', { flowAliasIdentifier });
    expect(error!.name).toBe('DependencyFailedException');
    for (;;) {
      const { runSummaries } = await client.listRuns({
        flowIdentifier,
        status: 'Failed',
        errorKind: 'dependencyFailed',
      });
      if (runSummaries.length === 0) {
        await sleep(50);
        continue;
      }
      expect(runSummaries).toMatchObject([{ fault: { kind: 'dependencyFailed' }, recording: 'Figures' }]);
      break;
    }
  });
});

describe('lists', () => {
  test('go by pages, newest first, and show what is asked for', async () => {
    const flowIdentifier = await flows.create(router());
    const ids: string[] = [];
    for (const amount of [1, 2, 3, 4]) {
      const input =
        amount === 4 ? { inputs: [{ document: 'none' }] } : { inputs: [{ document: { amount } }] };
      ids.unshift((await run(client, { flowIdentifier, ...input })).runId);
    }
    const listed: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.listRuns({ flowIdentifier, maxResults: 3, ...(nextToken && { nextToken }) });
      listed.push(...page.runSummaries.map(({ runId }) => runId));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    // Runs may begin in the same millisecond.
    expect(listed.toSorted()).toEqual(ids.toSorted());
    const failed = await client.listRuns({ flowIdentifier, status: 'Failed' });
    expect(failed.runSummaries.map(({ runId }) => runId)).toEqual([ids[0]]);
    const { nextToken: foreign } = await client.listRuns({ flowIdentifier, maxResults: 1 });
    await expect(client.listRuns({ maxResults: 1, nextToken: foreign! })).rejects.toThrow(/nextToken/);
    const { figures } = await client.listFlowFigures({ flowIdentifier });
    expect(figures).toMatchObject([{ flowId: flowIdentifier, runs: 4, failed: 1 }]);
    expect(figures[0]!.runsPerBucket.reduce((sum, count) => sum + count)).toBe(4);
    expect(
      (await client.listFlowFigures({ flowIdentifier, by: 'Version', buckets: 3 })).figures,
    ).toMatchObject([{ flowVersion: 'DRAFT', runs: 4, runsPerBucket: { length: 3 } }]);
  });

  test('hold a run as it ended, for whoever has just read its end', async () => {
    const flowIdentifier = await flows.create(router());
    for (let round = 1; round <= 20; round++) {
      await run(client, { flowIdentifier, inputs: [{ document: 'none' }] });
      const [{ runSummaries }, { figures }] = await Promise.all([
        client.listRuns({ flowIdentifier, status: 'Failed', maxResults: 100 }),
        client.listFlowFigures({ flowIdentifier }),
      ]);
      expect([runSummaries.length, figures[0]!.failed]).toEqual([round, round]);
    }
  });

  test('show a run that is under way as it stands', async () => {
    const flowIdentifier = await flows.create(digest('local.slow'));
    const { runId, events } = await client.startRun({ flowIdentifier, inputs: [{ document: ['x'] }] });
    await readUntil(events, ({ type }) => type === 'nodeDelta');
    const { runSummaries } = await client.listRuns({ flowIdentifier, status: 'Running' });
    expect(runSummaries).toMatchObject([{ runId, status: 'Running', figures: { iterations: 1 } }]);
    await client.stopRun({ runId });
    expect((await client.listRuns({ flowIdentifier, status: 'Running' })).runSummaries).toEqual([]);
  });
});

test('nodes that have to wait for room say so', async () => {
  const flowIdentifier = await flows.prepared({
    nodes: [
      inputNode(),
      promptNode('One', 'local.echo', 'one {{text}}'),
      promptNode('Two', 'local.echo', 'two {{text}}'),
      outputNode('String', 'First'),
      outputNode('String', 'Second'),
    ],
    connections: [
      wire('FlowInput.document', 'One.text'),
      wire('FlowInput.document', 'Two.text'),
      wire('One.modelCompletion', 'First.document'),
      wire('Two.modelCompletion', 'Second.document'),
    ],
  });
  const version = await flows.version(flowIdentifier);
  const { CreateFlowAliasCommand } = await import('@aws-sdk/client-bedrock-agent');
  const { id } = await agent.send(
    new CreateFlowAliasCommand({
      flowIdentifier,
      name: 'narrow',
      routingConfiguration: [{ flowVersion: version }],
      concurrencyConfiguration: { type: 'Manual', maxConcurrency: 1 },
    }),
  );
  const { events } = await run(client, {
    flowIdentifier,
    flowAliasIdentifier: id!,
    inputs: [{ document: 'x' }],
  });
  const queued = events.filter(({ type }) => type === 'nodeQueued');
  expect(story(queued)).toEqual(['Two nodeQueued']);
  const started = events.find(({ node, type }) => node === 'Two' && type === 'nodeStarted')!;
  expect(started.number).toBeGreaterThan(queued[0]!.number);
});
