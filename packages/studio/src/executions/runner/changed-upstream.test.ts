import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { expect, test } from 'vitest';
import { createFlowDocument, type FlowEdit, newNode } from '../../document/index.ts';
import { comparisonWith } from './changed-upstream.ts';

const ran: FlowDefinition = {
  nodes: [newNode('Prompt', 'Ask'), newNode('Loop', 'Refine'), newNode('Output', 'End')],
  connections: [],
};

/** Paths of the nodes that differ from `ran`, in the document that is made of it and then changed. */
const differing = (change: (edit: FlowEdit, idOf: (path: string) => string) => void): string[] => {
  const document = createFlowDocument({ definition: ran });
  const compare = comparisonWith(ran);
  expect(compare(document.snapshot()).size).toBe(0);
  document.edit('change', (edit) =>
    change(edit, (path) => [...edit.snapshot().nodes.values()].find((node) => node.path === path)!.id),
  );
  const { nodes } = document.snapshot();
  return [...compare(document.snapshot())].map((id) => nodes.get(id)!.path).sort();
};

test('nodes that are new or hold something else differ from the run; moved ones do not', () => {
  expect(differing((edit) => edit.addNode({ type: 'Output', name: 'More' }))).toEqual(['More']);
  expect(differing((edit, idOf) => edit.addInput(idOf('Ask'), { name: 'tone' }))).toEqual(['Ask']);
  expect(differing((edit, idOf) => edit.moveNodes(new Map([[idOf('Ask'), { x: 1, y: 2 }]])))).toEqual([]);
});

test('a loop differs with what lies in it', () => {
  expect(
    differing((edit, idOf) => edit.addNode({ type: 'Prompt', scope: idOf('Refine'), name: 'Critic' })),
  ).toEqual(['Refine', 'Refine/Critic']);
  const [inner] = ran.nodes!.find(({ name }) => name === 'Refine')!.configuration!.loop!.definition!.nodes!;
  expect(differing((edit, idOf) => edit.removeNodes([idOf(`Refine/${inner!.name}`)]))).toEqual(['Refine']);
});

test('the order in which the server keeps members makes no difference', () => {
  const turned = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(turned)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([name, each]) => [name, turned(each)]),
          )
        : value;
  const document = createFlowDocument({ definition: ran });
  expect(comparisonWith(turned(ran) as FlowDefinition)(document.snapshot()).size).toBe(0);
});
