import type { FlowEvent } from '@streambed/flow/engine';
import { compilePlan } from '@streambed/flow/plan';
import { expect, test } from 'vitest';
import { projectEvents } from './project-events.ts';

const plan = compilePlan({
  nodes: [{ name: 'In', type: 'Input', outputs: [{ name: 'document', type: 'Number' }] }],
});
const node = { at: 1, step: 0, nodeName: 'In', nodeType: 'Input', chain: [] } as const;
const given: FlowEvent = { ...node, type: 'nodeOutput', outputs: { document: 1 } };
const failed: FlowEvent = {
  ...node,
  type: 'nodeFailed',
  fault: { kind: 'validation', blame: 'author', message: 'no' },
};
const left: FlowEvent = { ...node, nodeName: 'Out', nodeType: 'Output', type: 'flowOutput', document: [1] };
const completed: FlowEvent = { type: 'flowCompleted', at: 2 };

async function projected(batches: readonly FlowEvent[][], enableTrace: boolean) {
  async function* events() {
    yield* batches;
  }
  const shown = [];
  for await (const batch of projectEvents(plan, events(), enableTrace)) shown.push(batch);
  return shown;
}

const output = {
  name: 'flowOutputEvent',
  payload: { nodeName: 'Out', nodeType: 'FlowOutputNode', content: { document: [1] } },
};
const completion = { name: 'flowCompletionEvent', payload: { completionReason: 'SUCCESS' } };

test('batches stay batches; one of which nothing shows is left out', async () => {
  expect(await projected([[given], [given, left], [completed]], false)).toEqual([[output], [completion]]);
});

test('with a trace, what nodes did shows too, in its place', async () => {
  const shown = await projected([[given, left, failed], [completed]], true);
  expect(shown.map((batch) => batch.map(({ name }) => name))).toEqual([
    ['flowTraceEvent', 'flowOutputEvent'],
    ['flowCompletionEvent'],
  ]);
});

test('a failure is the modelled exception, with the resource where the model has it', async () => {
  const message = 'It failed.';
  const end = (fault: Omit<Extract<FlowEvent, { type: 'flowFailed' }>['fault'], 'message'>) =>
    projected([[{ type: 'flowFailed', at: 1, fault: { ...fault, message } }]], false);
  expect(await end({ kind: 'dependencyFailed', blame: 'dependency', resourceName: 'arn' })).toEqual([
    [{ name: 'dependencyFailedException', payload: { message, resourceName: 'arn' } }],
  ]);
  expect(await end({ kind: 'validation', blame: 'author', node: 'Work' })).toEqual([
    [{ name: 'validationException', payload: { message } }],
  ]);
});
