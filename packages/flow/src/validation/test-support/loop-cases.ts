import type { Cases } from './cases.ts';
import {
  adding,
  body,
  branching,
  but,
  controller,
  data,
  flow,
  iterating,
  loopAround,
  loopInputNode,
  without,
} from './flows.ts';

/** What rules about loops report. */
export const loopCases: Cases<
  | 'MissingLoopInputNode'
  | 'MissingLoopControllerNode'
  | 'MultipleLoopInputNodes'
  | 'MultipleLoopControllerNodes'
  | 'LoopIncompatibleNodeType'
  | 'InvalidLoopBoundary'
> = {
  MissingLoopInputNode: {
    fails: [
      {
        title: 'none',
        definition: loopAround(without(body, 'LoopIn')),
        reports: [['Error', { loopNode: 'Repeat' }]],
        says: 'Loop Repeat has no LoopInput',
      },
    ],
    passes: [
      { title: 'one', definition: loopAround(body) },
      {
        title: 'no body at all: that is missing configuration',
        definition: flow([{ name: 'Repeat', type: 'Loop' }]),
      },
    ],
  },
  MissingLoopControllerNode: {
    fails: [
      {
        title: 'none',
        definition: loopAround(without(body, 'Controller')),
        reports: [['Error', { loopNode: 'Repeat' }]],
        says: 'Loop Repeat has no LoopController',
      },
      {
        title: 'an empty body',
        definition: loopAround({}),
        reports: [['Error', { loopNode: 'Repeat' }]],
        says: 'Repeat',
      },
    ],
    passes: [{ title: 'one', definition: loopAround(body) }],
  },
  MultipleLoopInputNodes: {
    fails: [
      {
        title: 'two',
        definition: loopAround(adding(body, [loopInputNode({ more: 'Number' }, 'SecondIn')])),
        reports: [['Error', { loopNode: 'Repeat' }]],
        says: 'Loop Repeat has more than one LoopInput',
      },
    ],
    passes: [{ title: 'one', definition: loopAround(body) }],
  },
  MultipleLoopControllerNodes: {
    fails: [
      {
        title: 'two',
        definition: loopAround(adding(body, [but(controller, { name: 'Second' })])),
        reports: [['Error', { loopNode: 'Repeat' }]],
        says: 'Loop Repeat has more than one LoopController',
      },
    ],
    passes: [{ title: 'one', definition: loopAround(body) }],
  },
  LoopIncompatibleNodeType: {
    fails: [
      {
        title: 'each of the four',
        definition: loopAround(
          adding(
            body,
            (['Input', 'Condition', 'Iterator', 'Collector'] as const).map((type) => ({
              name: `An${type}`,
              type,
            })),
          ),
        ),
        reports: (['Input', 'Condition', 'Iterator', 'Collector'] as const).map((type) => [
          'Error',
          { node: 'Repeat', incompatibleNodeType: type, incompatibleNodeName: `An${type}` },
        ]),
        says: 'Loop Repeat contains Input node AnInput',
      },
    ],
    passes: [
      { title: 'work in the body', definition: loopAround(body) },
      { title: 'the same types outside a loop', definition: adding(branching, iterating.nodes!.slice(1)) },
    ],
  },
  InvalidLoopBoundary: {
    fails: [
      {
        title: 'from inside to outside',
        definition: adding(loopAround(body), [], [data('Work.functionResponse', 'Out.document')]),
        reports: [
          ['Error', { connection: 'fromWorkfunctionResponseToOutdocument', source: 'Work', target: 'Out' }],
        ],
        says: 'crosses the border of a loop',
      },
      {
        title: 'from outside to inside, two loops deep',
        definition: loopAround(
          adding(body, [
            {
              name: 'Inner',
              type: 'Loop',
              configuration: { loop: { definition: adding(body, [], [data('In.document', 'Work.xa')]) } },
            },
          ]),
        ),
        reports: [['Error', { connection: 'fromIndocumentToWorkxa', source: 'In', target: 'Work' }]],
        says: 'In loop Inner: Connection',
      },
    ],
    passes: [
      { title: 'within', definition: loopAround(body) },
      { title: 'to nowhere', definition: adding(loopAround(body), [], [data('Nobody.xa', 'Out.document')]) },
    ],
  },
};
