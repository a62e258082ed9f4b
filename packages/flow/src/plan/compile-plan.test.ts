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
} from '../engine/test-support/flow-builder.ts';
import { chain, collect, loop, router } from '../engine/test-support/flows.ts';
import { compilePlan } from './compile-plan.ts';

const flowOf = (nodes: FlowNode[], connections: FlowConnection[]): FlowDefinition => ({ nodes, connections });

/** A plan as a person would draw it: a line per scope with its steps, then what is special about it. */
function drawn(definition: FlowDefinition): string[] {
  const { steps, inputs, connections, scopes } = compilePlan(definition);
  const names = (indexes: readonly number[]) => indexes.map((index) => steps[index]!.name).join(' ');
  const connection = (index: number) => {
    const { source, target, input } = connections[index]!;
    return `${steps[source]!.name}→${steps[target]!.name}.${inputs[input]!.name || 'gate'}`;
  };
  return scopes.map(({ owner, firstStep, endStep, dead, imports, sources, gatherers }) =>
    [
      `${steps[owner]?.name ?? 'flow'}:`,
      ...steps.slice(firstStep, endStep).map(({ name, kind }) => `${name}(${kind})`),
      ...(sources.length ? [`sources ${names(sources)}`] : []),
      ...(imports.length ? [`imports ${imports.map(connection).join(' ')}`] : []),
      ...(gatherers.length ? [`gathered by ${names(gatherers)}`] : []),
      ...(dead.length ? [`dead ${names(dead)}`] : []),
    ].join(' '),
  );
}

describe('steps, scopes and imports', () => {
  const nested = flowOf(
    [
      inputNode('Array'),
      workNode('Outside', [takes('xa', 'Array')]),
      conditionNode('If', [takes('xa')], { big: 'xa > 1' }),
      iteratorNode('Rows', 'Array'),
      iteratorNode('Cells'),
      workNode('Cell', [takes('xa'), takes('xb'), takes('xc')]),
      collectorNode('Row'),
      collectorNode('Table', 'Array'),
      outputNode('Out', 'Array'),
    ],
    [
      data('In.document', 'Outside.xa'),
      data('Outside.functionResponse', 'If.xa'),
      data('In.document', 'Rows.array'),
      data('Rows.arrayItem', 'Cells.array'),
      data('Cells.arrayItem', 'Cell.xa'),
      data('Outside.functionResponse', 'Cell.xb'),
      data('Rows.arraySize', 'Cell.xc'),
      when('If.big', 'Cell'),
      data('Cell.functionResponse', 'Row.arrayItem'),
      data('Cells.arraySize', 'Row.arraySize'),
      data('Row.collectedArray', 'Table.arrayItem'),
      data('Rows.arraySize', 'Table.arraySize'),
      data('Table.collectedArray', 'Out.document'),
    ],
  );

  test.each<[string, FlowDefinition, string[]]>([
    ['nothing', {}, ['flow:']],
    ['a chain', chain, ['flow: In(source) Work(work) Out(emit) sources In']],
    [
      'a router: its join is one step with one input',
      router,
      ['flow: In(source) If(choose) Big(work) Small(work) Out(emit) sources In'],
    ],
    [
      'an iteration: the Collector stands outside of it',
      collect(),
      ['flow: In(source) Each(each) All(gather) Out(emit) sources In', 'Each: Work(work) gathered by All'],
    ],
    [
      'iterations in iterations, with values and conditions from one and two levels up',
      nested,
      [
        'flow: In(source) Outside(work) If(choose) Rows(each) Table(gather) Out(emit) sources In',
        'Rows: Cells(each) Row(gather) gathered by Table',
        'Cells: Cell(work) imports Outside→Cell.xb Rows→Cell.xc If→Cell.gate gathered by Row',
      ],
    ],
    [
      'iterations in iterations, listed from the inside out',
      { ...nested, nodes: [...nested.nodes!].reverse() },
      [
        'flow: Out(emit) Table(gather) Rows(each) If(choose) Outside(work) In(source) sources In',
        'Rows: Row(gather) Cells(each) gathered by Table',
        'Cells: Cell(work) imports Outside→Cell.xb Rows→Cell.xc If→Cell.gate gathered by Row',
      ],
    ],
    [
      'an iteration without a Collector goes on to the end of the flow',
      flowOf(
        [inputNode('Array'), iteratorNode('Each'), workNode('Work', [takes('xa')]), outputNode()],
        [
          data('In.document', 'Each.array'),
          data('Each.arrayItem', 'Work.xa'),
          data('Work.functionResponse', 'Out.document'),
        ],
      ),
      ['flow: In(source) Each(each) sources In', 'Each: Work(work) Out(emit)'],
    ],
    [
      'an Iterator before nothing opens an empty scope',
      flowOf([inputNode('Array'), iteratorNode('Each')], [data('In.document', 'Each.array')]),
      ['flow: In(source) Each(each) sources In', 'Each:'],
    ],
    [
      'a loop: its definition is a scope, its connections stay in it',
      loop('level < 3'),
      [
        'flow: In(source) Loop(repeat) Out(emit) sources In',
        'Loop: LoopIn(source) Work(work) Controller(decide) sources LoopIn',
      ],
    ],
    [
      'a loop in an iteration',
      flowOf(
        [inputNode('Array'), iteratorNode('Each'), loop('level < 3').nodes![1]!],
        [data('In.document', 'Each.array'), data('Each.arrayItem', 'Loop.count')],
      ),
      [
        'flow: In(source) Each(each) sources In',
        'Each: Loop(repeat)',
        'Loop: LoopIn(source) Work(work) Controller(decide) sources LoopIn',
      ],
    ],
    [
      'what nothing feeds is dead: an input without a connection, or no input at all',
      flowOf(
        [
          inputNode(),
          workNode('Half', [takes('xa'), takes('xb')]),
          workNode('Bare', []),
          workNode('Behind', [takes('xa')]),
          outputNode(),
        ],
        [
          data('In.document', 'Half.xa'),
          data('Half.functionResponse', 'Behind.xa'),
          data('In.document', 'Out.document'),
        ],
      ),
      ['flow: In(source) Half(work) Bare(work) Behind(work) Out(emit) sources In dead Half Bare'],
    ],
    [
      'a node without inputs lives by its condition',
      flowOf(
        [inputNode(), conditionNode('If', [takes('xa')], { big: 'xa > 1' }), workNode('Bare', [])],
        [data('In.document', 'If.xa'), when('If.big', 'Bare')],
      ),
      ['flow: In(source) If(choose) Bare(work) sources In'],
    ],
  ])('%s', (_name, definition, expected) => {
    expect(drawn(definition)).toEqual(expected);
  });
});

describe('counters', () => {
  const counters = (definition: FlowDefinition) => {
    const { steps, initialMissing } = compilePlan(definition);
    return Object.fromEntries(steps.map(({ name, index }) => [name, initialMissing[index]]));
  };

  test('a step waits for its inputs and its gate', () => {
    expect(counters(router)).toEqual({ In: 0, If: 1, Big: 2, Small: 2, Out: 1 });
  });

  test('a Collector waits for the end of the iterations, and for what comes from elsewhere', () => {
    expect(counters(collect()).All).toBe(1);
    const flow = collect();
    flow.connections = flow.connections!.filter(({ name }) => !name.includes('arraySize'));
    flow.nodes!.push(
      workNode('Size', [takes('xa', 'Array')]),
      conditionNode('If', [takes('xa')], { big: 'xa > 1' }),
    );
    flow.connections.push(
      data('In.document', 'Size.xa'),
      data('Size.functionResponse', 'If.xa'),
      data('Size.functionResponse', 'All.arraySize'),
      when('If.big', 'All'),
    );
    expect(counters(flow).All).toBe(3);
  });

  test('an input counts the connections that may feed it, a gate those that may open it', () => {
    const { steps, inputs, initialLive } = compilePlan({
      ...router,
      connections: [...router.connections!, when('If.default', 'Big')],
    });
    const live = (name: string) => {
      const { firstInput, endInput, gate } = steps.find((step) => step.name === name)!;
      return [...inputs.slice(firstInput, endInput).map((_, at) => initialLive[firstInput + at]), gate].map(
        (value, at, all) => (at === all.length - 1 ? (gate === -1 ? 'no gate' : initialLive[gate]) : value),
      );
    };
    expect(live('Out')).toEqual([2, 'no gate']);
    expect(live('Big')).toEqual([1, 2]);
    expect(live('Small')).toEqual([1, 1]);
  });
});

describe('connections', () => {
  test('of one name, or from one output to one input, are all kept', () => {
    const twice = data('In.document', 'Out.document');
    const { connections, steps } = compilePlan(flowOf([inputNode(), outputNode()], [twice, twice]));
    expect(connections.map(({ name }) => name)).toEqual([twice.name, twice.name]);
    expect(steps[0]!.outputs[0]!.connections).toEqual([0, 1]);
  });

  test('enter every input of their name, as a LoopController may have one per category', () => {
    const flow = structuredClone(loop('count < 3'));
    const body = flow.nodes![1]!.configuration!.loop!.definition;
    body.nodes![2] = loopControllerNode('count < 3', [
      takes('count', 'Number', { category: 'LoopCondition' }),
      takes('count', 'Number', { category: 'ReturnValueToLoopStart' }),
      takes('total', 'Number', { category: 'ExitLoop' }),
    ]);
    body.connections = body.connections!.filter(
      ({ configuration }) => configuration?.data?.targetInput !== 'level',
    );
    const { connections, inputs } = compilePlan(flow);
    expect(connections.map(({ input }) => inputs[input]?.category).filter(Boolean)).toEqual([
      'LoopCondition',
      'ReturnValueToLoopStart',
      'ExitLoop',
    ]);
  });
});

test('a definition whose parts are one object at several places compiles like one of copies', () => {
  const work = workNode('Work', [takes('xa')]);
  const body = {
    nodes: [
      loopInputNode({ count: 'Number' }),
      work,
      loopControllerNode('level < 3', [
        takes('level', 'Number', { category: 'LoopCondition' }),
        takes('total', 'Number', { category: 'ExitLoop' }),
      ]),
    ],
    connections: [
      data('LoopIn.count', 'Work.xa'),
      data('Work.functionResponse', 'Controller.level'),
      data('Work.functionResponse', 'Controller.total'),
    ],
  };
  const flow = flowOf(
    [
      inputNode(),
      work,
      loopNode('One', [takes('count')], { total: 'Number' }, body),
      loopNode('Two', [takes('count')], { total: 'Number' }, body),
      outputNode(),
    ],
    [
      data('In.document', 'Work.xa'),
      data('Work.functionResponse', 'One.count'),
      data('One.total', 'Two.count'),
      data('Two.total', 'Out.document'),
    ],
  );
  expect(compilePlan(flow)).toEqual(compilePlan(JSON.parse(JSON.stringify(flow))));
  expect(compilePlan(flow).steps).toHaveLength(11);
});

test('a plan is plain JSON and shares nothing with other plans of the same definition', () => {
  const [one, other] = [compilePlan(collect()), compilePlan(collect())];
  expect(JSON.parse(JSON.stringify(one))).toEqual(other);
});

test('the time grows with the definition, not with its square', () => {
  // 20,000 nodes, each an Iterator with a Collector or a gated node: quadratic work would not end in a test's time.
  const count = 10_000;
  const nodes = [inputNode('Array'), conditionNode('If', [takes('xa')], { big: 'xa > 1' })];
  const connections: FlowConnection[] = [];
  for (let index = 0; index < count; index++) {
    nodes.push(iteratorNode(`Each${index}`), collectorNode(`All${index}`));
    connections.push(
      data('In.document', `Each${index}.array`),
      data(`Each${index}.arrayItem`, `All${index}.arrayItem`),
      data(`Each${index}.arraySize`, `All${index}.arraySize`),
      when('If.big', `Each${index}`),
    );
  }
  const plan = compilePlan({ nodes, connections });
  expect(plan.scopes).toHaveLength(count + 1);
  expect(plan.scopes.every(({ gatherers }, index) => index === 0 || gatherers.length === 1)).toBe(true);
});
