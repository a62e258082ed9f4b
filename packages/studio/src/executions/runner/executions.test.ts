import { describe, expect, test, vi } from 'vitest';
import { createEditor } from '../../editor/index.ts';
import { runCommands } from '../commands/run-commands.ts';
import {
  definition,
  fakeClient,
  idOf,
  instantPace,
  makeDocument,
  shoutEvents,
} from '../test-support/made-up-runs.ts';
import { createExecutions, type DraftActions, executionsOf } from './executions.ts';

const memory = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};

const make = (
  draft: Partial<DraftActions> = {},
  eventsOf: Parameters<typeof fakeClient>[0] = () => shoutEvents(),
) => {
  const document = makeDocument();
  const { client, asked } = fakeClient(eventsOf);
  const steps: string[] = [];
  const executions = createExecutions({
    flowId: 'FLOW123456',
    document,
    client,
    draft: {
      save: async () => void steps.push('save'),
      prepare: async () => void steps.push('prepare'),
      ...draft,
    },
    storage: memory(),
    pace: instantPace,
  });
  const toasts: string[] = [];
  const editor = createEditor({
    flowId: 'FLOW123456',
    document,
    run: executions.source,
    samples: executions.samples,
    commands: runCommands,
    toast: (text) => toasts.push(text),
  });
  executions.attach(editor);
  return { document, executions, editor, asked, steps, toasts, state: executions.state };
};

describe('a test', () => {
  test('saves, prepares, runs the draft with its input and pins, and follows it to the end', async () => {
    const { document, executions, asked, steps, state, editor } = make();
    const shout = idOf(document, 'Shout');
    document.edit('pin', (edit) => edit.setPin({ node: shout, outputs: { response: 'PINNED' } }));
    await executions.start({ mode: 'Whole' });
    expect(steps).toEqual(['save', 'prepare']);
    expect(asked).toEqual([
      {
        flowIdentifier: 'FLOW123456',
        flowVersion: 'DRAFT',
        mode: 'Whole',
        inputs: [{ nodeName: 'In', nodeOutputName: 'document', document: { user: { name: 'ann' } } }],
        pins: [{ node: 'Shout', outputs: { response: 'PINNED' } }],
      },
    ]);
    expect(state.getState()).toMatchObject({ phase: 'idle', failure: undefined });
    expect(executions.source.node(shout)).toMatchObject({
      status: 'succeeded',
      preview: 'ANN',
      durationMs: 4,
    });
    expect(editor.state.getState().announcement).toBe('Run finished: 3 succeeded');
    expect(state.getState().recent).toHaveLength(1);
    expect(executionsOf(editor)).toBe(executions);
  });

  test.each(['save', 'prepare'] as const)('says that %s failed, and starts nothing', async (step) => {
    const { executions, asked, state } = make({
      [step]: () => Promise.reject(Object.assign(new Error('No.'), { requestId: 'r-1' })),
    });
    await executions.start({ mode: 'Whole' });
    expect(state.getState()).toMatchObject({
      phase: 'idle',
      failure: { step, message: 'No.', requestId: 'r-1' },
    });
    expect(asked).toEqual([]);
  });

  test('says that the run could not be started', async () => {
    const { executions, state } = make({}, () => Promise.reject(new Error('Too many runs.')));
    await executions.start({ mode: 'Whole' });
    expect(state.getState()).toMatchObject({
      phase: 'idle',
      failure: { step: 'run', message: 'Too many runs.' },
    });
  });

  test('with an input of the wrong type saves nothing and says so', async () => {
    const { executions, steps, state } = make();
    executions.setDocument('In', 'text');
    await executions.start({ mode: 'Whole' });
    expect(steps).toEqual([]);
    expect(state.getState().failure?.message).toBe(
      'Input of In: This is a value of type String; the Input node takes Object.',
    );
  });

  test('of a version neither saves nor prepares; one that ends early runs until that node', async () => {
    const { document, executions, asked, steps } = make();
    executions.setOptions({
      target: { kind: 'version', version: '3' },
      stopAfter: idOf(document, 'Shout'),
      latency: 'optimized',
    });
    await executions.start({ mode: 'Whole' });
    expect(steps).toEqual([]);
    expect(asked[0]).toMatchObject({
      flowVersion: '3',
      mode: 'UntilNode',
      node: 'Shout',
      latency: 'optimized',
    });
  });
});

describe('a part of a flow', () => {
  test('only one node takes what was recorded, through its expression, from the unsaved definition', async () => {
    const { document, executions, asked, steps } = make();
    await executions.start({ mode: 'Whole' });
    document.edit('change', (edit) =>
      edit.writeText(idOf(document, 'Shout'), ['inlineCode', 'code'], 'text.lower()'),
    );
    await executions.start({ mode: 'OnlyNode', node: idOf(document, 'Shout') });
    expect(steps).toEqual(['save', 'prepare']);
    expect(asked[1]).toMatchObject({
      mode: 'OnlyNode',
      node: 'Shout',
      nodeInputs: { text: 'ann' },
      fromRun: 'run-1',
      definition: { nodes: [{}, { configuration: { inlineCode: { code: 'text.lower()' } } }, {}] },
    });
  });

  test('only one node without a value of an input says which, and asks nothing of the server', async () => {
    const { document, executions, asked, state } = make();
    document.edit('forget', (edit) => {
      for (const { id } of document.snapshot().savedInputs) edit.removeSavedInput(id);
    });
    await executions.start({ mode: 'OnlyNode', node: idOf(document, 'Shout') });
    expect(asked).toEqual([]);
    expect(state.getState()).toMatchObject({
      phase: 'idle',
      failure: {
        step: 'run',
        message:
          'Shout cannot run alone: no value of text is known yet. Run the flow first, or give its Input an example.',
      },
    });
  });

  test('from a node takes the run before, and says what has changed since', async () => {
    const { document, executions, asked, toasts } = make();
    await executions.start({ mode: 'Whole' });
    document.edit('change', (edit) =>
      edit.writeText(idOf(document, 'Shout'), ['inlineCode', 'code'], 'text.lower()'),
    );
    await executions.start({ mode: 'FromNode', node: idOf(document, 'Out') });
    expect(asked[1]).toMatchObject({ mode: 'FromNode', node: 'Out', fromRun: 'run-1' });
    expect(toasts).toEqual(['Changed since, so they run again: Shout']);
    expect(executions.differs().size).toBe(0);
    document.edit('rename', (edit) => edit.renameNode(idOf(document, 'Out'), 'Answer'));
    expect([...executions.differs()]).toEqual([idOf(document, 'Answer')]);
  });

  test('tells the card of a node that it differs, until it is again as it ran', async () => {
    const { document, executions } = make();
    await executions.start({ mode: 'Whole' });
    const shout = idOf(document, 'Shout');
    const told = vi.fn();
    executions.source.subscribeNode(shout, told);
    expect(executions.source.node(shout)).not.toHaveProperty('differs');
    document.edit('change', (edit) => edit.writeText(shout, ['inlineCode', 'code'], 'text.lower()'));
    expect(told).toHaveBeenCalledTimes(1);
    expect(executions.source.node(shout)).toMatchObject({ status: 'succeeded', differs: true });
    expect(executions.source.node(shout)).toBe(executions.source.node(shout));
    document.edit('move', (edit) => edit.moveNodes(new Map([[shout, { x: 8, y: 8 }]])));
    expect(told).toHaveBeenCalledTimes(1);
    document.history.undo();
    document.history.undo();
    expect(executions.source.node(shout)).not.toHaveProperty('differs');
  });

  test('from a node needs a run', async () => {
    const { document, executions, asked, state } = make();
    await executions.start({ mode: 'FromNode', node: idOf(document, 'Out') });
    expect(asked).toEqual([]);
    expect(state.getState().failure?.message).toBe('Nothing was run yet.');
  });
});

test('a failure becomes a problem of the last run, with its field, and the editor goes there', async () => {
  const events = shoutEvents();
  events[3] = {
    number: 4,
    at: 105,
    type: 'nodeFailed',
    node: 'Shout',
    nodeName: 'Shout',
    nodeType: 'InlineCode',
    fault: {
      kind: 'validation',
      message: 'NameError: name x is not defined',
      node: 'Shout',
      nodeName: 'Shout',
      line: 3,
    },
  };
  const { document, executions, editor, state } = make({}, () => events);
  await executions.start({ mode: 'Whole' });
  const shout = idOf(document, 'Shout');
  expect(state.getState().problems).toEqual([
    expect.objectContaining({
      source: 'lastRun',
      severity: 'Error',
      message: 'NameError: name x is not defined (line 3)',
      address: { node: shout, field: 'configuration.inlineCode.code' },
    }),
  ]);
  expect([...editor.state.getState().selection.nodes]).toEqual([shout]);
});

test('all saved inputs run one after the other', async () => {
  const { document, executions, asked, state } = make();
  document.edit('save', (edit) => edit.saveInput({ name: 'Wrong', document: 'text' }));
  await executions.runAllSaved();
  expect(asked).toHaveLength(1);
  expect(state.getState().outcomes.map(({ name, status }) => [name, status])).toEqual([
    ['Example', 'succeeded'],
    ['Wrong', 'failed'],
  ]);
});

describe('commands', () => {
  const command = (id: string) => runCommands.find((each) => each.id === id)!;

  test('say why they cannot be done', () => {
    const { editor } = make();
    expect(command('run.onlyThis').unavailable?.(editor)).toBe('Select a node first.');
    expect(command('run.fromHere').unavailable?.(editor)).toBe('Select a node first.');
    expect(command('run.again').unavailable?.(editor)).toBe('Nothing was run yet.');
    expect(command('run.stop').unavailable?.(editor)).toBe('Nothing is running.');
    expect(command('run.clearPins').unavailable?.(editor)).toBe('Nothing is pinned.');
    expect(command('run.test').unavailable?.(editor)).toBeUndefined();
  });

  test('pin the output of the selected node, and take all pins back', async () => {
    const { document, executions, editor } = make();
    await executions.start({ mode: 'Whole' });
    const shout = idOf(document, 'Shout');
    editor.select({ nodes: new Set([shout]) });
    await command('run.pinOutput').run(editor);
    expect(document.snapshot().pins.get(shout)?.outputs).toEqual({ response: 'ANN' });
    expect(document.history.undoSteps[0]).toBe('pin Shout');
    await command('run.clearPins').run(editor);
    expect(document.snapshot().pins.size).toBe(0);
  });

  test('have ids and keys of their own', () => {
    expect(new Set(runCommands.map(({ id }) => id)).size).toBe(runCommands.length);
    const keys = runCommands.flatMap(({ keys: own = [] }) => own);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('samples are pinned, else recorded, else the example; declared types stand where there is none', async () => {
  const { document, executions } = make();
  const [input, shout] = [idOf(document, 'In'), idOf(document, 'Shout')];
  const { samples } = executions;
  expect(samples.output(input, 'document')).toEqual({
    value: { user: { name: 'ann' } },
    type: 'Object',
    origin: 'example',
  });
  expect(samples.delivered(shout, 'text')?.origin).toBe('example');
  expect(samples.output(shout, 'response')).toBeUndefined();
  expect(samples.declared(shout, 'response')).toBe('String');
  const told = vi.fn();
  const stop = samples.subscribe(told);
  await executions.start({ mode: 'Whole' });
  expect(told).toHaveBeenCalled();
  stop();
  expect(samples.output(shout, 'response')).toEqual({ value: 'ANN', type: 'String', origin: 'run' });
  document.edit('pin', (edit) => edit.setPin({ node: shout, outputs: { response: 'P' } }));
  expect(samples.output(shout, 'response')).toEqual({ value: 'P', type: 'String', origin: 'pin' });
});

test('the canvas learns which connections something came along, also after a rename', async () => {
  const { document, executions } = make();
  const connection = [...document.snapshot().connections.values()].find(
    ({ name }) => name === 'In_to_Shout',
  )!;
  expect(executions.source.connection(connection.id)).toBeUndefined();
  await executions.start({ mode: 'Whole' });
  expect(executions.source.connection(connection.id)).toBe('lit');
  const shout = idOf(document, 'Shout');
  document.edit('rename', (edit) => edit.renameNode(shout, 'Loud'));
  expect(executions.source.node(shout)?.preview).toBe('ANN');
  expect(executions.source.idOf('Shout')).toBe(shout);
});

test('the definition that tests start from is the one in this file', () => {
  expect(makeDocument().definition()).toEqual(definition);
});
