import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { expect, test } from 'vitest';
import { createFlowDocument, type FlowEdit, newNode } from '../../document/index.ts';
import { changedPaths } from './changed-nodes.ts';

const base: FlowDefinition = {
  nodes: [newNode('Prompt', 'Ask'), newNode('Loop', 'Refine'), newNode('Output', 'End')],
  connections: [],
};
const changedBy = (change: (edit: FlowEdit, idOf: (path: string) => string) => void): string[] => {
  const document = createFlowDocument({ definition: base });
  document.edit('change', (edit) =>
    change(edit, (path) => [...edit.snapshot().nodes.values()].find((node) => node.path === path)!.id),
  );
  return [...changedPaths(base, document.definition())].sort();
};

test('nodes that are new, renamed, or hold something else are changed; their neighbours are not', () => {
  expect(changedBy(() => {})).toEqual([]);
  expect(changedBy((edit) => edit.addNode({ type: 'Output', name: 'More' }))).toEqual(['More']);
  expect(changedBy((edit, idOf) => edit.renameNode(idOf('End'), 'Last'))).toEqual(['Last']);
  expect(changedBy((edit, idOf) => edit.addInput(idOf('Ask'), { name: 'tone' }))).toEqual(['Ask']);
  expect(changedBy((edit, idOf) => edit.moveNodes(new Map([[idOf('Ask'), { x: 1, y: 2 }]])))).toEqual([]);
});

test('a loop is changed with what lies in it', () => {
  expect(
    changedBy((edit, idOf) => edit.addNode({ type: 'Prompt', scope: idOf('Refine'), name: 'Critic' })),
  ).toEqual(['Refine', 'Refine/Critic']);
  const loop = base.nodes!.find(({ name }) => name === 'Refine')!;
  const { nodes } = loop.configuration!.loop!.definition;
  const emptied = structuredClone(base);
  emptied.nodes!.find(({ name }) => name === 'Refine')!.configuration!.loop!.definition.nodes = [nodes![0]!];
  expect([...changedPaths(base, emptied)]).toEqual(['Refine']);
});

test('while nothing is prepared, everything is', () => {
  expect([...changedPaths({}, base)]).toEqual(['Ask', 'Refine', 'End']);
});
