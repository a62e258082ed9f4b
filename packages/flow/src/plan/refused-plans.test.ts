import { describe, expect, test } from 'vitest';
import type { FlowConnection, FlowDefinition, FlowNode } from '../definition/index.ts';
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
} from '../engine/test-support/flow-builder.ts';
import { collect } from '../engine/test-support/flows.ts';
import { compilePlan } from './compile-plan.ts';
import { PlanError } from './plan-error.ts';

const flowOf = (nodes: FlowNode[], connections: FlowConnection[]): FlowDefinition => ({ nodes, connections });

describe('what cannot be run is refused, with the node and the reason', () => {
  const from = (name: string) => data(`${name}.functionResponse`, 'Out.document');
  const between = [inputNode('Array'), iteratorNode('Each'), workNode('Work', [takes('xa')])];

  test.each<[string, FlowDefinition, string]>([
    [
      'a type that does not exist',
      flowOf([{ name: 'Odd', type: 'constructor' as never }], []),
      'node Odd has the type constructor, which does not exist',
    ],
    ['two nodes of one name', flowOf([inputNode(), inputNode()], []), 'more than one node is named In'],
    [
      'a source that does not exist',
      flowOf([outputNode()], [from('Gone')]),
      'names node Gone, which does not exist',
    ],
    [
      'a target that does not exist',
      flowOf([inputNode()], [data('In.document', 'Gone.document')]),
      'names node Gone, which does not exist',
    ],
    [
      'an output that does not exist',
      flowOf([inputNode(), outputNode()], [data('In.other', 'Out.document')]),
      'connection fromInotherToOutdocument names no output of node In',
    ],
    [
      'an input that does not exist',
      flowOf([inputNode(), outputNode()], [data('In.document', 'Out.other')]),
      'connection fromIndocumentToOutother names no input of node Out',
    ],
    [
      'a condition that does not exist',
      flowOf([inputNode(), outputNode()], [when('In.big', 'Out')]),
      'connection whenInbigToOut names no condition of node In',
    ],
    [
      'a connection to where values enter',
      flowOf([inputNode(), workNode('Work', [takes('xa')])], [data('Work.functionResponse', 'In.xa')]),
      'leads to Input In',
    ],
    [
      'a cycle',
      flowOf(
        [workNode('One', [takes('xa')]), workNode('Two', [takes('xa')])],
        [data('One.functionResponse', 'Two.xa'), data('Two.functionResponse', 'One.xa')],
      ),
      'node One waits for itself: its connections form a cycle',
    ],
    [
      'a malformed expression',
      flowOf([{ ...outputNode(), inputs: [takes('document', 'Number', { expression: 'data' })] }], []),
      'input document of node Out',
    ],
    [
      'a malformed condition',
      flowOf([conditionNode('If', [takes('xa')], { odd: 'xa >' })], []),
      'condition odd of If',
    ],
    [
      'an Output without a document',
      flowOf([{ name: 'Out', type: 'Output' }], []),
      'Output Out has no input document',
    ],
    [
      'an Iterator without an array',
      flowOf([{ name: 'Each', type: 'Iterator' }], []),
      'Iterator Each has no input array',
    ],
    ['a Collector without an Iterator', flowOf([collectorNode('All')], []), 'Collector All has no Iterator'],
    [
      'a Collector of what stands outside',
      flowOf(
        [...between, collectorNode('All')],
        [
          data('In.document', 'Each.array'),
          data('In.document', 'All.arrayItem'),
          data('Each.arraySize', 'All.arraySize'),
        ],
      ),
      'Collector All takes its arrayItem from outside',
    ],
    [
      'a Collector of items from inside and outside',
      flowOf(
        [...between, collectorNode('All')],
        [
          data('In.document', 'Each.array'),
          data('In.document', 'All.arrayItem'),
          data('Each.arrayItem', 'All.arrayItem'),
          data('Each.arraySize', 'All.arraySize'),
        ],
      ),
      'Collector All depends for arrayItem on nodes inside and outside',
    ],
    [
      'a Collector that depends on conditions inside and outside',
      flowOf(
        [
          ...collect().nodes!,
          conditionNode('Inside', [takes('xa')], { big: 'xa > 1' }),
          conditionNode('Outside', [takes('xa')], { big: 'xa > 1' }),
        ],
        [
          ...collect().connections!,
          data('Each.arrayItem', 'Inside.xa'),
          data('In.document', 'Outside.xa'),
          when('Inside.big', 'All'),
          when('Outside.big', 'All'),
        ],
      ),
      'Collector All depends for its conditions on nodes inside and outside',
    ],
    [
      'a node in two iterations',
      flowOf(
        [
          inputNode('Array'),
          iteratorNode('One'),
          iteratorNode('Two'),
          workNode('Both', [takes('xa'), takes('xb')]),
        ],
        [
          data('In.document', 'One.array'),
          data('In.document', 'Two.array'),
          data('One.arrayItem', 'Both.xa'),
          data('Two.arrayItem', 'Both.xb'),
        ],
      ),
      'node Both takes values from the bodies of two Iterators',
    ],
    [
      'a body that waits for its own end',
      flowOf(
        [...collect().nodes!, workNode('Late', [takes('xa', 'Array'), takes('xb')])],
        [...collect().connections!, data('All.collectedArray', 'Late.xa'), data('Each.arrayItem', 'Late.xb')],
      ),
      'the body of Iterator Each waits for what comes only when that body is over',
    ],
    [
      'a body in a body that waits for the end of the outer one',
      flowOf(
        [
          ...collect().nodes!,
          workNode('Row', [takes('xa')], 'Array'),
          iteratorNode('Inner'),
          workNode('Late', [takes('xa'), takes('xb', 'Array')]),
        ],
        [
          ...collect().connections!,
          data('Each.arrayItem', 'Row.xa'),
          data('Row.functionResponse', 'Inner.array'),
          data('Inner.arrayItem', 'Late.xa'),
          data('All.collectedArray', 'Late.xb'),
        ],
      ),
      'the body of Iterator',
    ],
    [
      'two bodies that wait for each other',
      flowOf(
        [
          iteratorNode('Behind'),
          workNode('InBehind', [takes('xa')]),
          inputNode('Array'),
          iteratorNode('One'),
          collectorNode('AllOne'),
          iteratorNode('Two'),
          collectorNode('AllTwo'),
          workNode('InOne', [takes('xa'), takes('xb', 'Array')]),
          workNode('InTwo', [takes('xa'), takes('xb', 'Array')]),
        ],
        ['One', 'Two'].flatMap((name) => [
          data('In.document', `${name}.array`),
          data(`${name}.arrayItem`, `All${name}.arrayItem`),
          data(`${name}.arraySize`, `All${name}.arraySize`),
          data(`${name}.arrayItem`, `In${name}.xa`),
          data(`All${name === 'One' ? 'Two' : 'One'}.collectedArray`, `In${name}.xb`),
          data('AllOne.collectedArray', 'Behind.array'),
          data('Behind.arrayItem', 'InBehind.xa'),
        ]),
      ),
      'the body of Iterator One waits',
    ],
    ['a loop without a controller', loopOf([loopInputNode({})]), 'Loop Loop has 0 LoopControllers'],
    [
      'a loop with two controllers',
      loopOf([loopControllerNode('xa > 1', [takes('xa')]), loopControllerNode('xa > 1', [], 3, 'Second')]),
      'Loop Loop has 2 LoopControllers',
    ],
    [
      'a controller in an iteration',
      loopOf(
        [iteratorNode('Each'), loopControllerNode('xa > 1', [takes('xa')])],
        [data('Each.arrayItem', 'Controller.xa')],
      ),
      'LoopController Controller stands in the body of an Iterator',
    ],
  ])('%s', (_name, definition, message) => {
    expect(() => compilePlan(definition)).toThrow(PlanError);
    expect(() => compilePlan(definition)).toThrow(message);
  });

  function loopOf(nodes: FlowNode[], connections: FlowConnection[] = []): FlowDefinition {
    return flowOf([loopNode('Loop', [], {}, { nodes, connections })], []);
  }
});
