import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import { streambedClient } from '../../../../../conformance/studio/support/runs.ts';
import { openSession } from '../../../../../conformance/support/session.ts';
import { createFlowDocument } from '../../document/index.ts';
import { createExecutions } from './executions.ts';

/* The studio's runner against a real server: what it asks for is what the server takes, and what comes back adds up. */

const { target, flows } = await openSession();
const client = streambedClient(target);

const slot = (name: string, type: string, expression = '$.data') => ({ name, type, expression });
const wire = (source: string, sourceOutput: string, targetNode: string, targetInput: string) => ({
  type: 'Data',
  name: `${source}_${sourceOutput}_${targetNode}_${targetInput}`,
  source,
  target: targetNode,
  configuration: { data: { sourceOutput, targetInput } },
});
const code = (name: string, text: string, input: string, type: string) => ({
  name,
  type: 'InlineCode',
  configuration: { inlineCode: { code: text, language: 'Python_3' } },
  inputs: [slot(input, type)],
  outputs: [{ name: 'response', type: 'String' }],
});

/** Each word is made loud; one of them breaks the code. */
const loud = {
  nodes: [
    {
      name: 'In',
      type: 'Input',
      configuration: { input: {} },
      outputs: [{ name: 'document', type: 'Array' }],
    },
    {
      name: 'Each',
      type: 'Iterator',
      configuration: { iterator: {} },
      inputs: [slot('array', 'Array')],
      outputs: [
        { name: 'arrayItem', type: 'String' },
        { name: 'arraySize', type: 'Number' },
      ],
    },
    code('Shout', 'if text == "bad":\n    raise ValueError("no")\ntext.upper()', 'text', 'String'),
    {
      name: 'Gather',
      type: 'Collector',
      configuration: { collector: {} },
      inputs: [slot('arrayItem', 'String'), slot('arraySize', 'Number')],
      outputs: [{ name: 'collectedArray', type: 'Array' }],
    },
    code('Join', '" ".join(words)', 'words', 'Array'),
    { name: 'Out', type: 'Output', configuration: { output: {} }, inputs: [slot('document', 'String')] },
  ],
  connections: [
    wire('In', 'document', 'Each', 'array'),
    wire('Each', 'arrayItem', 'Shout', 'text'),
    wire('Shout', 'response', 'Gather', 'arrayItem'),
    wire('Each', 'arraySize', 'Gather', 'arraySize'),
    wire('Gather', 'collectedArray', 'Join', 'words'),
    wire('Join', 'response', 'Out', 'document'),
  ],
} as unknown as FlowDefinition;

const open = async () => {
  const flowId = await flows.prepared(loud as never);
  const document = createFlowDocument({ definition: loud });
  const executions = createExecutions({
    flowId,
    document,
    client,
    draft: { save: async () => {}, prepare: async () => {} },
  });
  const idOf = (name: string) =>
    [...document.snapshot().nodes.values()].find((node) => node.name === name)!.id;
  const store = () => executions.state.getState().store!;
  return { document, executions, idOf, store };
};

describe('the runner of the studio', () => {
  test('runs a flow, one node of it, and on from a node; pins and recorded outputs are told apart', async () => {
    const { document, executions, idOf, store } = await open();
    executions.setDocument('In', ['one', 'two', 'three']);
    await executions.start({ mode: 'Whole' });
    expect(executions.state.getState().failure).toBeUndefined();
    expect(store().state.status).toBe('succeeded');
    expect(store().state.outputs.map((output) => output.document)).toEqual(['ONE TWO THREE']);
    expect(store().node('Shout')).toMatchObject({
      status: 'succeeded',
      iterations: { total: 3, ok: 3, failed: 0, running: 0, skipped: 0, stopped: 0 },
    });
    expect(store().node('Each')?.status).toBe('succeeded');
    const whole = store().runId;

    executions.setIteration([{ nodeName: 'Each', type: 'Iterator', index: 1 }]);
    expect(executions.samples.output(idOf('Shout'), 'response')?.value).toBe('TWO');
    await executions.start({ mode: 'OnlyNode', node: idOf('Shout') });
    expect(executions.state.getState().failure).toBeUndefined();
    expect(store().state.status).toBe('succeeded');
    expect([...store().state.nodes.keys()]).toEqual(['Shout']);

    await executions.open(whole);
    document.edit('change', (edit) =>
      edit.writeText(idOf('Join'), ['inlineCode', 'code'], '"-".join(words)'),
    );
    await executions.start({ mode: 'FromNode', node: idOf('Join') });
    expect(executions.state.getState().failure).toBeUndefined();
    expect(store().state.outputs.map((output) => output.document)).toEqual(['ONE-TWO-THREE']);
    expect(store().node('Join')?.origin).toBe('Computed');
    expect(store().node('Shout')?.origin).toBe('Recorded');

    document.edit('pin', (edit) => edit.setPin({ node: idOf('Join'), outputs: { response: 'pinned' } }));
    await executions.start({ mode: 'Whole' });
    expect(store().state.outputs.map((output) => output.document)).toEqual(['pinned']);
    expect(store().node('Join')?.origin).toBe('Pinned');
    executions.destroy();
  });

  test('leads from a failing item to the line of code', async () => {
    const { executions, idOf, store } = await open();
    executions.setDocument('In', ['one', 'bad', 'three']);
    await executions.start({ mode: 'Whole' });
    expect(store().state.status).toBe('failed');
    expect(store().node('Shout')).toMatchObject({ status: 'failed', iterations: { ok: 1, failed: 1 } });
    const [problem] = executions.state.getState().problems;
    expect(problem).toMatchObject({
      source: 'lastRun',
      address: {
        node: idOf('Shout'),
        field: 'configuration.inlineCode.code',
        iteration: [{ nodeName: 'Each', type: 'Iterator', index: 1 }],
      },
    });
    expect(problem!.message).toMatch(/line 2/);
    executions.destroy();
  });

  test('asks the server for values that it has let go', async () => {
    const { executions, store } = await open();
    executions.setDocument('In', ['one']);
    await executions.start({ mode: 'Whole' });
    const { endEvent } = store().nodeRun('Join')!.steps.get('')!;
    const again = createExecutions({
      flowId: executions.flowId,
      document: executions.document,
      client,
      draft: { save: async () => {}, prepare: async () => {} },
    });
    await again.open(store().runId);
    expect(again.state.getState().store?.state.status).toBe('succeeded');
    const event = await again.state.getState().store!.loadEvent(endEvent);
    expect(event).toMatchObject({ type: 'nodeSettled', outputs: { response: 'ONE' } });
    executions.destroy();
    again.destroy();
  });
});
