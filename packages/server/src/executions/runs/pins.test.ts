import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { RunPin } from '@streambed/model/streambed';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryFlow } from '../../../../flow/src/engine/test-support/arbitrary-flow.ts';
import {
  collectorNode,
  data,
  inputNode,
  iteratorNode,
  loopNode,
  outputNode,
  takes,
  workNode,
} from '../../../../flow/src/engine/test-support/flow-builder.ts';
import { runFlow } from '../test-support/run-parts.ts';
import { nodePaths } from './node-paths.ts';
import { RunSubstitutes } from './substitutes.ts';

const compute = (node: string, inputs: JsonObject, type: string): JsonValue => {
  const sum = Object.values(inputs)
    .flat()
    .reduce<number>((total, value) => total + Number(value), node.length);
  return type === 'Array' ? [sum, sum + 1] : sum;
};

function pinned(definition: FlowDefinition, document: JsonValue, pins: readonly RunPin[]) {
  const { plan } = runFlow(definition, document, compute);
  const substitutes = new RunSubstitutes({ paths: nodePaths(plan), pins, iteration: [] });
  return runFlow(definition, document, compute, { substitutes });
}

const story = ({ events }: ReturnType<typeof runFlow>) =>
  events.flatMap(({ type, node, iteration = [], origin, outputs }) =>
    type === 'nodeSettled'
      ? [
          `${node}${iteration.map(({ index }) => `[${index}]`).join('')} ${origin ?? ''} ${JSON.stringify(outputs)}`,
        ]
      : [],
  );

/** List → Each → Twice → All → Sum. */
const digest: FlowDefinition = {
  nodes: [
    inputNode('Number'),
    workNode('List', [takes('xa')], 'Array'),
    iteratorNode('Each', 'Number'),
    workNode('Twice', [takes('xa')]),
    collectorNode('All'),
    workNode('Sum', [takes('xa', 'Array')]),
    outputNode('Out', 'Number'),
  ],
  connections: [
    data('In.document', 'List.xa'),
    data('List.functionResponse', 'Each.array'),
    data('Each.arrayItem', 'Twice.xa'),
    data('Twice.functionResponse', 'All.arrayItem'),
    data('Each.arraySize', 'All.arraySize'),
    data('All.collectedArray', 'Sum.xa'),
    data('Sum.functionResponse', 'Out.document'),
  ],
};

describe('a pin', () => {
  test('of a node that calls something keeps it from being called', () => {
    const run = pinned(digest, 1, [{ node: 'List', outputs: { functionResponse: [10] } }]);
    expect(run.calls).toEqual(['Twice\n0', 'Sum']);
    expect(run.outputs).toEqual({ Out: [[[], 18]] });
    // Nothing is told of inputs that nobody looked at.
    expect(run.events.filter(({ type, node }) => type === 'nodeStarted' && node === 'List')).toEqual([]);
  });

  test('may be for one iteration, before that for all of them', () => {
    const outputs = { functionResponse: 0 };
    const each = (index: number) => [{ nodeName: 'Each', type: 'Iterator' as const, index }];
    const run = pinned(digest, 1, [
      { node: 'Twice', outputs },
      { node: 'Twice', outputs: { functionResponse: 100 }, iteration: each(1) },
    ]);
    expect(run.calls).toEqual(['List', 'Sum']);
    expect(run.outputs).toEqual({ Out: [[[], 103]] });
    const other = pinned(digest, 1, [{ node: 'Twice', outputs, iteration: each(0) }]);
    expect(other.calls).toEqual(['List', 'Twice\n1', 'Sum']);
  });

  test('of an Iterator replaces what each item is, not how many there are', () => {
    const run = pinned(digest, 1, [{ node: 'Each', outputs: { arrayItem: 0, arraySize: 9 } }]);
    expect(run.calls).toEqual(['List', 'Twice\n0', 'Twice\n1', 'Sum']);
    expect(story(run)).toContain('Each[1] Pinned {"arrayItem":0,"arraySize":9}');
  });

  test('of a Collector gives its array whatever was gathered', () => {
    const run = pinned(digest, 1, [{ node: 'All', outputs: { collectedArray: [1, 2, 3] } }]);
    expect(run.calls).toEqual(['List', 'Twice\n0', 'Twice\n1', 'Sum']);
    expect(run.outputs).toEqual({ Out: [[[], 9]] });
  });

  test('of an Input node takes the place of what was sent', () => {
    const run = pinned(digest, 1, [{ node: 'In', outputs: { document: 100 } }]);
    expect(story(run).slice(0, 2)).toEqual([
      'In Pinned {"document":100}',
      'List Computed {"functionResponse":[104,105]}',
    ]);
  });

  test('of a Loop keeps its body shut; one in the body is for its rounds', () => {
    const body: FlowDefinition = {
      nodes: [
        { name: 'LoopIn', type: 'LoopInput', outputs: [{ name: 'level', type: 'Number' }] },
        workNode('Step', [takes('xa')]),
        {
          name: 'Controller',
          type: 'LoopController',
          configuration: {
            loopController: {
              continueCondition: { name: 'goOn', expression: 'level < 20' },
              maxIterations: 5,
            },
          },
          inputs: [
            { name: 'level', type: 'Number', expression: '$.data', category: 'LoopCondition' },
            { name: 'level', type: 'Number', expression: '$.data', category: 'ReturnValueToLoopStart' },
            { name: 'last', type: 'Number', expression: '$.data', category: 'ExitLoop' },
          ],
        },
      ],
      connections: [
        data('LoopIn.level', 'Step.xa'),
        data('Step.functionResponse', 'Controller.level'),
        data('Step.functionResponse', 'Controller.last'),
      ],
    };
    const flow: FlowDefinition = {
      nodes: [
        inputNode('Number'),
        loopNode('Refine', [takes('level')], { last: 'Number' }, body),
        outputNode('Out', 'Number'),
      ],
      connections: [data('In.document', 'Refine.level'), data('Refine.last', 'Out.document')],
    };
    expect(runFlow(flow, 13, compute).calls).toEqual(['Refine/Step\n0', 'Refine/Step\n1']);
    const shut = pinned(flow, 13, [{ node: 'Refine', outputs: { last: 7 } }]);
    expect(shut.calls).toEqual([]);
    expect(shut.outputs).toEqual({ Out: [[[], 7]] });
    const round = [{ nodeName: 'Refine', type: 'Loop' as const, index: 0 }];
    const inside = pinned(flow, 13, [
      { node: 'Refine/Step', outputs: { functionResponse: 19 }, iteration: round },
    ]);
    expect(inside.calls).toEqual(['Refine/Step\n1']);
    expect(inside.outputs).toEqual({ Out: [[[], 23]] });
    const start = pinned(flow, 13, [{ node: 'Refine/LoopIn', outputs: { level: 50 } }]);
    expect(start.outputs).toEqual({ Out: [[[], 54]] });
  });

  test('that does not fit fails the node as if it had computed it', () => {
    const run = pinned(digest, 1, [{ node: 'List', outputs: { functionResponse: 'no list' } }]);
    expect(run.events.find(({ type }) => type === 'nodeFailed')).toMatchObject({
      node: 'List',
      fault: { field: 'output:functionResponse.type' },
    });
  });
});

test('what nodes gave, pinned, gives the same again, and only they are spared', () => {
  fc.assert(
    fc.property(arbitraryFlow(), fc.nat(), (definition, choice) => {
      const whole = runFlow(definition, 5, compute);
      const given = whole.events.filter(
        ({ type, nodeType, outputs }) => type === 'nodeSettled' && outputs && nodeType !== 'Loop',
      );
      const [first] = given.slice(choice % given.length);
      const pins = given
        .filter(({ node }) => node === first!.node)
        .map(({ node, outputs, iteration }) => ({
          node: node!,
          outputs: outputs!,
          ...(iteration && { iteration }),
        }));
      const run = pinned(definition, 5, pins);
      expect(run.status).toBe('succeeded');
      expect(run.outputs).toEqual(whole.outputs);
      const pinnedCalls = whole.calls.filter((call) => call.split('\n')[0] === first!.node);
      expect([...run.calls, ...pinnedCalls].toSorted()).toEqual(whole.calls.toSorted());
    }),
    { numRuns: 500 },
  );
});
