import type { Cases } from './cases.ts';
import { adding, asking, body, branching, changing, data, loopAround, straight, when } from './flows.ts';

/** What rules about single connections report. */
export const connectionCases: Cases<
  | 'MissingConnectionConfiguration'
  | 'UnknownConnectionSource'
  | 'UnknownConnectionTarget'
  | 'UnknownConnectionSourceOutput'
  | 'UnknownConnectionTargetInput'
  | 'UnknownConnectionCondition'
  | 'DuplicateConnections'
> = {
  MissingConnectionConfiguration: {
    fails: [
      {
        title: 'none, half, or the other kind',
        definition: adding(
          straight,
          [],
          [
            { name: 'none', type: 'Data', source: 'In', target: 'Work' },
            { name: 'bare', type: 'Conditional', source: 'In', target: 'Work', configuration: {} },
            {
              name: 'other',
              type: 'Data',
              source: 'In',
              target: 'Work',
              configuration: { conditional: { condition: 'big' } },
            },
            {
              name: 'half',
              type: 'Data',
              source: 'In',
              target: 'Work',
              configuration: { data: { sourceOutput: 'document', targetInput: '' } },
            },
          ],
        ),
        reports: ['none', 'bare', 'other', 'half'].map((connection) => ['Error', { connection }]),
        says: 'Connection none from In to Work does not say which output feeds which input',
      },
    ],
    passes: [{ title: 'data and conditions', definition: branching }],
  },
  UnknownConnectionSource: {
    fails: [
      {
        title: 'no such node',
        definition: adding(straight, [], [data('Nobody.xa', 'Work.xa')]),
        reports: [['Error', { connection: 'fromNobodyxaToWorkxa' }]],
        says: 'comes from node Nobody, which does not exist',
      },
      {
        title: 'no such node in a loop',
        definition: loopAround(adding(body, [], [data('constructor.xa', 'Work.xa')])),
        reports: [['Error', { connection: 'fromconstructorxaToWorkxa' }]],
        says: 'In loop Repeat: Connection',
      },
    ],
    passes: [
      { title: 'all exist', definition: straight },
      {
        title: 'inside a loop: that is an invalid boundary',
        definition: adding(loopAround(body), [], [data('Work.xa', 'Out.document')]),
      },
    ],
  },
  UnknownConnectionTarget: {
    fails: [
      {
        title: 'no such node',
        definition: adding(straight, [], [data('In.document', 'Nobody.xa'), when('In.big', 'Nowhere')]),
        reports: [
          ['Error', { connection: 'fromIndocumentToNobodyxa' }],
          ['Error', { connection: 'whenInbigToNowhere' }],
        ],
        says: 'leads to node Nobody, which does not exist',
      },
    ],
    passes: [
      { title: 'all exist', definition: straight },
      {
        title: 'around a loop: that is an invalid boundary',
        definition: loopAround(adding(body, [], [data('Work.functionResponse', 'Out.document')])),
      },
    ],
  },
  UnknownConnectionSourceOutput: {
    fails: [
      {
        title: 'no such output',
        definition: adding(straight, [], [data('Work.other', 'Out.document')]),
        reports: [['Error', { connection: 'fromWorkotherToOutdocument' }]],
        says: 'takes output other of node Work, which does not exist. It has: functionResponse.',
      },
      {
        title: 'an Output as source',
        definition: adding(straight, [], [data('Out.document', 'Work.xa')]),
        reports: [['Error', { connection: 'fromOutdocumentToWorkxa' }]],
        says: 'node Out, which has no outputs',
      },
      {
        title: 'data from a Condition',
        definition: adding(branching, [], [data('If.xa', 'Big.xa')]),
        reports: [['Error', { connection: 'fromIfxaToBigxa' }]],
        says: 'lead here with a conditional connection',
      },
    ],
    passes: [
      { title: 'declared outputs', definition: straight },
      {
        title: 'a predefined output not declared: that is missing',
        definition: changing(asking, 'Ask', () => ({ outputs: [] })),
      },
    ],
  },
  UnknownConnectionTargetInput: {
    fails: [
      {
        title: 'no such input',
        definition: adding(straight, [], [data('In.document', 'Work.other')]),
        reports: [['Error', { connection: 'fromIndocumentToWorkother' }]],
        says: 'feeds input other of node Work, which does not exist. It has: xa.',
      },
      {
        title: 'an Input as target',
        definition: adding(straight, [], [data('Work.functionResponse', 'In.document')]),
        reports: [['Error', { connection: 'fromWorkfunctionResponseToIndocument' }]],
        says: 'node In, which has no inputs',
      },
    ],
    passes: [
      { title: 'declared inputs', definition: straight },
      {
        title: 'a predefined input not declared: that is missing',
        definition: changing(straight, 'Out', () => ({ inputs: [] })),
      },
    ],
  },
  UnknownConnectionCondition: {
    fails: [
      {
        title: 'no such condition',
        definition: adding(branching, [], [when('If.huge', 'Big')]),
        reports: [['Error', { connection: 'whenIfhugeToBig' }]],
        says: 'names condition huge of node If, which does not exist. It has: big and default.',
      },
      {
        title: 'from a node that is no Condition',
        definition: adding(straight, [], [when('In.big', 'Work')]),
        reports: [['Error', { connection: 'whenInbigToWork' }]],
        says: 'node In is no Condition node',
      },
    ],
    passes: [{ title: 'existing conditions', definition: branching }],
  },
  DuplicateConnections: {
    fails: [
      {
        title: 'data and conditions said twice',
        definition: adding(
          branching,
          [],
          [
            { ...data('In.document', 'Big.xa'), name: 'again' },
            { ...when('If.big', 'Big'), name: 'oncemore' },
          ],
        ),
        reports: [
          ['Warning', { source: 'In', target: 'Big' }],
          ['Warning', { source: 'If', target: 'Big' }],
        ],
        says: 'Connection again says the same as connection fromIndocumentToBigxa: output document of In to input xa of Big.',
      },
    ],
    passes: [
      { title: 'one output to two inputs', definition: branching },
      { title: 'two conditions to one node', definition: adding(branching, [], [when('If.default', 'Big')]) },
    ],
  },
};
