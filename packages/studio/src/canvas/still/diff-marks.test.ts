import { diffDefinitions } from '@streambed/flow/diff';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { expect, test } from 'vitest';
import { createFlowDocument, newFlowDefinition, newNode } from '../../document/index.ts';
import { diffMarks, mergedDefinition } from './diff-marks.ts';

const marksOf = (base: FlowDefinition, head: FlowDefinition) => {
  const diff = diffDefinitions(base, head);
  const snapshot = createFlowDocument({ definition: mergedDefinition(base, head, diff) }).snapshot();
  const marks = diffMarks(snapshot, diff);
  return {
    nodes: Object.fromEntries([...marks.nodes].map(([id, { kind }]) => [snapshot.nodes.get(id)!.path, kind])),
    connections: [...marks.connections.values()].map(({ kind }) => kind).toSorted(),
    names: [...snapshot.nodes.values()].map(({ path }) => path),
  };
};

test('nothing is marked where nothing changed', () => {
  expect(marksOf(newFlowDefinition(), newFlowDefinition())).toMatchObject({ nodes: {}, connections: [] });
});

test('what was removed stays to be seen, with its connections', () => {
  const base = newFlowDefinition();
  const head = { nodes: base.nodes!.slice(0, 2), connections: base.connections!.slice(0, 1) };
  expect(marksOf(base, head)).toEqual({
    nodes: { FlowOutput: 'removed' },
    connections: ['removed'],
    names: ['FlowInput', 'Prompt_1', 'FlowOutput'],
  });
});

test('added and changed nodes are marked', () => {
  const base = newFlowDefinition();
  const head = newFlowDefinition('another.model-v1:0');
  head.nodes!.push(newNode('Lex', 'Lex_1'));
  expect(marksOf(base, head).nodes).toEqual({ Prompt_1: 'changed', Lex_1: 'added' });
});

test('bodies of loops are compared in their place', () => {
  const base: FlowDefinition = { nodes: [newNode('Loop', 'Loop_1')], connections: [] };
  const head = structuredClone(base);
  head.nodes![0]!.configuration!.loop!.definition.nodes!.push(newNode('InlineCode', 'Code_1'));
  expect(marksOf(base, head).nodes).toMatchObject({ 'Loop_1/Code_1': 'added' });
  expect(marksOf(head, base).nodes).toMatchObject({ 'Loop_1/Code_1': 'removed' });
});
