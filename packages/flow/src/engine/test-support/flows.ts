import type { FlowDefinition } from '../../definition/index.ts';
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
} from './flow-builder.ts';

/** The shapes that tests run, each as small as it can be. They are shared: clone before you change one. */

export const chain: FlowDefinition = {
  nodes: [inputNode(), workNode('Work', [takes('xa')]), outputNode()],
  connections: [data('In.document', 'Work.xa'), data('Work.functionResponse', 'Out.document')],
};

export const router: FlowDefinition = {
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

export const collect = (item: 'Number' | 'String' = 'Number'): FlowDefinition => ({
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

export const loop = (expression: string, maxIterations?: number): FlowDefinition => ({
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

/** `width` work nodes side by side, each with an Output. */
export const fan = (width: number): FlowDefinition => ({
  nodes: [
    inputNode(),
    ...Array.from({ length: width }, (_, index) => workNode(`Work${index}`, [takes('xa')])),
    ...Array.from({ length: width }, (_, index) => outputNode(`Out${index}`)),
  ],
  connections: Array.from({ length: width }, (_, index) => [
    data('In.document', `Work${index}.xa`),
    data(`Work${index}.functionResponse`, `Out${index}.document`),
  ]).flat(),
});
