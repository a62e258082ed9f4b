import type {
  DataType,
  FlowConnection,
  FlowDefinition,
  FlowNode,
  FlowNodeInput,
} from '../../definition/index.ts';

/** Definitions for tests, written as one reads a flow. */

export const data = (from: string, to: string): FlowConnection => {
  const [source, sourceOutput] = from.split('.') as [string, string];
  const [target, targetInput] = to.split('.') as [string, string];
  return {
    type: 'Data',
    name: `from${source}${sourceOutput}To${target}${targetInput}`,
    source,
    target,
    configuration: { data: { sourceOutput, targetInput } },
  };
};

export const when = (from: string, target: string): FlowConnection => {
  const [source, condition] = from.split('.') as [string, string];
  return {
    type: 'Conditional',
    name: `when${source}${condition}To${target}`,
    source,
    target,
    configuration: { conditional: { condition } },
  };
};

export const takes = (
  name: string,
  type: DataType = 'Number',
  more: Partial<FlowNodeInput> = {},
): FlowNodeInput => ({ name, type, expression: '$.data', ...more });

export const inputNode = (type: DataType = 'Number', name = 'In'): FlowNode => ({
  name,
  type: 'Input',
  outputs: [{ name: 'document', type }],
});

export const outputNode = (name = 'Out', type: DataType = 'Number'): FlowNode => ({
  name,
  type: 'Output',
  inputs: [takes('document', type)],
});

/** A work node: which type it has does not matter to the engine. */
export const workNode = (name: string, inputs: FlowNodeInput[], output: DataType = 'Number'): FlowNode => ({
  name,
  type: 'LambdaFunction',
  configuration: { lambdaFunction: { lambdaArn: 'arn:aws:lambda:us-east-1:000000000000:function:work' } },
  inputs,
  outputs: [{ name: 'functionResponse', type: output }],
});

/** Conditions as `name: expression`; default is added. */
export const conditionNode = (
  name: string,
  inputs: FlowNodeInput[],
  conditions: Readonly<Record<string, string>>,
): FlowNode => ({
  name,
  type: 'Condition',
  configuration: {
    condition: {
      conditions: [
        ...Object.entries(conditions).map(([condition, expression]) => ({ name: condition, expression })),
        { name: 'default' },
      ],
    },
  },
  inputs,
});

export const iteratorNode = (name: string, item: DataType = 'Number', expression = '$.data'): FlowNode => ({
  name,
  type: 'Iterator',
  inputs: [takes('array', 'Array', { expression })],
  outputs: [
    { name: 'arrayItem', type: item },
    { name: 'arraySize', type: 'Number' },
  ],
});

export const collectorNode = (name: string, item: DataType = 'Number'): FlowNode => ({
  name,
  type: 'Collector',
  inputs: [takes('arrayItem', item), takes('arraySize')],
  outputs: [{ name: 'collectedArray', type: 'Array' }],
});

export const loopNode = (
  name: string,
  inputs: FlowNodeInput[],
  outputs: Readonly<Record<string, DataType>>,
  definition: FlowDefinition,
): FlowNode => ({
  name,
  type: 'Loop',
  configuration: { loop: { definition } },
  inputs,
  outputs: Object.entries(outputs).map(([output, type]) => ({ name: output, type })),
});

export const loopInputNode = (outputs: Readonly<Record<string, DataType>>, name = 'LoopIn'): FlowNode => ({
  name,
  type: 'LoopInput',
  outputs: Object.entries(outputs).map(([output, type]) => ({ name: output, type })),
});

export const loopControllerNode = (
  expression: string,
  inputs: FlowNodeInput[],
  maxIterations?: number,
  name = 'Controller',
): FlowNode => ({
  name,
  type: 'LoopController',
  configuration: {
    loopController: {
      continueCondition: { name: 'goOn', expression },
      ...(maxIterations !== undefined && { maxIterations }),
    },
  },
  inputs,
});
