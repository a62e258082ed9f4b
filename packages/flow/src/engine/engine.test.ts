import type { JsonObject, JsonValue } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import type { FlowDefinition, FlowNode } from '../definition/index.ts';
import { compilePlan } from '../plan/index.ts';
import { FlowError } from '../ports/index.ts';
import { advance } from './advance.ts';
import { createState } from './create-state.ts';
import {
  collectorNode,
  conditionNode,
  data,
  inputNode,
  iteratorNode,
  loopControllerNode,
  loopInputNode,
  loopNode,
  outputNode,
  takes,
  when,
  workNode,
} from './test-support/flow-builder.ts';
import { type EngineRunOptions, runEngine } from './test-support/run-engine.ts';

/** Adds up what comes in, and one. */
function compute(_node: FlowNode, inputs: JsonObject): JsonValue {
  return Object.values(inputs).reduce<number>((sum, value) => sum + Number(value), 1);
}

const story = (flow: FlowDefinition, document: JsonValue, options?: EngineRunOptions): string[] =>
  runEngine(flow, document, compute, options).events.map((event) => {
    const place = 'chain' in event ? event.chain.map(({ index }) => `[${index}]`).join('') : '';
    switch (event.type) {
      case 'nodeInput':
        return `${event.nodeName}${place} < ${event.fields.map(({ name, value }) => `${name}=${JSON.stringify(value)}`)}`;
      case 'nodeOutput':
        return `${event.nodeName}${place} > ${JSON.stringify(Object.values(event.outputs))}`;
      case 'conditionResult':
        return `${event.nodeName}${place} ? ${event.satisfiedConditions}`;
      case 'flowOutput':
        return `${event.nodeName}${place} ! ${JSON.stringify(event.document)}`;
      case 'flowFailed':
        return `failed ${event.fault.kind}: ${event.fault.message}`;
      default:
        return event.type;
    }
  });

const chain: FlowDefinition = {
  nodes: [inputNode(), workNode('Work', [takes('xa')]), outputNode()],
  connections: [data('In.document', 'Work.xa'), data('Work.functionResponse', 'Out.document')],
};

const router: FlowDefinition = {
  nodes: [
    inputNode(),
    conditionNode('If', [takes('xa')], { big: 'xa > 5' }),
    workNode('Big', [takes('xa')]),
    workNode('Small', [takes('xa')]),
    outputNode(),
  ],
  connections: [
    data('In.document', 'If.xa'),
    data('In.document', 'Big.xa'),
    data('In.document', 'Small.xa'),
    when('If.big', 'Big'),
    when('If.default', 'Small'),
    data('Big.functionResponse', 'Out.document'),
    data('Small.functionResponse', 'Out.document'),
  ],
};

const collect = (item: 'Number' | 'String' = 'Number'): FlowDefinition => ({
  nodes: [
    inputNode('Array'),
    iteratorNode('Each', item),
    workNode('Work', [takes('xa')]),
    collectorNode('All'),
    outputNode('Out', 'Array'),
  ],
  connections: [
    data('In.document', 'Each.array'),
    data('Each.arrayItem', 'Work.xa'),
    data('Work.functionResponse', 'All.arrayItem'),
    data('Each.arraySize', 'All.arraySize'),
    data('All.collectedArray', 'Out.document'),
  ],
});

const loop = (expression: string, maxIterations?: number): FlowDefinition => ({
  nodes: [
    inputNode(),
    loopNode(
      'Loop',
      [takes('count')],
      { total: 'Number' },
      {
        nodes: [
          loopInputNode({ count: 'Number' }),
          workNode('Work', [takes('xa')]),
          loopControllerNode(
            expression,
            [
              takes('level', 'Number', { category: 'LoopCondition' }),
              takes('count', 'Number', { category: 'ReturnValueToLoopStart' }),
              takes('total', 'Number', { category: 'ExitLoop' }),
            ],
            maxIterations,
          ),
        ],
        connections: [
          data('LoopIn.count', 'Work.xa'),
          data('Work.functionResponse', 'Controller.level'),
          data('Work.functionResponse', 'Controller.count'),
          data('Work.functionResponse', 'Controller.total'),
        ],
      },
    ),
    outputNode(),
  ],
  connections: [data('In.document', 'Loop.count'), data('Loop.total', 'Out.document')],
});

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
    const limits = { loopContinuesWhen: false };
    expect(story(loop('level > 2'), 0, { limits })).toContain('Out ! 3');
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

describe('failures', () => {
  const table: readonly [name: string, flow: FlowDefinition, document: JsonValue, message: string][] = [
    [
      'a document of the wrong type',
      chain,
      { a: 1 },
      'failed validation: Expected type for Node Output document of Node In to be NUMBER. Actual type is OBJECT.',
    ],
    [
      'null',
      chain,
      null,
      'failed validation: Expected type for Node Output document of Node In to be NUMBER. Actual type is NULL.',
    ],
    [
      'an item of the wrong type',
      collect('String'),
      [1],
      'failed validation: Expected type for Node Output arrayItem of Node Each to be STRING. Actual type is NUMBER.',
    ],
  ];
  test.each(table)('%s', (_name, flow, document, message) => {
    expect(story(flow, document).at(-1)).toBe(message);
  });

  test('an expression that finds nothing names node, input and expression', () => {
    const flow: FlowDefinition = {
      nodes: [inputNode('Object'), outputNode('Out', 'String')],
      connections: [data('In.document', 'Out.document')],
    };
    flow.nodes![1]!.inputs![0]!.expression = '$.data.name';
    const last = story(flow, {}).at(-1);
    expect(last).toContain('failed validation: Input document of node Out cannot be read with $.data.name');
  });

  test('a condition that compares what cannot be compared names node and condition', () => {
    const flow = structuredClone(router);
    flow.nodes![1]!.configuration!.condition!.conditions[0]!.expression = 'xa == "five"';
    expect(story(flow, 5).at(-1)).toContain('failed validation: Condition big of node If cannot be decided');
  });

  test('an unknown Input node names the one there is', () => {
    const plan = compilePlan(chain);
    const state = createState(plan, { nodeName: 'Start', document: 1 });
    const { events } = advance(plan, state, undefined, 1);
    expect(events).toEqual([
      {
        type: 'flowFailed',
        at: 1,
        fault: {
          kind: 'validation',
          blame: 'caller',
          message: 'The flow has no Input node named "Start". Send the input to "In".',
        },
      },
    ]);
  });

  test('a failed call fails its node and the flow, keeps its actions, and what came before stays', () => {
    const plan = compilePlan(chain);
    const state = createState(plan, { nodeName: 'In', document: 1 });
    const [call] = advance(plan, state, undefined, 1).calls;
    const fault = new FlowError({
      kind: 'dependencyFailed',
      blame: 'dependency',
      message: 'The function failed.',
      resourceName: 'arn',
    }).fault;
    const action = { at: 2, serviceName: 'Lambda', operationName: 'Invoke', requestId: 'r' };
    const { events } = advance(plan, state, { call: call!, fault, actions: [action] }, 3);
    expect(events.map(({ type }) => type)).toEqual(['nodeAction', 'nodeFailed', 'flowFailed']);
    expect(state.status).toBe('failed');
    expect(state.fault).toEqual({ ...fault, node: 'Work' });
    expect(advance(plan, state, { call: call!, result: { outputs: { functionResponse: 1 } } }, 4)).toEqual({
      calls: [],
      events: [],
      more: false,
    });
  });

  test('an answer without the declared output, or of another type, fails the node', () => {
    const plan = compilePlan(chain);
    for (const [outputs, actual] of [
      [{}, 'missing'],
      [{ functionResponse: 'text' }, 'STRING'],
    ] as const) {
      const state = createState(plan, { nodeName: 'In', document: 1 });
      const [call] = advance(plan, state, undefined, 1).calls;
      advance(plan, state, { call: call!, result: { outputs } }, 2);
      expect(state.fault?.message).toBe(
        `Expected type for Node Output functionResponse of Node Work to be NUMBER. Actual type is ${actual}.`,
      );
      expect(state.fault?.node).toBe('Work');
    }
  });

  test('more node runs than allowed end the execution', () => {
    const run = runEngine(collect(), [1, 2, 3, 4, 5], compute, { limits: { maxTransitions: 6 } });
    expect(run.state.fault?.kind).toBe('serviceQuotaExceeded');
    expect(run.state.transitions).toBe(7);
  });
});

test('a settled call that nobody waits for any more changes nothing', () => {
  const plan = compilePlan(chain);
  const state = createState(plan, { nodeName: 'In', document: 1 });
  const [call] = advance(plan, state, undefined, 1).calls;
  const result = { outputs: { functionResponse: 2 } };
  advance(plan, state, { call: call!, result }, 2);
  const before = JSON.stringify(state);
  expect(advance(plan, state, { call: call!, result }, 3).events).toEqual([]);
  expect(JSON.stringify(state)).toBe(before);
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
