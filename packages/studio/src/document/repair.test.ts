import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createFlowDocument, type FlowDocument, type FlowEdit } from './index.ts';
import { anyActs, fullFlow, perform, stateOf } from './test-support/random-edits.ts';

/** Documents of one flow, whose updates wait until they are delivered. */
const openTogether = (count: number) => {
  const first = createFlowDocument({ definition: fullFlow() });
  const state = Y.encodeStateAsUpdate(first.doc);
  const documents = [
    first,
    ...Array.from({ length: count - 1 }, () => createFlowDocument({ definition: {}, state })),
  ];
  /** Updates on their way, from one document to another, in the order in which they were made. */
  const ways = documents.flatMap((from) =>
    documents.filter((to) => to !== from).map((to) => ({ from, to, updates: [] as Uint8Array[] })),
  );
  for (const from of documents)
    from.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'wire') for (const way of ways) if (way.from === from) way.updates.push(update);
    });
  const deliver = (index: number) => {
    const way = ways[index % ways.length]!;
    const update = way.updates.shift();
    if (update) Y.applyUpdate(way.to.doc, update, 'wire');
  };
  /** Delivers everything, and what comes of it, in the order that `pick` says. */
  const settle = (pick: (count: number) => number) => {
    for (let rounds = 0; ways.some(({ updates }) => updates.length > 0); rounds++) {
      if (rounds > 10_000) throw new Error('The documents do not come to rest.');
      const waiting = ways.flatMap(({ updates }, index) => (updates.length > 0 ? [index] : []));
      deliver(waiting[pick(waiting.length)]!);
    }
  };
  return { documents, deliver, settle };
};

const twice = (names: readonly string[]): string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);
/** What is structurally wrong anywhere. */
const faultsOf = ({ nodes = [], connections = [] }: FlowDefinition): string[] => {
  const names = new Set(nodes.map(({ name }) => name));
  return [
    ...twice(nodes.map(({ name }) => name)),
    ...twice(connections.map(({ name }) => name)),
    ...connections
      .filter(({ source, target }) => !names.has(source) || !names.has(target))
      .map(({ name }) => name),
    ...nodes.flatMap(({ inputs = [], outputs = [], configuration }) => [
      ...twice(inputs.map(({ name }) => name)),
      ...twice(outputs.map(({ name }) => name)),
      ...twice((configuration?.condition?.conditions ?? []).map(({ name }) => name)),
      ...(configuration?.loop?.definition ? faultsOf(configuration.loop.definition) : []),
    ]),
  ];
};

const idOf = (document: FlowDocument, path: string) =>
  [...document.snapshot().nodes.values()].find((node) => node.path === path)!.id;
/** What two people do at the same time, and what both see once it is delivered. */
const together = (
  one: (edit: FlowEdit, id: (path: string) => string) => void,
  other: (edit: FlowEdit, id: (path: string) => string) => void,
): FlowDefinition => {
  const { documents, settle } = openTogether(2);
  for (const [index, change] of [one, other].entries()) {
    const document = documents[index]!;
    document.edit('change', (edit) => change(edit, (path) => idOf(document, path)));
  }
  settle(() => 0);
  expect(stateOf(documents[0]!)).toBe(stateOf(documents[1]!));
  const definition = documents[0]!.definition();
  expect(faultsOf(definition)).toEqual([]);
  return definition;
};
const node = (definition: FlowDefinition, name: string) =>
  definition.nodes!.find((each) => each.name === name)!;

describe('two people at the same time', () => {
  test('give two nodes one name: the later in the flow gets another, and connections follow', () => {
    const { nodes, connections } = together(
      (edit, id) => edit.renameNode(id('Prompt_1'), 'Answer'),
      (edit, id) => edit.renameNode(id('FlowOutput'), 'Answer'),
    );
    expect(nodes!.map(({ name }) => name)).toEqual(expect.arrayContaining(['Answer', 'Answer_2']));
    expect(connections).toContainEqual(expect.objectContaining({ source: 'Answer', target: 'Answer_2' }));
  });

  test('delete a node, and connect to it', () => {
    const { nodes, connections } = together(
      (edit, id) => edit.removeNodes([id('Count')]),
      (edit, id) =>
        edit.connect(
          { node: id('Prompt_1'), output: 'modelCompletion' },
          { node: id('Count'), input: 'codeHookInput' },
        ),
    );
    expect(nodes!.map(({ name }) => name)).not.toContain('Count');
    expect(connections!.map(({ target }) => target)).not.toContain('Count');
  });

  test('add an input of one name: once where it is the same, else under two names', () => {
    const add = (type: 'String' | 'Number') => (edit: FlowEdit, id: (path: string) => string) =>
      edit.addInput(id('Again'), { name: 'tone', type });
    const names = (definition: FlowDefinition) => node(definition, 'Again').inputs!.map(({ name }) => name);
    expect(names(together(add('String'), add('String')))).toEqual(['input', 'tone']);
    expect(names(together(add('String'), add('Number')))).toEqual(['input', 'tone', 'tone_2']);
  });

  test('put conditions into another order', () => {
    const { documents, settle } = openTogether(2);
    const [one, other] = documents as [FlowDocument, FlowDocument];
    for (const name of ['First', 'Second', 'Third'])
      one.edit('add', (edit) => edit.addCondition(idOf(one, 'Decide'), { name, expression: 'input == "x"' }));
    settle(() => 0);
    one.edit('move', (edit) => edit.moveCondition(idOf(one, 'Decide'), 'Third', 0));
    other.edit('move', (edit) => edit.moveCondition(idOf(other, 'Decide'), 'First', 2));
    settle(() => 0);
    expect(stateOf(one)).toBe(stateOf(other));
    const names = node(one.definition(), 'Decide').configuration!.condition!.conditions.map(
      ({ name }) => name,
    );
    expect(names.toSorted()).toEqual(['Condition_1', 'First', 'Second', 'Third', 'default'].toSorted());
    expect(faultsOf(one.definition())).toEqual([]);
  });

  test('take a loop away, and work inside it', () => {
    const { nodes } = together(
      (edit, id) => edit.removeNodes([id('Refine')]),
      (edit, id) => {
        const made = edit.addNode({ type: 'Prompt', scope: id('Refine'), name: 'Critic' });
        edit.connect({ node: id('Refine/LoopInput'), output: 'document' }, { node: made, input: 'input' });
      },
    );
    expect(nodes!.map(({ name }) => name)).not.toContain('Refine');
  });

  test('write in one text, and neither loses a letter', () => {
    const text = ['prompt', 'sourceConfiguration', 'inline', 'templateConfiguration', 'text', 'text'];
    const definition = together(
      (edit, id) => edit.writeText(id('Again'), text, 'Mine {{input}}'),
      (edit, id) => edit.writeText(id('Again'), text, '{{input}} theirs'),
    );
    expect(
      node(definition, 'Again').configuration!.prompt!.sourceConfiguration.inline!.templateConfiguration.text!
        .text,
    ).toBe('Mine {{input}} theirs');
  });
});

test('whatever three people do, undo and redo, in whatever order it arrives, they end equal and sound', () => {
  const among = [
    'add',
    'addInLoop',
    'remove',
    'rename',
    'connect',
    'connectBranch',
    'disconnect',
    'move',
    'addInput',
    'renameInput',
    'removeInput',
    'addOutput',
    'renameOutput',
    'addCondition',
    'changeCondition',
    'moveCondition',
    'removeCondition',
    'write',
    'duplicate',
    'paste',
    'addNote',
    'changeNote',
    'pin',
    'several',
  ];
  fc.assert(
    fc.property(
      anyActs(['undo', 'redo', 'deliver', 'deliver', 'deliver'], 24, among),
      fc.array(fc.nat(1_000), { minLength: 20, maxLength: 20 }),
      (actions, numbers) => {
        const { documents, deliver, settle } = openTogether(3);
        for (const act of actions) {
          const [name, [who = 0, ...others]] = act;
          const document = documents[who % documents.length]!;
          if (name === 'undo') document.history.undo();
          else if (name === 'redo') document.history.redo();
          else if (name === 'deliver') deliver(who);
          else perform(document, [name, others]);
        }
        let next = 0;
        settle((count) => numbers[next++ % numbers.length]! % count);
        const [first, ...rest] = documents.map(stateOf);
        for (const state of rest) expect(state).toBe(first);
        expect(faultsOf(documents[0]!.definition())).toEqual([]);
        for (const document of documents) document.destroy();
      },
    ),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 100) },
  );
});
