import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import {
  beginConnecting,
  candidates,
  createFlowDocument,
  newFlowDefinition,
  newNode,
  quickAddFits,
} from '../index.ts';

/** In (Object) → Ask (String in) → Out, a Condition, a Loop with a body, a Collector. */
const definition: FlowDefinition = {
  nodes: [
    { ...newNode('Input', 'In'), outputs: [{ name: 'document', type: 'Object' }] },
    newNode('Prompt', 'Ask'),
    newNode('Output', 'Out'),
    newNode('Condition', 'Choose'),
    newNode('Loop', 'Refine'),
    newNode('Collector', 'Gather'),
    newNode('InlineCode', 'Code'),
  ],
  connections: [
    {
      name: 'AskToOut',
      type: 'Data',
      source: 'Ask',
      target: 'Out',
      configuration: { data: { sourceOutput: 'modelCompletion', targetInput: 'document' } },
    },
    {
      name: 'AskToCode',
      type: 'Data',
      source: 'Ask',
      target: 'Code',
      configuration: { data: { sourceOutput: 'modelCompletion', targetInput: 'codeHookInput' } },
    },
  ],
};
const snapshot = createFlowDocument({ definition }).snapshot();
const idOf = (path: string) => [...snapshot.nodes.values()].find((node) => node.path === path)!.id;
const outcome = (from: string, to: string) => {
  const [node, output] = from.split('.') as [string, string];
  const [target, input] = to.split('.') as [string, string | undefined];
  const start = output.startsWith('?')
    ? { node: idOf(node), condition: output.slice(1) }
    : { node: idOf(node), output };
  return beginConnecting(snapshot, start).to(
    input === undefined ? idOf(target) : { node: idOf(target), input },
  );
};

describe('connecting', () => {
  test.each([
    [
      'Code.response',
      'Ask.input',
      { kind: 'refused', reason: 'Would close a cycle Ask → Code → Ask. Repeat work with a Loop.' },
    ],
    ['Ask.modelCompletion', 'Out.document', { kind: 'connects', says: 'replaces Ask.modelCompletion' }],
    ['In.document', 'Ask.input', { kind: 'pickMember', says: '→ Ask.input, pick a member' }],
    [
      'Ask.modelCompletion',
      'In',
      { kind: 'refused', reason: 'Input starts the flow; nothing leads into it.' },
    ],
    [
      'Ask.modelCompletion',
      'Ask.input',
      { kind: 'refused', reason: 'A node cannot lead into itself. Repeat work with a Loop.' },
    ],
    [
      'Ask.modelCompletion',
      'Refine/LoopController',
      { kind: 'refused', reason: 'Crosses the border of loop Refine.' },
    ],
    [
      'Refine/LoopInput.document',
      'Out.document',
      { kind: 'refused', reason: 'Crosses the border of loop Refine.' },
    ],
    [
      'Ask.modelCompletion',
      'Gather.arraySize',
      {
        kind: 'refused',
        reason: 'String does not fit Number: set the input to String, or put Inline code between.',
      },
    ],
    ['Choose.?default', 'Ask', { kind: 'branch', says: '→ Ask' }],
    [
      'Choose.?default',
      'Ask.input',
      {
        kind: 'refused',
        reason: 'A branch carries no data. Drop it on the node, and connect a value to this input.',
      },
    ],
    ['Ask.modelCompletion', 'Gather', { kind: 'connects', to: { input: 'arrayItem' } }],
    ['Ask.modelCompletion', 'Choose', { kind: 'connects', to: { input: 'input' } }],
    ['Ask.modelCompletion', 'Code', { kind: 'newInput', name: 'Ask', says: 'new input Ask' }],
    ['Ask.gone', 'Choose', { kind: 'refused' }],
  ])('%s onto %s', (from, to, expected) => {
    expect(outcome(from, to)).toMatchObject(expected);
  });

  test('offers two ways out of types that do not fit', () => {
    const refusal = outcome('Ask.modelCompletion', 'Gather.arraySize');
    expect(refusal.kind === 'refused' && refusal.remedies.map(({ kind }) => kind)).toEqual([
      'setInputType',
      'insertInlineCode',
    ]);
  });

  test('lists fitting places first, occupied ones behind them, refusals last', () => {
    const list = candidates(snapshot, { node: idOf('Ask'), output: 'modelCompletion' });
    const kinds = list.map(({ outcome: each }) => each.kind);
    expect(kinds.indexOf('refused')).toBeGreaterThan(kinds.lastIndexOf('connects'));
    const labels = list.map(({ label }) => label);
    expect(labels.indexOf('Choose.input')).toBeLessThan(labels.indexOf('Out.document'));
    expect(labels).not.toContain('Refine/LoopInput');
  });
});

describe('quick add', () => {
  const reasons = (items: ReturnType<typeof quickAddFits>) =>
    Object.fromEntries(items.map(({ type, reason }) => [type, reason]));
  test('says what cannot stand here', () => {
    const flow = reasons(quickAddFits(snapshot));
    expect(flow).toMatchObject({ Input: 'One Input per flow', LoopInput: 'Lives inside a loop' });
    expect(flow.Prompt).toBeUndefined();
    expect(reasons(quickAddFits(snapshot, undefined, idOf('Refine')))).toMatchObject({
      Iterator: 'Iterators cannot live in a loop',
      Condition: 'No Condition inside a loop',
      LoopInput: 'One LoopInput per loop',
    });
  });

  test('says what does not take the value', () => {
    const first = createFlowDocument({ definition: newFlowDefinition() }).snapshot();
    const [, prompt] = first.scopes.get('flow')!.nodes;
    const items = reasons(quickAddFits(first, { node: prompt!, output: 'modelCompletion' }));
    expect(items).toMatchObject({ Iterator: 'Takes no String', Input: 'One Input per flow' });
    expect(items.Output).toBeUndefined();
  });
});
