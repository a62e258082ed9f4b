import type { JsonObject, JsonValue } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import type { FlowDefinition, FlowNode } from '../definition/index.ts';
import { compilePlan } from '../plan/index.ts';
import { FlowError } from '../ports/index.ts';
import { advance, failFlow, outstandingCalls } from './advance.ts';
import { createState } from './create-state.ts';
import {
  collectorNode,
  data,
  inputNode,
  iteratorNode,
  outputNode,
  takes,
  workNode,
} from './test-support/flow-builder.ts';
import { chain, collect, loop, router } from './test-support/flows.ts';
import { runEngine } from './test-support/run-engine.ts';
import { compute, story } from './test-support/story.ts';

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

  test('an unknown output of the Input node names the one there is', () => {
    const plan = compilePlan(chain);
    const input = { nodeName: 'In', document: 1 };
    expect(createState(plan, { ...input, outputName: 'document' }).fault).toBe(null);
    expect(createState(plan, input).fault).toBe(null);
    expect(createState(plan, { ...input, outputName: 'other' }).fault).toMatchObject({
      kind: 'validation',
      blame: 'caller',
      message: 'Input node "In" has no output named "other". Its output is "document".',
    });
  });

  test('an output that is not answered is missing, though every object has something of its name', () => {
    const flow = structuredClone(chain);
    flow.nodes![1]!.outputs = [{ name: 'toString', type: 'Object' }];
    flow.connections![1]!.configuration!.data!.sourceOutput = 'toString';
    const plan = compilePlan(flow);
    const state = createState(plan, { nodeName: 'In', document: 1 });
    const [call] = advance(plan, state, undefined, 1).calls;
    advance(plan, state, { call: call!, result: { outputs: {} } }, 2);
    expect(state.fault?.message).toContain('Actual type is missing');
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

  test('an item of the wrong type is blamed on the Iterator, at that item', () => {
    expect(story(collect(), [1, 'two'])).toContain('Each[1] failed');
  });

  test('an item that a Collector does not take is blamed on the Collector, at that item', () => {
    const flow = collect();
    flow.nodes![3] = collectorNode('All', 'String');
    expect(story(flow, [1]).slice(-2)).toEqual([
      'All[0] failed',
      'failed validation: Expected type for Node Input arrayItem of Node All to be STRING. Actual type is NUMBER. Its expression is $.data.',
    ]);
  });

  test('a value that a loop returns to its start in another type is blamed on that round', () => {
    const flow = structuredClone(loop('level < 3'));
    const body = flow.nodes![1]!.configuration!.loop!.definition;
    const [, , controller] = body.nodes!;
    controller!.inputs!.find(({ name }) => name === 'count')!.type = 'String';
    body.nodes!.push(workNode('Text', [takes('xa')], 'String'));
    body.connections!.push(data('LoopIn.count', 'Text.xa'));
    body.connections!.splice(2, 1, data('Text.functionResponse', 'Controller.count'));
    const work = (node: FlowNode, inputs: JsonObject) =>
      node.name === 'Text' ? 'text' : compute(node, inputs);
    const { events, state } = runEngine(flow, 0, work);
    expect(state.fault).toMatchObject({ kind: 'validation', blame: 'author', node: 'LoopIn' });
    expect(state.fault?.message).toContain('Give loop Loop an input count of that type');
    expect(events.at(-2)).toMatchObject({ type: 'nodeFailed', chain: [{ nodeName: 'Loop', index: 1 }] });
  });

  test('calls that were about to be made when another node fails are not made', () => {
    const flow: FlowDefinition = {
      nodes: [inputNode(), workNode('Fine', [takes('xa')]), workNode('Wrong', [takes('xa', 'String')])],
      connections: [data('In.document', 'Fine.xa'), data('In.document', 'Wrong.xa')],
    };
    const plan = compilePlan(flow);
    const state = createState(plan, { nodeName: 'In', document: 1 });
    const { calls, more } = advance(plan, state, undefined, 1);
    expect(state.fault?.node).toBe('Wrong');
    expect(calls).toEqual([]);
    expect(more).toBe(false);
    expect(outstandingCalls(plan, state)).toEqual([]);
  });

  test('a defect of ours is handed over, and the client learns nothing of it', () => {
    const plan = compilePlan(chain);
    const state = createState(plan, { nodeName: 'In', document: 1 });
    const [call] = advance(plan, state, undefined, 1).calls;
    const { defect, events } = advance(plan, state, { call: call!, result: undefined as never }, 2);
    expect(defect).toBeInstanceOf(TypeError);
    expect(events.at(-1)).toMatchObject({ fault: { kind: 'internalServer', blame: 'us', node: 'Work' } });
    expect(JSON.stringify(events)).not.toContain('undefined');
  });

  test('an execution can be ended from outside, once, without blaming a node', () => {
    const plan = compilePlan(chain);
    const state = createState(plan, { nodeName: 'In', document: 1 });
    advance(plan, state, undefined, 1);
    const fault = { kind: 'serviceQuotaExceeded', blame: 'author', message: 'Time is up.' } as const;
    expect(failFlow(plan, state, fault, 2).events).toEqual([{ type: 'flowFailed', at: 2, fault }]);
    expect(failFlow(plan, state, fault, 3).events).toEqual([]);
  });
});

describe('maxTransitions', () => {
  const runs = (flow: FlowDefinition, document: JsonValue, maxTransitions: number) =>
    runEngine(flow, document, compute, { settings: { maxTransitions } }).state;

  test('is the number of node runs that there may be, not one less or more', () => {
    expect(runs(chain, 1, 3).status).toBe('succeeded');
    expect(runs(chain, 1, 2).fault).toMatchObject({ kind: 'serviceQuotaExceeded', node: 'Out' });
  });

  test('counts an Iterator once, and once more for each item', () => {
    // In, Each and its two items, Work twice, All, Out.
    expect(runs(collect(), [1, 2], 8).status).toBe('succeeded');
    expect(runs(collect(), [1, 2], 7).fault).toMatchObject({ kind: 'serviceQuotaExceeded', node: 'Out' });
  });

  test('names the Iterator whose next item would be one too many', () => {
    expect(runs(collect(), [1, 2], 4).fault?.node).toBe('Each');
  });

  test('bounds iterations in which nothing runs', () => {
    const flow: FlowDefinition = {
      nodes: [inputNode('Array'), iteratorNode('Outer', 'Array'), iteratorNode('Inner')],
      connections: [data('In.document', 'Outer.array'), data('Outer.arrayItem', 'Inner.array')],
    };
    const row = Array(1_000).fill(0);
    const state = runs(flow, Array(1_000).fill(row), 5_000);
    expect(state.fault).toMatchObject({ kind: 'serviceQuotaExceeded', node: 'Inner' });
    expect(state.transitions).toBe(5_001);
  });

  test('counts the rounds of a loop', () => {
    // In, Loop, then LoopIn, Work and Controller in each of ten rounds, Out.
    expect(runs(loop('level > 0'), 0, 33).status).toBe('succeeded');
    expect(runs(loop('level > 0'), 0, 32).fault?.kind).toBe('serviceQuotaExceeded');
  });
});
