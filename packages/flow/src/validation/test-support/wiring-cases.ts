import type { Cases } from './cases.ts';
import {
  adding,
  body,
  branching,
  conditionNode,
  cutting,
  data,
  flow,
  inputNode,
  iterating,
  loopAround,
  outputNode,
  straight,
  takes,
  when,
  without,
  workNode,
} from './flows.ts';

/** What rules about the wiring as a whole report. */
export const wiringCases: Cases<
  | 'MultipleNodeInputConnections'
  | 'UnfulfilledNodeInput'
  | 'CyclicConnection'
  | 'UnreachableNode'
  | 'UnsatisfiedConnectionConditions'
> = {
  MultipleNodeInputConnections: {
    fails: [
      {
        title: 'two sources that both run',
        definition: adding(straight, [], [data('In.document', 'Out.document')]),
        reports: [['Error', { node: 'Out', input: 'document' }]],
        says: 'Input document of node Out is fed by connections fromWorkfunctionResponseToOutdocument and fromIndocumentToOutdocument',
      },
      {
        title: 'two targets of one branch',
        definition: cutting(
          adding(branching, [], [when('If.big', 'Small')]),
          ({ name }) => name === 'whenIfdefaultToSmall',
        ),
        reports: [['Error', { node: 'Out', input: 'document' }]],
        says: 'of which more than one may bring a value',
      },
      {
        title: 'a branch and what lies before it',
        definition: adding(branching, [], [data('In.document', 'Out.document')]),
        reports: [['Error', { node: 'Out', input: 'document' }]],
        says: 'Keep one',
      },
      {
        title: 'branches of two Conditions, which both are taken',
        definition: adding(
          cutting(branching, ({ name }) => name === 'whenIfdefaultToSmall'),
          [conditionNode('Also', [takes('xa')], { big: 'xa > 7' })],
          [data('In.document', 'Also.xa'), when('Also.default', 'Small')],
        ),
        reports: [['Error', { node: 'Out', input: 'document' }]],
        says: 'let each come from another branch of a Condition node',
      },
    ],
    passes: [
      { title: 'two branches of one Condition', definition: branching },
      {
        title: 'branches of a Condition within a branch',
        definition: adding(
          branching,
          [conditionNode('Then', [takes('xa')], { odd: 'xa == 7' }), workNode('Odd', [takes('xa')])],
          [
            data('Small.functionResponse', 'Then.xa'),
            data('Small.functionResponse', 'Odd.xa'),
            when('Then.odd', 'Odd'),
            data('Big.functionResponse', 'Deep.xa'),
            data('Odd.functionResponse', 'Deep.xa'),
          ],
        ),
      },
      {
        title: 'the same connection twice is a duplicate',
        definition: adding(straight, [], [{ ...data('In.document', 'Work.xa'), name: 'again' }]),
      },
    ],
  },
  UnfulfilledNodeInput: {
    fails: [
      {
        title: 'no connection',
        definition: cutting(straight, ({ target }) => target === 'Work'),
        reports: [['Error', { node: 'Work', input: 'xa' }]],
        says: 'Input xa of node Work has no connection',
      },
      {
        title: 'no connection to an input of a LoopController',
        definition: loopAround(
          cutting(body, ({ configuration }) => configuration?.data?.targetInput === 'level'),
        ),
        reports: [['Error', { node: 'Controller', input: 'level' }]],
        says: 'In loop Repeat',
      },
    ],
    passes: [
      { title: 'all connected', definition: loopAround(body) },
      {
        title: 'from an unknown source: that is reported as such',
        definition: { ...straight, nodes: straight.nodes!.filter((node) => node.name !== 'In') },
      },
    ],
  },
  CyclicConnection: {
    fails: [
      {
        title: 'to itself',
        definition: adding(straight, [], [data('Work.functionResponse', 'Work.xa')]),
        reports: [['Error', { connection: 'fromWorkfunctionResponseToWorkxa' }]],
        says: 'closes a cycle',
      },
      {
        title: 'through other nodes',
        definition: flow(
          [inputNode(), ...['Aa', 'Bb', 'Cc'].map((name) => workNode(name, [takes('xa')])), outputNode()],
          [
            data('Cc.functionResponse', 'Aa.xa'),
            data('In.document', 'Aa.xa'),
            data('Aa.functionResponse', 'Bb.xa'),
            data('Bb.functionResponse', 'Cc.xa'),
            data('Cc.functionResponse', 'Out.document'),
          ],
        ),
        reports: [['Error', { connection: 'fromCcfunctionResponseToAaxa' }]],
        says: 'repeat the nodes with a Loop node',
      },
      {
        title: 'through a condition, apart from the Input',
        definition: adding(
          straight,
          [conditionNode('If', [takes('xa')], { big: 'xa > 1' }), workNode('Again', [takes('xa')])],
          [data('Again.functionResponse', 'If.xa'), when('If.big', 'Again')],
        ),
        reports: [['Error', { connection: 'fromAgainfunctionResponseToIfxa' }]],
        says: 'from Again to If',
      },
    ],
    passes: [
      { title: 'branches that meet', definition: branching },
      { title: 'a loop', definition: loopAround(body) },
    ],
  },
  UnreachableNode: {
    fails: [
      {
        title: 'apart',
        definition: adding(
          straight,
          [workNode('Alone', []), workNode('Behind', [takes('xa')])],
          [data('Alone.functionResponse', 'Behind.xa')],
        ),
        reports: [
          ['Warning', { node: 'Alone' }],
          ['Warning', { node: 'Behind' }],
        ],
        says: 'Node Alone never runs: no path leads to it from the Input node',
      },
      {
        title: 'apart in a loop',
        definition: loopAround(adding(body, [workNode('Alone', [])])),
        reports: [['Warning', { node: 'Alone' }]],
        says: 'from the LoopInput node',
      },
    ],
    passes: [
      {
        title: 'reached by a condition alone',
        definition: adding(branching, [workNode('Notify', [])], [when('If.big', 'Notify')]),
      },
      { title: 'without an Input that is what is reported', definition: without(straight, 'In') },
    ],
  },
  UnsatisfiedConnectionConditions: {
    fails: [
      {
        title: 'both branches of a Condition needed',
        definition: adding(
          branching,
          [workNode('Both', [takes('xa'), takes('xb')]), outputNode('Last')],
          [
            data('Big.functionResponse', 'Both.xa'),
            data('Small.functionResponse', 'Both.xb'),
            data('Both.functionResponse', 'Last.document'),
          ],
        ),
        reports: [['Error', { connection: 'fromSmallfunctionResponseToBothxb' }]],
        says: 'Node Both can never run: it needs connection fromSmallfunctionResponseToBothxb from Small',
      },
      {
        title: 'a value of one branch in a node of the other',
        definition: adding(
          branching,
          [workNode('Late', [takes('xa')])],
          [data('Big.functionResponse', 'Late.xa'), when('If.default', 'Late')],
        ),
        reports: [['Error', { connection: 'whenIfdefaultToLate' }]],
        says: 'never taken together with it',
      },
      {
        title: 'one of two connections never brings anything',
        definition: adding(
          branching,
          [workNode('Late', [takes('xa')])],
          [
            data('Big.functionResponse', 'Late.xa'),
            data('Small.functionResponse', 'Late.xa'),
            when('If.default', 'Late'),
          ],
        ),
        reports: [['Warning', { connection: 'fromBigfunctionResponseToLatexa' }]],
        says: 'never brings anything to node Late',
      },
    ],
    passes: [
      { title: 'branches that meet in one input', definition: branching },
      {
        title: 'several conditions to one node: any of them opens it',
        definition: adding(
          branching,
          [workNode('Late', [takes('xa')])],
          [data('In.document', 'Late.xa'), when('If.big', 'Late'), when('If.default', 'Late')],
        ),
      },
      {
        title: 'branches of two Conditions can both be taken',
        definition: adding(
          branching,
          [conditionNode('Also', [takes('xa')], { big: 'xa > 7' }), workNode('Both', [takes('xa')])],
          [
            data('In.document', 'Also.xa'),
            data('Big.functionResponse', 'Both.xa'),
            when('Also.default', 'Both'),
          ],
        ),
      },
      {
        title: 'behind a Collector the branches taken per item do not matter',
        definition: adding(
          cutting(iterating, ({ source }) => source === 'Work'),
          [
            conditionNode('If', [takes('xa')], { big: 'xa > 5' }),
            workNode('Big', [takes('xa')]),
            workNode('Count', [takes('xa', 'Array')]),
          ],
          [
            data('Each.arrayItem', 'If.xa'),
            data('Each.arrayItem', 'Big.xa'),
            when('If.big', 'Big'),
            data('Big.functionResponse', 'All.arrayItem'),
            data('All.collectedArray', 'Count.xa'),
          ],
        ),
      },
    ],
  },
};
