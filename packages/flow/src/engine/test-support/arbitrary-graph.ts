import fc from 'fast-check';
import type { FlowConnection, FlowDefinition, FlowNode } from '../../definition/index.ts';
import { arbitraryLoopBody } from './arbitrary-loop-body.ts';
import {
  collectorNode,
  conditionNode,
  data,
  inputNode,
  iteratorNode,
  loopNode,
  outputNode,
  takes,
  when,
  workNode,
} from './flow-builder.ts';

/**
 * Graphs without rhyme or reason: nodes of all kinds, connections from anywhere to anywhere, most of them forwards.
 * Many cannot be compiled, many that can make no sense.
 */
export const arbitraryGraph = (): fc.Arbitrary<FlowDefinition> =>
  fc
    .record({
      kinds: fc.array(fc.nat(6), { minLength: 1, maxLength: 8 }),
      ends: fc.array(fc.record({ from: fc.nat(), to: fc.nat(), choice: fc.nat() }), { maxLength: 20 }),
    })
    .map(({ kinds, ends }) => {
      const nodes = [inputNode('Array'), ...kinds.map((kind, index) => nodeOf(kind, index))];
      return { nodes, connections: ends.flatMap((end) => connectionOf(nodes, end)) };
    });

function nodeOf(kind: number, index: number): FlowNode {
  const name = `Node${index}`;
  switch (kind) {
    case 0:
      return workNode(name, [takes('xa'), takes('xb')]);
    case 1:
      return workNode(name, [takes('xa')], 'Array');
    case 2:
      return conditionNode(name, [takes('xa')], { big: 'xa > 4' });
    case 3:
      return iteratorNode(name);
    case 4:
      return collectorNode(name);
    case 5:
      return outputNode(name, index % 2 === 0 ? 'Number' : 'Array');
    default:
      return loopNode(
        name,
        [takes('seed'), takes('kept')],
        { last: 'Number' },
        arbitraryLoopBody({ a: index, b: kind + index, c: index }, (prefix) => `${prefix}In${name}`),
      );
  }
}

function connectionOf(
  nodes: readonly FlowNode[],
  { from, to, choice }: { from: number; to: number; choice: number },
): FlowConnection[] {
  // One in eight may lead backwards, or from a node to itself.
  const target = choice % 8 === 0 ? nodes[to % nodes.length]! : nodes[1 + (to % (nodes.length - 1))]!;
  const before = choice % 8 === 0 ? nodes : nodes.slice(0, nodes.indexOf(target));
  const source = before[from % before.length]!;
  if (source.type === 'Condition')
    return [when(`${source.name}.${choice % 2 ? 'big' : 'default'}`, target.name)];
  const outputs = source.outputs ?? [];
  const inputs = target.inputs ?? [];
  const output = outputs[choice % Math.max(outputs.length, 1)];
  const fitting = inputs.filter((input) => choice % 7 === 0 || input.type === output?.type);
  const input = fitting[(choice >> 3) % Math.max(fitting.length, 1)];
  return output && input ? [data(`${source.name}.${output.name}`, `${target.name}.${input.name}`)] : [];
}
