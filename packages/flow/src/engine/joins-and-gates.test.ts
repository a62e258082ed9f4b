import type { JsonObject, JsonValue } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import type { FlowConnection, FlowDefinition, FlowNode } from '../definition/index.ts';
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
import { collect, loop } from './test-support/flows.ts';
import { runEngine } from './test-support/run-engine.ts';
import { compute, story } from './test-support/story.ts';

const first = () => 0;
const last = (choices: number) => choices - 1;

const flowOf = (nodes: FlowNode[], connections: FlowConnection[]): FlowDefinition => ({ nodes, connections });

describe('joins', () => {
  const race = flowOf(
    [inputNode(), workNode('One', [takes('xa')]), workNode('Two', [takes('xa'), takes('xb')]), outputNode()],
    [
      data('In.document', 'One.xa'),
      data('In.document', 'Two.xa'),
      data('In.document', 'Two.xb'),
      data('One.functionResponse', 'Out.document'),
      data('Two.functionResponse', 'Out.document'),
    ],
  );

  test('of two sources that both deliver, the first counts and the second changes nothing', () => {
    expect(runEngine(race, 1, compute, { pick: first }).outputs).toEqual({ Out: [2] });
    expect(runEngine(race, 1, compute, { pick: last }).outputs).toEqual({ Out: [3] });
    expect(story(race, 1, { pick: last }).at(-1)).toBe('flowCompleted');
  });

  test('one output may feed several inputs of one node, and many nodes', () => {
    const flow = flowOf(
      [
        inputNode(),
        workNode('Twice', [takes('xa'), takes('xb')]),
        ...Array.from({ length: 9 }, (_, index) => outputNode(`Out${index}`)),
      ],
      [
        data('In.document', 'Twice.xa'),
        data('In.document', 'Twice.xb'),
        ...Array.from({ length: 9 }, (_, index) => data('Twice.functionResponse', `Out${index}.document`)),
      ],
    );
    expect(Object.values(runEngine(flow, 4, compute).outputs)).toEqual(Array(9).fill([9]));
  });
});

describe('a condition in front of', () => {
  const gated = (target: string, nodes: FlowNode[], connections: FlowConnection[]) =>
    flowOf(
      [inputNode(), conditionNode('If', [takes('xa')], { big: 'xa > 5' }), ...nodes],
      [data('In.document', 'If.xa'), when('If.big', target), ...connections],
    );
  const list = workNode('List', [takes('xa')], 'Array');
  const compute = (node: FlowNode, inputs: JsonObject): JsonValue =>
    node.name === 'List' ? [inputs.xa!, 1] : 2;
  const iteration = [list, iteratorNode('Each'), collectorNode('All'), outputNode('Out', 'Array')];
  const iterationConnections = [
    data('In.document', 'List.xa'),
    data('List.functionResponse', 'Each.array'),
    data('Each.arrayItem', 'All.arrayItem'),
    data('Each.arraySize', 'All.arraySize'),
    data('All.collectedArray', 'Out.document'),
  ];

  test.each([
    ['an Output', gated('Out', [outputNode()], [data('In.document', 'Out.document')]), 7],
    ['an Iterator', gated('Each', iteration, iterationConnections), [7, 1]],
    ['a Collector', gated('All', iteration, iterationConnections), [7, 1]],
    [
      'a Loop',
      gated(
        'Loop',
        [loop('level < 0').nodes![1]!, outputNode()],
        [data('In.document', 'Loop.count'), data('Loop.total', 'Out.document')],
      ),
      2,
    ],
  ])('%s decides whether it runs', (_kind, flow, output) => {
    expect(runEngine(flow, 7, compute).outputs).toEqual({ Out: [output] });
    const skipped = runEngine(flow, 3, compute);
    expect(skipped.outputs).toEqual({});
    const [{ target }] = flow.connections!.filter(({ type }) => type === 'Conditional') as [FlowConnection];
    expect(skipped.events.filter((event) => 'nodeName' in event && event.nodeName === target)).toEqual([]);
    expect(skipped.state.status).toBe('succeeded');
  });
});

describe('Collectors', () => {
  test('may be two on one Iterator, each with its own items', () => {
    const flow = collect();
    flow.nodes!.push(collectorNode('Raw'), outputNode('RawOut', 'Array'));
    flow.connections!.push(
      data('Each.arrayItem', 'Raw.arrayItem'),
      data('Each.arraySize', 'Raw.arraySize'),
      data('Raw.collectedArray', 'RawOut.document'),
    );
    expect(runEngine(flow, [1, 2], compute).outputs).toEqual({ Out: [[2, 3]], RawOut: [[1, 2]] });
  });

  const sizedFrom = (type: 'Number' | 'Array'): FlowDefinition =>
    flowOf(
      [
        inputNode('Array'),
        workNode('Late', [takes('xa', 'Array')], type),
        iteratorNode('Each'),
        workNode('Work', [takes('xa')]),
        collectorNode('All'),
        outputNode('Out', 'Array'),
      ],
      [
        data('In.document', 'Late.xa'),
        data('In.document', 'Each.array'),
        data('Each.arrayItem', 'Work.xa'),
        data('Work.functionResponse', 'All.arrayItem'),
        data('Late.functionResponse', 'All.arraySize'),
        data('All.collectedArray', 'Out.document'),
      ],
    );

  test.each([
    ['early', first],
    ['late', last],
  ])('take an arraySize from elsewhere that comes %s in the same way', (_when, pick) => {
    const lines = story(sizedFrom('Number'), [1, 2], {
      pick,
    });
    expect(lines.filter((line) => line.startsWith('All'))).toEqual([
      'All[0] < arrayItem=2',
      'All[1] < arrayItem=3',
      expect.stringMatching(/^All < arraySize=/),
      'All > [[2,3]]',
    ]);
  });

  test.each([
    ['early', first],
    ['late', last],
  ])('refuse an arraySize from elsewhere that is no Number and comes %s', (_when, pick) => {
    const { state } = runEngine(sizedFrom('Array'), [1], (node) => (node.name === 'Late' ? [] : 1), { pick });
    expect(state.fault).toMatchObject({ kind: 'validation', node: 'All' });
    expect(state.fault?.message).toContain('Node Input arraySize of Node All to be NUMBER');
  });
});

describe('loops', () => {
  test('whose controller cannot be reached give nothing, and what needs them is skipped', () => {
    const flow = structuredClone(loop('level < 3'));
    const body = flow.nodes![1]!.configuration!.loop!.definition;
    body.nodes!.push(workNode('Unfed', [takes('xa')]));
    body.connections = [
      data('LoopIn.count', 'Work.xa'),
      data('Unfed.functionResponse', 'Controller.level'),
      data('Work.functionResponse', 'Controller.count'),
      data('Work.functionResponse', 'Controller.total'),
    ];
    expect(story(flow, 0)).toEqual([
      'In > [0]',
      'Loop < count=0',
      'LoopIn[0] > [0]',
      'Work[0] < xa=0',
      'Work[0] > [1]',
      'flowCompleted',
    ]);
  });

  test('without a return value begin each round with the values they were given', () => {
    const flow = structuredClone(loop('level < 3', 3));
    const body = flow.nodes![1]!.configuration!.loop!.definition;
    body.nodes![2]!.inputs = body.nodes![2]!.inputs!.filter(({ name }) => name !== 'count');
    body.connections = body.connections!.filter(
      ({ configuration }) => configuration?.data?.targetInput !== 'count',
    );
    expect(story(flow, 1).filter((line) => line.startsWith('LoopIn'))).toEqual([
      'LoopIn[0] > [1]',
      'LoopIn[1] > [1]',
      'LoopIn[2] > [1]',
    ]);
  });
});

test('names that every object has are names like any other', () => {
  const flow = flowOf(
    [
      inputNode('Number', 'toString'),
      loopNode(
        'valueOf',
        [takes('hasOwnProperty')],
        { isPrototypeOf: 'Number' as const },
        {
          nodes: [
            loopInputNode({ hasOwnProperty: 'Number' as const }),
            loopControllerNode('constructor < 3', [
              takes('constructor', 'Number', { category: 'LoopCondition' }),
              takes('isPrototypeOf', 'Number', { category: 'ExitLoop' }),
            ]),
          ],
          connections: [
            data('LoopIn.hasOwnProperty', 'Controller.constructor'),
            data('LoopIn.hasOwnProperty', 'Controller.isPrototypeOf'),
          ],
        },
      ),
      conditionNode('constructor', [takes('constructor')], { toString: 'constructor > 5' }),
      outputNode('hasOwnProperty'),
    ],
    [
      data('toString.document', 'valueOf.hasOwnProperty'),
      data('valueOf.isPrototypeOf', 'constructor.constructor'),
      data('valueOf.isPrototypeOf', 'hasOwnProperty.document'),
      when('constructor.toString', 'hasOwnProperty'),
    ],
  );
  const outputs = (document: number) => runEngine(flow, document, compute, { inputName: 'toString' }).outputs;
  // Object.entries, since a plain object has these names already.
  expect(Object.entries(outputs(8))).toEqual([['hasOwnProperty', [8]]]);
  expect(Object.entries(outputs(4))).toEqual([]);
});

test.each<[string, JsonValue]>([
  ['members called __proto__', JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":1}}')],
  ['a hundred levels', Array.from({ length: 100 }).reduce<JsonValue>((inner) => ({ inner }), 1)],
  ['a huge text', { text: 'x'.repeat(3_000_000) }],
])('documents with %s pass through as they are, also when the state is written out', (_what, document) => {
  const flow = flowOf(
    [inputNode('Object'), outputNode('Out', 'Object')],
    [data('In.document', 'Out.document')],
  );
  const { outputs } = runEngine(flow, document, compute, { throughJson: true });
  expect(JSON.stringify(outputs.Out![0]) === JSON.stringify(document)).toBe(true);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('what a node answers beyond its declared outputs goes nowhere', () => {
  const flow = flowOf(
    [inputNode(), workNode('Work', [takes('xa')]), outputNode()],
    [data('In.document', 'Work.xa'), data('Work.functionResponse', 'Out.document')],
  );
  const { events } = runEngine(flow, 1, compute, { extraOutputs: { undeclared: 'secret' } });
  expect(JSON.stringify(events)).not.toContain('secret');
});
