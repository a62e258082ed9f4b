import { describe, expect, test } from 'vitest';
import type { FlowDefinition, FlowNode, FlowNodeType } from './index.ts';
import { checkQuotas, flowQuotas } from './quotas.ts';

const nodesOf = (type: FlowNodeType, count: number): FlowNode[] =>
  Array.from({ length: count }, (_, index) => ({ name: `${type}${index}`, type }));

const loopAround = (definition: FlowDefinition): FlowDefinition => ({
  nodes: [{ name: 'Outer', type: 'Loop', configuration: { loop: { definition } } }],
});

describe('checkQuotas', () => {
  test.each(Object.entries(flowQuotas.nodesOfType) as [FlowNodeType, number][])(
    '%s nodes: at most %i',
    (type, quota) => {
      expect(checkQuotas({ nodes: nodesOf(type, quota) })).toEqual([]);
      expect(checkQuotas({ nodes: nodesOf(type, quota + 1) })).toEqual([
        expect.stringContaining(`The flow has ${quota + 1} ${type} nodes; at most ${quota} `),
      ]);
    },
  );

  test('40 nodes in all', () => {
    const nodes = [...nodesOf('Prompt', 20), ...nodesOf('LambdaFunction', 20)];
    expect(checkQuotas({ nodes })).toEqual([]);
    expect(checkQuotas({ nodes: [...nodes, ...nodesOf('Input', 1)] })).toEqual([
      'The flow has 41 nodes; at most 40 are allowed. Join nodes, or move some into another flow.',
    ]);
  });

  test('the body of a loop is counted by itself', () => {
    const body = { nodes: nodesOf('InlineCode', 5) };
    const flow = { nodes: [...(loopAround(body).nodes ?? []), ...nodesOf('InlineCode', 5)] };
    expect(checkQuotas(flow)).toEqual([]);
    expect(checkQuotas(loopAround({ nodes: nodesOf('InlineCode', 6) }))).toEqual([
      'The body of the loop Outer has 6 InlineCode nodes; at most 5 are allowed.',
    ]);
  });

  test('inputs of InlineCode nodes and conditions of Condition nodes', () => {
    const inputs = Array.from({ length: 6 }, (_, i) => ({
      name: `in${i}`,
      type: 'String' as const,
      expression: '$.data',
    }));
    const conditions = Array.from({ length: 6 }, (_, i) => ({ name: `c${i}` }));
    expect(
      checkQuotas({
        nodes: [
          { name: 'Code', type: 'InlineCode', inputs },
          { name: 'Choice', type: 'Condition', inputs, configuration: { condition: { conditions } } },
        ],
      }),
    ).toEqual([
      expect.stringContaining('Node Code has 6 inputs'),
      expect.stringContaining('Node Choice has 6 conditions'),
    ]);
  });

  test('loops within loops are followed to any depth', () => {
    let definition: FlowDefinition = { nodes: nodesOf('Input', 2) };
    for (let depth = 0; depth < 20_000; depth++) definition = loopAround(definition);
    expect(checkQuotas(definition)).toHaveLength(1);
  });

  test('half-built definitions', () => {
    expect(checkQuotas({})).toEqual([]);
    expect(checkQuotas({ nodes: [null as unknown as FlowNode, {} as FlowNode] })).toEqual([]);
  });
});
