import { describe, expect, test } from 'vitest';
import type { FlowDefinition, FlowNode } from '../definition/index.ts';
import { locateValidations, validateDefinition } from './index.ts';

const input: FlowNode = {
  name: 'In',
  type: 'Input',
  configuration: { input: {} },
  outputs: [{ name: 'document', type: 'String' }],
};
const output = (more: Partial<FlowNode> = {}): FlowNode => ({
  name: 'Out',
  type: 'Output',
  configuration: { output: {} },
  inputs: [{ name: 'document', type: 'String', expression: '$.data' }],
  ...more,
});
const wire = (source: string, sourceOutput: string, target: string, targetInput: string) => ({
  name: `${source}To${target}`,
  type: 'Data' as const,
  source,
  target,
  configuration: { data: { sourceOutput, targetInput } },
});
const choose = (conditions: { name: string; expression?: string }[]): FlowNode => ({
  name: 'Choose',
  type: 'Condition',
  configuration: { condition: { conditions } },
  inputs: [{ name: 'kind', type: 'String', expression: '$.data' }],
});
const loop = (body: FlowDefinition): FlowNode => ({
  name: 'Refine',
  type: 'Loop',
  configuration: { loop: { definition: body } },
  inputs: [],
  outputs: [],
});

const places: readonly (readonly [string, FlowDefinition, object])[] = [
  [
    'MalformedNodeInputExpression',
    { nodes: [output({ inputs: [{ name: 'document', type: 'String', expression: '$.data[' }] })] },
    { loops: [], node: 'Out', field: { input: 'document', part: 'expression' } },
  ],
  [
    'UnfulfilledNodeInput',
    { nodes: [input, output()] },
    { loops: [], node: 'Out', field: { input: 'document' } },
  ],
  [
    'MalformedConditionExpression',
    { nodes: [choose([{ name: 'First', expression: 'kind =' }, { name: 'default' }])] },
    { loops: [], node: 'Choose', field: { condition: 'First' } },
  ],
  [
    'DuplicateConditionExpression',
    {
      nodes: [
        choose([
          { name: 'First', expression: 'kind == "a"' },
          { name: 'Second', expression: 'kind == "a"' },
          { name: 'default' },
        ]),
      ],
    },
    { loops: [], node: 'Choose', field: { condition: 'Second' } },
  ],
  [
    'UnknownConnectionTarget',
    { nodes: [input], connections: [wire('In', 'document', 'Gone', 'x')] },
    { loops: [], connection: 'InToGone' },
  ],
  [
    'MissingNodeConfiguration',
    { nodes: [{ name: 'Ask', type: 'Prompt' }] },
    { loops: [], node: 'Ask', field: { configuration: true } },
  ],
  ['MissingStartingNodes', { nodes: [] }, { loops: [] }],
  ['MissingLoopControllerNode', { nodes: [loop({ nodes: [] })] }, { loops: [], node: 'Refine' }],
  [
    'LoopIncompatibleNodeType',
    { nodes: [loop({ nodes: [choose([{ name: 'default' }])] })] },
    { loops: ['Refine'], node: 'Choose' },
  ],
  [
    'MalformedNodeInputExpression',
    {
      nodes: [
        loop({
          nodes: [
            loop({ nodes: [output({ inputs: [{ name: 'document', type: 'String', expression: 'x' }] })] }),
          ],
        }),
      ],
    },
    { loops: ['Refine', 'Refine'], node: 'Out', field: { input: 'document', part: 'expression' } },
  ],
  // Without details of its own on the wire.
  [
    'Unspecified',
    { nodes: [input] },
    { loops: [], node: 'In', field: { output: 'document', part: 'target' } },
  ],
  ['Unspecified', { nodes: [{ name: 'Later', type: 'Quantum' as 'Prompt' }] }, { loops: [], node: 'Later' }],
  [
    'Unspecified',
    { nodes: [loop({ nodes: [input] })] },
    { loops: ['Refine'], node: 'In', field: { output: 'document', part: 'target' } },
  ],
];

describe('a validation tells its place', () => {
  test.each(places)('%s', (type, definition, place) => {
    const { validation: _, ...found } = locateValidations(definition).find(
      ({ validation }) => validation.type === type,
    )!;
    expect(found).toEqual(place);
  });

  test('and is the same that validateDefinition gives', () => {
    for (const [, definition] of places)
      expect(locateValidations(definition).map(({ validation }) => validation)).toEqual(
        validateDefinition(definition),
      );
  });
});
