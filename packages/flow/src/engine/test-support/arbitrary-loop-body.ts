import type { FlowConnection, FlowDefinition, FlowNode } from '../../definition/index.ts';
import {
  data,
  loopControllerNode,
  loopInputNode,
  loopNode,
  outputNode,
  takes,
  workNode,
} from './flow-builder.ts';

/**
 * The nested definition of a loop over the numbers `seed` and `kept` that gives `last`: some go on with a new seed,
 * some with the old one; some write, nest another loop, hold a node that never runs, or never reach their controller.
 */
export function arbitraryLoopBody(
  { a, b, c }: { readonly a: number; readonly b: number; readonly c: number },
  name: (prefix: string) => string,
  depth = 0,
): FlowDefinition {
  const nodes: FlowNode[] = [loopInputNode({ seed: 'Number', kept: 'Number' })];
  const connections: FlowConnection[] = [];
  const worker = name('Work');
  nodes.push(workNode(worker, [takes('xa'), takes('xb')]));
  connections.push(data('LoopIn.seed', `${worker}.xa`), data('LoopIn.kept', `${worker}.xb`));
  let result = `${worker}.functionResponse`;

  if (a % 3 === 0) {
    const out = name('Out');
    nodes.push(outputNode(out));
    connections.push(data(result, `${out}.document`));
  }
  if (b % 5 === 0) {
    const orphan = name('Orphan');
    const behind = name('Work');
    nodes.push(workNode(orphan, [takes('xa')]), workNode(behind, [takes('xa'), takes('xb')]));
    connections.push(data(`${orphan}.functionResponse`, `${behind}.xa`), data(result, `${behind}.xb`));
    if (a % 5 === 0) result = `${behind}.functionResponse`;
  }
  if (a % 4 === 0 && depth < 1) {
    const inner = name('Loop');
    const body = arbitraryLoopBody({ a: b, b: c, c: a >> 2 }, name, depth + 1);
    nodes.push(loopNode(inner, [takes('seed'), takes('kept')], { last: 'Number' }, body));
    connections.push(data(result, `${inner}.seed`), data('LoopIn.kept', `${inner}.kept`));
    result = `${inner}.last`;
  }

  const returns = b % 2 === 0;
  nodes.push(
    loopControllerNode(
      `level > ${c % 6}`,
      [
        takes('level', 'Number', { category: 'LoopCondition' }),
        ...(returns ? [takes('seed', 'Number', { category: 'ReturnValueToLoopStart' })] : []),
        takes('last', 'Number', { category: 'ExitLoop' }),
      ],
      (c % 4) + 1,
    ),
  );
  connections.push(data(result, 'Controller.level'), data(result, 'Controller.last'));
  if (returns) connections.push(data(result, 'Controller.seed'));
  return { nodes, connections };
}
