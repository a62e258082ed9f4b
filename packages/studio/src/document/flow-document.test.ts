import { globSync, readFileSync } from 'node:fs';
import { nodeTypes } from '@streambed/flow/nodes';
import { bedrockAgent, checkConstraints } from '@streambed/model';
import type { FlowDefinition, FlowNodeType } from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFlowDocument, FLOW_SCOPE, type FlowDocument, newFlowDefinition, newNode } from './index.ts';

const root = new URL('../../../../', import.meta.url);
const text = (value: unknown) => JSON.stringify(value);

/** Everything in examples/ that is a definition, or holds one. */
const examples = globSync('examples/**/*.json', { cwd: root }).flatMap((path) => {
  const value = JSON.parse(readFileSync(new URL(path, root), 'utf8')) as {
    definition?: FlowDefinition;
    nodes?: unknown;
  };
  const definition = value.definition ?? (value.nodes ? (value as FlowDefinition) : undefined);
  return definition ? [[path, definition] as const] : [];
});

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{1,8}$/);
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<never>;
const anyNode = fc.record(
  {
    name,
    type: fc.constantFrom('Prompt', 'InlineCode', 'Input', 'FromTomorrow'),
    configuration: fc.dictionary(name, json),
    inputs: fc.array(fc.record({ name, type: fc.constant('String'), expression: fc.string() })),
    outputs: fc.constant([]),
    extra: json,
  },
  { requiredKeys: ['name', 'type'] },
);
const anyConnection = fc.record({
  name,
  source: name,
  target: name,
  type: fc.constant('Data'),
  configuration: fc.record({ data: fc.record({ sourceOutput: name, targetInput: name }) }),
});
const plain = fc.record(
  { nodes: fc.array(anyNode, { maxLength: 6 }), connections: fc.array(anyConnection, { maxLength: 6 }) },
  { requiredKeys: [] },
);
const anyDefinition = fc.tuple(plain, fc.option(plain)).map(([outer, body]) =>
  body === null
    ? outer
    : {
        ...outer,
        nodes: [
          ...(outer.nodes ?? []),
          { name: 'Around', type: 'Loop', configuration: { loop: { definition: body } } },
        ],
      },
) as unknown as fc.Arbitrary<FlowDefinition>;

describe('a definition that is opened', () => {
  test('there are examples to look at', () => expect(examples.length).toBeGreaterThan(5));

  test.each(examples)('%s is the same to the byte', (_, definition) => {
    expect(text(createFlowDocument({ definition }).definition())).toBe(text(definition));
  });

  test('is the same to the byte, whatever it holds', () => {
    fc.assert(
      fc.property(anyDefinition, (definition) => {
        // As it would come over the wire: JSON.parse decides the order of members that look like numbers.
        const sent = JSON.parse(text(definition)) as FlowDefinition;
        expect(text(createFlowDocument({ definition: sent }).definition())).toBe(text(sent));
      }),
    );
  });

  test('becomes what it is replaced by, to the byte', () => {
    fc.assert(
      fc.property(anyDefinition, anyDefinition, (before, after) => {
        const sent = JSON.parse(text(after)) as FlowDefinition;
        const document = createFlowDocument({ definition: JSON.parse(text(before)) as FlowDefinition });
        document.edit('replace', (edit) => edit.replaceDefinition(sent));
        expect(text(document.definition())).toBe(text(sent));
      }),
    );
  });
});

const types = Object.keys(nodeTypes) as FlowNodeType[];
const nodeIds = (document: FlowDocument) => [...document.snapshot().nodes.keys()];

describe('undo and redo', () => {
  test('name their steps, latest first', () => {
    const document = createFlowDocument({ definition: newFlowDefinition() });
    const id = document.edit('add Prompt_2', (edit) => edit.addNode({ type: 'Prompt' }));
    document.edit('rename Prompt_2', (edit) => edit.renameNode(id, 'Ask'));
    expect(document.history.undoSteps).toEqual(['rename Prompt_2', 'add Prompt_2']);
    document.history.undo();
    expect(document.history.redoSteps).toEqual(['rename Prompt_2']);
    expect(document.snapshot().nodes.get(id)?.name).toBe('Prompt_2');
  });

  test('leave what came from elsewhere', () => {
    const document = createFlowDocument({ definition: newFlowDefinition() });
    document.edit('add', (edit) => edit.addNode({ type: 'Output', name: 'Mine' }));
    const { nodes = [], ...rest } = document.definition();
    document.receive({ ...rest, nodes: [...nodes, newNode('Output', 'Theirs')] });
    document.history.undo();
    expect(document.definition().nodes?.map(({ name: each }) => each)).toEqual([
      'FlowInput',
      'Prompt_1',
      'FlowOutput',
      'Theirs',
    ]);
  });

  test('take typing in one field as one step', () => {
    let time = 0;
    const document = createFlowDocument({ definition: newFlowDefinition(), now: () => time });
    const [, prompt] = nodeIds(document);
    const type = (letters: string) =>
      document.edit(
        'edit text',
        (edit) => edit.configure(prompt!, ['prompt', 'sourceConfiguration', 'inline', 'modelId'], letters),
        { joins: 'model' },
      );
    type('a');
    time += 900;
    type('ab');
    time += 1_100;
    type('abc');
    expect(document.history.undoSteps).toHaveLength(2);
  });
});

describe('a snapshot', () => {
  test('keeps the identity of what did not change', () => {
    const document = createFlowDocument({ definition: newFlowDefinition() });
    const before = document.snapshot();
    const [input, prompt] = nodeIds(document);
    document.edit('rename', (edit) => edit.renameNode(prompt!, 'Ask'));
    const after = document.snapshot();
    expect(after.nodes.get(input!)).toBe(before.nodes.get(input!));
    expect(after.scopes).toBe(before.scopes.size === after.scopes.size ? after.scopes : undefined);
    expect(after.nodes.get(prompt!)).toMatchObject({ name: 'Ask', path: 'Ask' });
    expect([...after.connections.values()].map((connection) => connection.name)).toEqual([
      'FlowInput_document_to_Ask_input',
      'Ask_modelCompletion_to_FlowOutput_document',
    ]);
    expect(document.snapshot()).toBe(after);
  });

  test('knows the bodies of loops as scopes, and their paths follow a rename', () => {
    const document = createFlowDocument({
      definition: { nodes: [newNode('Loop', 'Refine')], connections: [] },
    });
    const [loop] = document.snapshot().scopes.get(FLOW_SCOPE)!.nodes;
    const paths = () => [...document.snapshot().nodes.values()].map(({ path }) => path);
    expect(paths()).toEqual(['Refine', 'Refine/LoopInput', 'Refine/LoopController']);
    document.edit('rename', (edit) => edit.renameNode(loop!, 'Improve'));
    expect(paths()).toEqual(['Improve', 'Improve/LoopInput', 'Improve/LoopController']);
  });
});

describe('loops', () => {
  test('mirror their inputs and outputs inside, both ways', () => {
    const document = createFlowDocument({
      definition: { nodes: [newNode('Loop', 'Refine')], connections: [] },
    });
    const byPath = (path: string) =>
      [...document.snapshot().nodes.values()].find((node) => node.path === path)!;
    document.edit('input', (edit) => edit.addInput(byPath('Refine').id, { name: 'tone', type: 'Number' }));
    expect(byPath('Refine/LoopInput').outputs).toContainEqual({ name: 'tone', type: 'Number' });
    document.edit('rename', (edit) =>
      edit.changeOutput(byPath('Refine/LoopInput').id, 'tone', { name: 'mood' }),
    );
    expect(byPath('Refine').inputs).toContainEqual({ name: 'mood', type: 'Number', expression: '$.data' });
    document.edit('output', (edit) => edit.addOutput(byPath('Refine').id, { name: 'score', type: 'Number' }));
    expect(byPath('Refine/LoopController').inputs).toContainEqual({
      name: 'score',
      type: 'Number',
      expression: '$.data',
      category: 'ExitLoop',
    });
  });
});

test.each(types)('a new %s node is one that UpdateFlow takes', (type) => {
  expect(checkConstraints(bedrockAgent, 'FlowNode', newNode(type, 'Some_1') as never)).toEqual([]);
});
