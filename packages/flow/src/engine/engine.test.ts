import type { JsonObject } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import type { FlowDefinition, FlowNode } from '../definition/index.ts';
import { compilePlan } from '../plan/index.ts';
import { advance } from './advance.ts';
import { createState } from './create-state.ts';
import {
  collectorNode,
  conditionNode,
  data,
  inputNode,
  iteratorNode,
  outputNode,
  takes,
  when,
  workNode,
} from './test-support/flow-builder.ts';
import { chain, collect, fan, loop, router } from './test-support/flows.ts';
import { runEngine } from './test-support/run-engine.ts';
import { compute, story } from './test-support/story.ts';

describe('the order of events', () => {
  test('a chain', () => {
    expect(story(chain, 1)).toEqual([
      'In > [1]',
      'Work < xa=1',
      'Work > [2]',
      'Out < document=2',
      'Out ! 2',
      'flowCompleted',
    ]);
  });

  test('a router runs one branch, and the join takes what that branch gives', () => {
    expect(story(router, 9)).toEqual([
      'In > [9]',
      'If < xa=9',
      'If ? big',
      'Big < xa=9',
      'Big > [10]',
      'Out < document=10',
      'Out ! 10',
      'flowCompleted',
    ]);
    expect(story(router, 2)).toContain('Small > [3]');
    expect(story(router, 2).join()).not.toContain('Big');
  });

  test('an Iterator walks its items in order, and the Collector goes on once', () => {
    expect(story(collect(), [4, 7])).toEqual([
      'In > [[4,7]]',
      'Each < array=[4,7]',
      'Each[0] > [4,2]',
      'Work[0] < xa=4',
      'Work[0] > [5]',
      'All[0] < arrayItem=5,arraySize=2',
      'Each[1] > [7,2]',
      'Work[1] < xa=7',
      'Work[1] > [8]',
      'All[1] < arrayItem=8,arraySize=2',
      'All > [[5,8]]',
      'Out < document=[5,8]',
      'Out ! [5,8]',
      'flowCompleted',
    ]);
  });

  test('an empty array gives an empty collection and runs nothing', () => {
    expect(story(collect(), [])).toEqual([
      'In > [[]]',
      'Each < array=[]',
      'All > [[]]',
      'Out < document=[]',
      'Out ! []',
      'flowCompleted',
    ]);
  });

  test('a loop returns values to its start until the condition fails, then exits with its outputs', () => {
    expect(story(loop('level < 3'), 0)).toEqual([
      'In > [0]',
      'Loop < count=0',
      'LoopIn[0] > [0]',
      'Work[0] < xa=0',
      'Work[0] > [1]',
      'Controller[0] < level=1,count=1,total=1',
      'LoopIn[1] > [1]',
      'Work[1] < xa=1',
      'Work[1] > [2]',
      'Controller[1] < level=2,count=2,total=2',
      'LoopIn[2] > [2]',
      'Work[2] < xa=2',
      'Work[2] > [3]',
      'Controller[2] < level=3,count=3,total=3',
      'Loop > [3]',
      'Out < document=3',
      'Out ! 3',
      'flowCompleted',
    ]);
  });

  test('a loop ends at maxIterations, 10 by default, and runs at least once', () => {
    expect(story(loop('level > 0', 4), 0)).toContain('Out ! 4');
    expect(story(loop('level > 0'), 0)).toContain('Out ! 10');
    expect(story(loop('level > 99'), 0)).toContain('Out ! 1');
  });

  test('the polarity of continueCondition can be turned', () => {
    const settings = { loopContinuesWhen: false };
    expect(story(loop('level > 2'), 0, { settings })).toContain('Out ! 3');
  });

  test('a condition inside an iteration that leads to the Collector filters its items', () => {
    const flow = collect();
    flow.nodes!.push(conditionNode('If', [takes('xa')], { big: 'xa > 5' }));
    flow.connections!.push(data('Each.arrayItem', 'If.xa'), when('If.big', 'All'));
    expect(runEngine(flow, [4, 7, 9, 1], compute).outputs).toEqual({ Out: [[8, 10]] });
  });

  test('an Iterator without a Collector emits once per item', () => {
    const flow: FlowDefinition = {
      nodes: [inputNode('Array'), iteratorNode('Each'), outputNode()],
      connections: [data('In.document', 'Each.array'), data('Each.arrayItem', 'Out.document')],
    };
    expect(story(flow, [1, 2]).filter((line) => line.includes('!'))).toEqual(['Out[0] ! 1', 'Out[1] ! 2']);
  });
});

test('a settled call that nobody waits for any more changes nothing, now and after the end', () => {
  const plan = compilePlan(fan(2));
  const state = createState(plan, { nodeName: 'In', document: 1 });
  const calls = advance(plan, state, undefined, 1).calls;
  const result = { outputs: { functionResponse: 2 } };
  for (const call of calls) {
    advance(plan, state, { call, result }, 2);
    const before = JSON.stringify(state);
    expect(advance(plan, state, { call, result }, 3).events).toEqual([]);
    expect(JSON.stringify(state)).toBe(before);
  }
  expect(state.status).toBe('succeeded');
});

test('a long array is worked off in portions, so that neither events nor time pile up', () => {
  const flow: FlowDefinition = {
    nodes: [inputNode('Array'), iteratorNode('Each'), outputNode()],
    connections: [data('In.document', 'Each.array'), data('Each.arrayItem', 'Out.document')],
  };
  const plan = compilePlan(flow);
  const items = Array.from({ length: 20_000 }, (_, index) => index);
  const state = createState(plan, { nodeName: 'In', document: items });
  let largest = 0;
  let advances = 0;
  for (let more = true; more; advances++) {
    const turn = advance(plan, state, undefined, 1);
    largest = Math.max(largest, turn.events.length, state.agenda.length);
    more = turn.more;
  }
  expect(state.status).toBe('succeeded');
  expect(advances).toBeGreaterThan(20);
  expect(largest).toBeLessThan(2_000);
});

test('a chain of thousands of nodes neither runs nor is skipped by recursion', () => {
  const length = 5_000;
  const names = Array.from({ length }, (_, index) => `Work${index}`);
  const flow: FlowDefinition = {
    nodes: [
      inputNode(),
      conditionNode('If', [takes('xa')], { big: 'xa > 5' }),
      ...names.map((name) => workNode(name, [takes('xa')])),
      outputNode(),
    ],
    connections: [
      data('In.document', 'If.xa'),
      data('In.document', 'Work0.xa'),
      when('If.big', 'Work0'),
      ...names.slice(1).map((name, index) => data(`Work${index}.functionResponse`, `${name}.xa`)),
      data(`Work${length - 1}.functionResponse`, 'Out.document'),
    ],
  };
  expect(runEngine(flow, 1, compute).runs).toEqual([]);
  expect(runEngine(flow, 9, compute).outputs).toEqual({ Out: [9 + length] });
});

test('what a body needs from outside may come before, during or after its iterations begin', () => {
  const flow: FlowDefinition = {
    nodes: [
      inputNode(),
      workNode('List', [takes('xa')], 'Array'),
      workNode('Late', [takes('xa')]),
      iteratorNode('Each'),
      workNode('Sum', [takes('xa'), takes('xb')]),
      collectorNode('All'),
      outputNode('Out', 'Array'),
    ],
    connections: [
      data('In.document', 'List.xa'),
      data('In.document', 'Late.xa'),
      data('List.functionResponse', 'Each.array'),
      data('Each.arrayItem', 'Sum.xa'),
      data('Late.functionResponse', 'Sum.xb'),
      data('Sum.functionResponse', 'All.arrayItem'),
      data('Each.arraySize', 'All.arraySize'),
      data('All.collectedArray', 'Out.document'),
    ],
  };
  const work = (node: FlowNode, inputs: JsonObject) =>
    node.name === 'List' ? [1, 2] : compute(node, inputs);
  for (const pick of [() => 0, (choices: number) => choices - 1])
    expect(runEngine(flow, 10, work, { pick }).outputs).toEqual({ Out: [[13, 14]] });
});
