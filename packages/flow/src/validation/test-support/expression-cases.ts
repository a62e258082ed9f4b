import { expect } from 'vitest';
import type { Cases } from './cases.ts';
import {
  adding,
  body,
  branching,
  changing,
  conditionNode,
  loopAround,
  loopControllerNode,
  straight,
  takes,
  withCondition,
  withExpression,
} from './flows.ts';

/** What rules about expressions and conditions report. */
export const expressionCases: Cases<
  | 'MalformedNodeInputExpression'
  | 'MalformedConditionExpression'
  | 'DuplicateConditionExpression'
  | 'MissingDefaultCondition'
  | 'IncompatibleConnectionDataType'
> = {
  MalformedNodeInputExpression: {
    fails: [
      {
        title: 'no $.data',
        definition: changing(straight, 'Work', () => ({
          inputs: [takes('xa', 'Number', { expression: '$.count' })],
        })),
        reports: [
          [
            'Error',
            {
              node: 'Work',
              input: 'xa',
              cause: 'it must begin with $.data; write $.data.count for the member "count" of the value.',
            },
          ],
        ],
        says: 'The expression of input xa of node Work cannot be read: it must begin with $.data',
      },
    ],
    passes: [{ title: 'a path', definition: withExpression('$.data.items[0].price', 'Object') }],
  },
  MalformedConditionExpression: {
    fails: [
      {
        title: 'no expression',
        definition: withCondition(undefined),
        reports: [
          [
            'Error',
            {
              node: 'If',
              condition: 'big',
              cause: expect.stringContaining('It has no expression') as string,
            },
          ],
        ],
        says: 'Condition big of node If cannot be evaluated. It has no expression',
      },
      {
        title: 'cannot be read',
        definition: withCondition('xa = 5'),
        reports: [
          ['Error', { node: 'If', condition: 'big', cause: 'At character 4: write "==" instead of "=".' }],
        ],
        says: 'write "==" instead of "="',
      },
      {
        title: 'an unknown input',
        definition: withCondition('xa > 5 and xb == 1'),
        reports: [
          [
            'Error',
            {
              node: 'If',
              condition: 'big',
              cause: 'It names xb, which is no input of the node; declare it, or name one of: xa.',
            },
          ],
        ],
        says: 'It names xb',
      },
      ...(
        [
          ['xa == 1', 'String', 'It compares xa (String) with 1 (Number)'],
          ['xa > 1', 'Boolean', '> compares Numbers, but xa has the type Boolean'],
          ['xa == xa', 'Object', 'which has the type Object'],
          ['not (xa != "")', 'Array', 'which has the type Array'],
          ['xa', 'String', 'It uses xa by itself'],
          ['true and not xa', 'Number', 'It uses xa by itself'],
        ] as const
      ).map(([expression, type, cause]) => ({
        title: `${expression} over ${type}`,
        definition: withCondition(expression, [takes('xa', type)]),
        reports: [
          [
            'Error',
            { node: 'If', condition: 'big', cause: expect.stringContaining(cause) as string },
          ] as const,
        ],
        says: cause,
      })),
      {
        title: 'a default with an expression',
        definition: changing(branching, 'If', () => ({
          configuration: {
            condition: {
              conditions: [
                { name: 'big', expression: 'xa > 1' },
                { name: 'default', expression: 'xa < 1' },
              ],
            },
          },
        })),
        reports: [['Warning', { node: 'If', condition: 'default', cause: expect.any(String) as string }]],
        says: 'counts for nothing',
      },
      {
        title: 'a loop over an input of another category',
        definition: loopAround(
          changing(body, 'Controller', (node) => loopControllerNode('last > 0', [...node.inputs!])),
        ),
        reports: [
          [
            'Error',
            {
              node: 'Controller',
              condition: 'goOn',
              cause: expect.stringContaining('It names last') as string,
            },
          ],
        ],
        says: 'Only inputs of category LoopCondition count',
      },
    ],
    passes: [
      { title: 'a Number', definition: withCondition('xa > 5 or not (xa <= -1.5)') },
      { title: 'a Boolean by itself', definition: withCondition('xa and true', [takes('xa', 'Boolean')]) },
      { title: 'a String', definition: withCondition('xa == "a"', [takes('xa', 'String')]) },
      { title: 'a loop', definition: loopAround(body) },
      {
        title: 'a loop without a condition yet: that is missing configuration',
        definition: loopAround(changing(body, 'Controller', () => ({ configuration: {} }))),
      },
    ],
  },
  DuplicateConditionExpression: {
    fails: [
      {
        title: 'the same text',
        definition: changing(branching, 'If', () =>
          conditionNode('If', [takes('xa')], { big: 'xa > 5', large: ' xa > 5', huge: 'xa > 9' }),
        ),
        reports: [['Error', { node: 'If', expression: ' xa > 5' }]],
        says: 'Condition large of node If has the same expression as condition big',
      },
    ],
    passes: [
      { title: 'different texts', definition: branching },
      {
        title: 'the same text in two nodes',
        definition: adding(branching, [conditionNode('Also', [takes('xa')], { big: 'xa > 5' })]),
      },
    ],
  },
  MissingDefaultCondition: {
    fails: [
      {
        title: 'only conditions with expressions',
        definition: changing(branching, 'If', () => ({
          configuration: { condition: { conditions: [{ name: 'big', expression: 'xa > 5' }] } },
        })),
        reports: [['Error', { node: 'If' }]],
        says: 'Node If has no condition named "default"',
      },
    ],
    passes: [{ title: 'with default', definition: branching }],
  },
  IncompatibleConnectionDataType: {
    fails: [
      {
        title: 'the whole value has another type',
        definition: withExpression('$.data', 'String'),
        reports: [['Error', { connection: 'fromIndocumentToWorkxa' }]],
        says: 'brings output document of In (String) to input xa of Work (Number)',
      },
      {
        title: 'a member of a value that has none',
        definition: withExpression('$.data.count', 'String'),
        reports: [['Warning', { connection: 'fromIndocumentToWorkxa' }]],
        says: 'reads an Object. Write $.data',
      },
      {
        title: 'an element of an Object',
        definition: withExpression('$.data[0]', 'Object'),
        reports: [['Warning', { connection: 'fromIndocumentToWorkxa' }]],
        says: 'reads an Array',
      },
      {
        title: 'a slice into a Number',
        definition: withExpression('$.data.counts[0:1]', 'Object'),
        reports: [['Warning', { connection: 'fromIndocumentToWorkxa' }]],
        says: 'always gives an Array',
      },
    ],
    passes: [
      { title: 'the same type', definition: straight },
      { title: 'a member', definition: withExpression('$.data.count', 'Object') },
      { title: 'an element', definition: withExpression('$.data[0].count', 'Array') },
      {
        title: 'all members of an Object, one element of them',
        definition: withExpression('$.data.count[0]', 'Object'),
      },
      {
        title: 'a malformed expression is reported as such',
        definition: withExpression('$.count', 'String'),
      },
    ],
  },
};
