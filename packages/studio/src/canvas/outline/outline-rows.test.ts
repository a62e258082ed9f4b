import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { expect, test } from 'vitest';
import router from '../../../../../examples/condition-router/flow.json' with { type: 'json' };
import { createFlowDocument, type FlowSnapshot } from '../../document/index.ts';
import { outlineRows } from './outline-rows.ts';

const snapshot = createFlowDocument({ definition: router as FlowDefinition }).snapshot();
const lines = (flow: FlowSnapshot, closed: ReadonlySet<string> = new Set()) =>
  outlineRows(flow, () => 0, closed).map(
    ({ level, node, branch }) => `${'  '.repeat(level - 1)}${branch ?? flow.nodes.get(node)!.name}`,
  );

test('what only a branch leads to hangs on it', () => {
  expect(lines(snapshot)).toEqual([
    'FlowInput',
    'Classify',
    'Route',
    '  billing',
    '    BillingReply',
    '    BillingOutput',
    '  technical',
    '    TechnicalReply',
    '    TechnicalOutput',
    '  default',
    '    Acknowledge',
    '    OtherOutput',
  ]);
});

test('closed rows hide what is below them', () => {
  const route = [...snapshot.nodes.values()].find(({ name }) => name === 'Route')!;
  expect(lines(snapshot, new Set([route.id]))).toEqual(['FlowInput', 'Classify', 'Route']);
});

test('each row knows its place among its siblings', () => {
  const rows = outlineRows(snapshot, () => 0, new Set());
  expect(
    rows.filter(({ branch }) => branch !== undefined).map(({ position, siblings }) => [position, siblings]),
  ).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
});
