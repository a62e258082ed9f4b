import type { Cases } from './cases.ts';
import {
  adding,
  body,
  branching,
  but,
  changing,
  conditionNode,
  controller,
  cutting,
  data,
  flow,
  inputNode,
  iterating,
  loopAround,
  loopInputNode,
  outputNode,
  straight,
  takes,
  when,
  without,
  workNode,
} from './flows.ts';

/** What is reported without a type of its own. */
export const unspecifiedCases: Cases<'Unspecified'> = {
  Unspecified: {
    fails: [
      {
        title: 'a second Input',
        definition: adding(
          straight,
          [inputNode('Number', 'Second'), workNode('Use', [takes('xa')]), outputNode('Last')],
          [data('Second.document', 'Use.xa'), data('Use.functionResponse', 'Last.document')],
        ),
        reports: [['Error', {}]],
        says: 'The flow has 2 Input nodes; at most 1 is allowed.',
      },
      {
        title: 'names that stand twice',
        definition: changing(
          adding(
            straight,
            [outputNode('Out')],
            [{ ...data('In.document', 'Work.xb'), name: 'fromIndocumentToWorkxa' }],
          ),
          'Work',
          () => ({ inputs: [takes('xa'), takes('xb'), takes('xb')] }),
        ),
        reports: [
          ['Error', {}],
          ['Error', {}],
          ['Error', {}],
        ],
        says: 'More than one node is named Out',
      },
      {
        title: 'conditions and outputs that stand twice',
        definition: changing(
          changing(branching, 'If', () => ({
            configuration: {
              condition: {
                conditions: [
                  { name: 'big', expression: 'xa > 5' },
                  { name: 'big', expression: 'xa > 6' },
                  { name: 'default' },
                ],
              },
            },
          })),
          'Big',
          (node) => ({ outputs: [...node.outputs!, ...node.outputs!] }),
        ),
        reports: [
          ['Error', {}],
          ['Error', {}],
        ],
        says: 'Node If has more than one condition named big',
      },
      {
        title: 'a type that does not exist',
        definition: adding(straight, [{ name: 'Odd', type: 'constructor' as 'Input' }]),
        reports: [['Error', {}]],
        says: 'Node Odd has the type constructor, which does not exist',
      },
      {
        title: 'the configuration of another type',
        definition: changing(straight, 'In', () => ({ configuration: { output: {} } })),
        reports: [['Warning', {}]],
        says: 'carries the configuration "output"',
      },
      {
        title: 'an input of a LoopController without category',
        definition: loopAround(
          changing(body, 'Controller', (node) => ({
            inputs: node.inputs!.map(({ category, ...input }) =>
              category === 'ExitLoop' ? input : { ...input, category },
            ),
          })),
          { seed: 'Number' },
          {},
        ),
        reports: [['Error', {}]],
        says: 'In loop Repeat: Input last of node Controller has no category',
      },
      {
        title: 'a condition that leads to the Input',
        definition: adding(branching, [], [when('If.big', 'In')]),
        reports: [['Error', {}]],
        says: 'leads to Input node In, where values enter',
      },
      {
        title: 'parts of a loop outside one',
        definition: adding(straight, [loopInputNode({}, 'Start'), but(controller, { name: 'Stop' })]),
        reports: [
          ['Error', {}],
          ['Error', {}],
        ],
        says: 'LoopInput node Start stands outside a loop',
      },
      {
        title: 'a loop in a loop',
        definition: loopAround(
          adding(
            body,
            [
              {
                name: 'Inner',
                type: 'Loop',
                configuration: { loop: { definition: body } },
                inputs: [takes('seed')],
                outputs: [{ name: 'last', type: 'Number' }],
              },
              workNode('Use', [takes('xa')]),
              outputNode('Last'),
            ],
            [
              data('LoopIn.seed', 'Inner.seed'),
              data('Inner.last', 'Use.xa'),
              data('Use.functionResponse', 'Last.document'),
            ],
          ),
        ),
        reports: [['Warning', {}]],
        says: 'In loop Repeat: Loop Inner stands inside another loop',
      },
      {
        title: 'a Collector without an Iterator',
        definition: flow(
          [inputNode(), but(iterating.nodes![3]!, {}), outputNode('Out', 'Array')],
          [
            data('In.document', 'All.arrayItem'),
            data('In.document', 'All.arraySize'),
            data('All.collectedArray', 'Out.document'),
          ],
        ),
        reports: [['Error', {}]],
        says: 'Collector All has no Iterator before it',
      },
      {
        title: 'a Collector whose items come from outside',
        definition: adding(
          cutting(iterating, ({ name }) => name === 'fromWorkfunctionResponseToAllarrayItem'),
          [outputNode('Per')],
          [data('In.document', 'All.arrayItem'), data('Work.functionResponse', 'Per.document')],
        ),
        reports: [['Error', {}]],
        says: 'brings Collector All its arrayItem from outside the iteration',
      },
      {
        title: 'a Collector that depends on conditions inside and outside of its iteration',
        definition: adding(
          iterating,
          [
            conditionNode('If', [takes('xa')], { big: 'xa > 5' }),
            conditionNode('Before', [takes('xa', 'Array')], { all: 'true == true' }),
          ],
          [
            data('Each.arrayItem', 'If.xa'),
            data('In.document', 'Before.xa'),
            when('If.big', 'All'),
            when('Before.default', 'All'),
          ],
        ),
        reports: [
          ['Error', {}],
          ['Warning', {}],
          ['Warning', {}],
        ],
        says: 'Collector All depends on a condition inside its iteration',
      },
      {
        title: 'an input of a Collector that branches feed from inside and outside of its iteration',
        definition: adding(
          cutting(iterating, ({ name }) => name === 'fromIndocumentToEacharray'),
          [
            conditionNode('If', [takes('xa', 'Array')], { some: 'true == true' }),
            workNode('Other', [takes('xa', 'Array')]),
            but(workNode('Same', [takes('xa', 'Array')]), {
              outputs: [{ name: 'functionResponse', type: 'Array' }],
            }),
          ],
          [
            data('In.document', 'If.xa'),
            data('In.document', 'Same.xa'),
            data('In.document', 'Other.xa'),
            when('If.some', 'Same'),
            when('If.default', 'Other'),
            data('Same.functionResponse', 'Each.array'),
            data('Other.functionResponse', 'All.arraySize'),
          ],
        ),
        reports: [['Error', {}]],
        says: 'Collector All takes arraySize from inside its iteration and from outside',
      },
      {
        title: 'values from both sides of a Collector',
        definition: adding(
          iterating,
          [workNode('Both', [takes('xa'), takes('xb', 'Array')]), outputNode('Last')],
          [
            data('Work.functionResponse', 'Both.xa'),
            data('All.collectedArray', 'Both.xb'),
            data('Both.functionResponse', 'Last.document'),
          ],
        ),
        reports: [
          ['Error', {}],
          ['Error', {}],
        ],
        says: 'Node Both takes values from inside an iteration and from behind its Collector',
      },
      {
        title: 'outputs and conditions that lead nowhere',
        definition: cutting(branching, ({ target, source }) => target === 'Small' || source === 'Small'),
        reports: [
          ['Warning', {}],
          ['Warning', {}],
        ],
        says: 'Condition default of node If is not connected',
      },
    ],
    passes: [
      { title: 'branches', definition: branching },
      { title: 'an iteration', definition: iterating },
      {
        title: 'an iteration without a Collector',
        definition: adding(
          without(iterating, 'All', 'Out'),
          [outputNode(), outputNode('Size')],
          [data('Each.arraySize', 'Size.document'), data('Work.functionResponse', 'Out.document')],
        ),
      },
      { title: 'a loop', definition: loopAround(body) },
      {
        title: 'a LoopController that returns and leaves with a value of one name',
        definition: loopAround(
          adding(
            changing(body, 'Controller', (node) => ({
              inputs: [...node.inputs!.slice(0, 2), takes('seed', 'Number', { category: 'ExitLoop' })],
            })),
            [],
          ),
          { seed: 'Number' },
          { seed: 'Number' },
        ),
      },
    ],
  },
};
