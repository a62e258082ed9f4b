import type { FlowDefinition } from '@streambed/flow/definition';
import { type Call, createState, drive, type FlowEvent } from '@streambed/flow/engine';
import { compilePlan } from '@streambed/flow/plan';
import type { WorkResult } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import type { FlowTrace } from '@streambed/model/bedrock-agent-runtime';
import { describe, expect, test } from 'vitest';
import { projectEvents } from './project-events.ts';
import { projectTrace } from './project-trace.ts';

/** Traces in the form captured from the service (api-runtime.md section 4). */

const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const TIMESTAMP = '2026-01-02T03:04:05.678Z';

type Node = NonNullable<FlowDefinition['nodes']>[number];
type Input = NonNullable<Node['inputs']>[number];
type DataType = Input['type'];

const takes = (name: string, type: DataType = 'Number', more: Partial<Input> = {}): Input => ({
  name,
  type,
  expression: '$.data',
  ...more,
});
const gives = (outputs: Readonly<Record<string, DataType>>) =>
  Object.entries(outputs).map(([name, type]) => ({ name, type }));
const node = (type: Node['type'], name: string, more: Partial<Node> = {}): Node => ({ name, type, ...more });
const input = (type: DataType): Node => node('Input', 'In', { outputs: gives({ document: type }) });
const output = (type: DataType): Node => node('Output', 'Out', { inputs: [takes('document', type)] });
const work = (name: string, inputs: Input[]): Node =>
  node('LambdaFunction', name, { inputs, outputs: gives({ functionResponse: 'Number' }) });

/** `In.document > Work.xa`, or `If?big > Work` for a conditional connection. */
const wires = (...lines: string[]): FlowDefinition['connections'] =>
  lines.map((line) => {
    const [from, to] = line.split(' > ') as [string, string];
    const name = line.replaceAll(/\W/g, '');
    const [chooser, condition] = from.split('?') as [string, string?];
    if (condition !== undefined)
      return {
        type: 'Conditional',
        name,
        source: chooser,
        target: to,
        configuration: { conditional: { condition } },
      };
    const [source, sourceOutput] = from.split('.') as [string, string];
    const [target, targetInput] = to.split('.') as [string, string];
    return { type: 'Data', name, source, target, configuration: { data: { sourceOutput, targetInput } } };
  });

async function traces(
  nodes: Node[],
  connections: FlowDefinition['connections'],
  document: JsonValue,
  answer: (call: Call) => WorkResult = () => ({ outputs: { functionResponse: 1 } }),
): Promise<FlowTrace[]> {
  const plan = compilePlan({ nodes, ...(connections && { connections }) });
  const clock = { now: () => AT, monotonic: () => 0, after: () => () => {} };
  const events = drive({
    plan,
    state: createState(plan, { nodeName: 'In', document }),
    clock,
    execute: async (call) => answer(call),
    nodeTimeout: 1_000,
    flowTimeout: 1_000,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const found: FlowTrace[] = [];
  for await (const batch of projectEvents(plan, events, true))
    for (const event of batch) if (event.name === 'flowTraceEvent') found.push(event.payload.trace);
  return found;
}

describe('a branched run', () => {
  const nodes = [
    input('Object'),
    node('Condition', 'If', {
      inputs: [takes('size', 'Number', { expression: '$.data.size' })],
      configuration: {
        condition: { conditions: [{ name: 'big', expression: 'size > 5' }, { name: 'default' }] },
      },
    }),
    work('Big', [takes('xa', 'Object')]),
    work('Small', [takes('xa', 'Object')]),
    output('Number'),
  ];
  const connections = wires(
    'In.document > If.size',
    'In.document > Big.xa',
    'In.document > Small.xa',
    'If?big > Big',
    'If?default > Small',
    'Big.functionResponse > Out.document',
    'Small.functionResponse > Out.document',
  );
  const action = { at: AT + 1, serviceName: 'Lambda', operationName: 'Invoke', requestId: 'r-1' };

  test('is told as the service tells it', async () => {
    const document = { size: 9 };
    const answer = () => ({
      outputs: { functionResponse: 2 },
      actions: [{ ...action, operationRequest: { a: 1 }, operationResponse: { b: 2 } }],
    });
    expect(await traces(nodes, connections, document, answer)).toEqual([
      {
        nodeOutputTrace: {
          nodeName: 'In',
          timestamp: TIMESTAMP,
          fields: [
            {
              nodeOutputName: 'document',
              content: { document },
              next: [
                { nodeName: 'If', inputFieldName: 'size' },
                { nodeName: 'Big', inputFieldName: 'xa' },
                { nodeName: 'Small', inputFieldName: 'xa' },
              ],
              type: 'OBJECT',
            },
          ],
        },
      },
      {
        nodeInputTrace: {
          nodeName: 'If',
          timestamp: TIMESTAMP,
          fields: [
            {
              nodeInputName: 'size',
              content: { document: 9 },
              source: { nodeName: 'In', outputFieldName: 'document', expression: '$.data.size' },
              type: 'NUMBER',
            },
          ],
        },
      },
      {
        conditionNodeResultTrace: {
          nodeName: 'If',
          timestamp: TIMESTAMP,
          satisfiedConditions: [{ conditionName: 'big' }],
        },
      },
      {
        nodeInputTrace: {
          nodeName: 'Big',
          timestamp: TIMESTAMP,
          fields: [
            {
              nodeInputName: 'xa',
              content: { document },
              source: { nodeName: 'In', outputFieldName: 'document', expression: '$.data' },
              type: 'OBJECT',
            },
          ],
        },
      },
      {
        nodeActionTrace: {
          nodeName: 'Big',
          timestamp: '2026-01-02T03:04:05.679Z',
          serviceName: 'Lambda',
          operationName: 'Invoke',
          requestId: 'r-1',
          operationRequest: { a: 1 },
          operationResponse: { b: 2 },
        },
      },
      {
        nodeOutputTrace: {
          nodeName: 'Big',
          timestamp: TIMESTAMP,
          fields: [
            {
              nodeOutputName: 'functionResponse',
              content: { document: 2 },
              next: [{ nodeName: 'Out', inputFieldName: 'document' }],
              type: 'NUMBER',
            },
          ],
        },
      },
      {
        nodeInputTrace: {
          nodeName: 'Out',
          timestamp: TIMESTAMP,
          fields: [
            {
              nodeInputName: 'document',
              content: { document: 2 },
              source: { nodeName: 'Big', outputFieldName: 'functionResponse', expression: '$.data' },
              type: 'NUMBER',
            },
          ],
        },
      },
    ]);
  });

  test('names default when no other condition held', async () => {
    const all = await traces(nodes, connections, { size: 1 });
    expect(all.find((trace) => trace.conditionNodeResultTrace)?.conditionNodeResultTrace).toMatchObject({
      satisfiedConditions: [{ conditionName: 'default' }],
    });
    expect(JSON.stringify(all)).not.toContain('"nodeName":"Big","timestamp"');
  });
});

/** `node: input@chain` and `node: output → next`, a line per field. */
const lines = (all: readonly FlowTrace[]): string[] =>
  all.flatMap(({ nodeInputTrace, nodeOutputTrace }) => [
    ...(nodeInputTrace?.fields ?? []).map(
      ({ nodeInputName, executionChain = [], category = '' }) =>
        `${nodeInputTrace?.nodeName}: ${nodeInputName}${category && ` ${category}`}${executionChain.map(({ nodeName, type, index }) => ` ${type} ${nodeName} ${index}`).join('')}`,
    ),
    ...(nodeOutputTrace?.fields ?? []).map(
      ({ nodeOutputName, next = [] }) =>
        `${nodeOutputTrace?.nodeName}: ${nodeOutputName} → ${next.map(({ nodeName, inputFieldName }) => `${nodeName}.${inputFieldName}`).join(' ')}`,
    ),
  ]);

const loopNode = (name: string): Node =>
  node('Loop', name, {
    inputs: [takes('count')],
    outputs: gives({ count: 'Number' }),
    configuration: {
      loop: {
        definition: {
          nodes: [
            node('LoopInput', 'Start', { outputs: gives({ count: 'Number' }) }),
            work('Step', [takes('xa')]),
            node('LoopController', 'Stop', {
              inputs: [
                takes('level', 'Number', { category: 'LoopCondition' }),
                takes('count', 'Number', { category: 'ReturnValueToLoopStart' }),
                takes('count', 'Number', { category: 'ExitLoop' }),
              ],
              configuration: {
                loopController: {
                  continueCondition: { name: 'more', expression: 'level < 0' },
                  maxIterations: 2,
                },
              },
            }),
          ],
          connections: wires(
            'Start.count > Step.xa',
            'Step.functionResponse > Stop.level',
            'Step.functionResponse > Stop.count',
          )!,
        },
      },
    },
  });

test('iterations and loops are told with their chain, outermost first, counted from 0', async () => {
  const nodes = [
    input('Array'),
    node('Iterator', 'Each', {
      inputs: [takes('array', 'Array')],
      outputs: gives({ arrayItem: 'Number', arraySize: 'Number' }),
    }),
    loopNode('Loop'),
    node('Collector', 'All', {
      inputs: [takes('arrayItem'), takes('arraySize')],
      outputs: gives({ collectedArray: 'Array' }),
    }),
    output('Array'),
  ];
  const connections = wires(
    'In.document > Each.array',
    'Each.arrayItem > Loop.count',
    'Loop.count > All.arrayItem',
    'Each.arraySize > All.arraySize',
    'All.collectedArray > Out.document',
  );
  let answers = 0;
  const answer = () => ({ outputs: { functionResponse: answers++ === 1 ? -1 : 1 } });
  expect(lines(await traces(nodes, connections, [1, 2], answer))).toEqual([
    'In: document → Each.array',
    'Each: array',
    'Each: arrayItem → Loop.count',
    'Each: arraySize → All.arraySize',
    'Loop: count Iterator Each 0',
    'Start: count → Step.xa',
    'Step: xa Iterator Each 0 Loop Loop 0',
    'Step: functionResponse → Stop.level Stop.count',
    'Stop: level LoopCondition Iterator Each 0 Loop Loop 0',
    'Stop: count ReturnValueToLoopStart Iterator Each 0 Loop Loop 0',
    'Stop: count ExitLoop Iterator Each 0 Loop Loop 0',
    'Loop: count → All.arrayItem',
    'All: arrayItem Iterator Each 0',
    'All: arraySize Iterator Each 0',
    'Each: arrayItem → Loop.count',
    'Each: arraySize → All.arraySize',
    'Loop: count Iterator Each 1',
    'Start: count → Step.xa',
    'Step: xa Iterator Each 1 Loop Loop 0',
    'Step: functionResponse → Stop.level Stop.count',
    'Stop: level LoopCondition Iterator Each 1 Loop Loop 0',
    'Stop: count ReturnValueToLoopStart Iterator Each 1 Loop Loop 0',
    'Stop: count ExitLoop Iterator Each 1 Loop Loop 0',
    'Start: count → Step.xa',
    'Step: xa Iterator Each 1 Loop Loop 1',
    'Step: functionResponse → Stop.level Stop.count',
    'Stop: level LoopCondition Iterator Each 1 Loop Loop 1',
    'Stop: count ReturnValueToLoopStart Iterator Each 1 Loop Loop 1',
    'Stop: count ExitLoop Iterator Each 1 Loop Loop 1',
    'Loop: count → All.arrayItem',
    'All: arrayItem Iterator Each 1',
    'All: arraySize Iterator Each 1',
    'All: collectedArray → Out.document',
    'Out: document',
  ]);
});

test('a loop without outputs has no output trace: the model wants at least one field', async () => {
  const loop = { ...loopNode('Loop'), outputs: [] };
  const all = await traces([input('Number'), loop], wires('In.document > Loop.count'), 1);
  expect(all.filter(({ nodeOutputTrace }) => nodeOutputTrace?.nodeName === 'Loop')).toEqual([]);
});

test.each<[DataType, JsonValue, string]>([
  ['String', 'x', 'STRING'],
  ['Number', 1, 'NUMBER'],
  ['Boolean', true, 'BOOLEAN'],
  ['Object', {}, 'OBJECT'],
  ['Array', [], 'ARRAY'],
])('%s is written in capitals', async (type, document, traced) => {
  const [given, taken] = await traces(
    [input(type), output(type)],
    wires('In.document > Out.document'),
    document,
  );
  expect(given?.nodeOutputTrace?.fields[0]?.type).toBe(traced);
  expect(taken?.nodeInputTrace?.fields[0]?.type).toBe(traced);
});

test('the record of a call may make its documents only when they are looked at', async () => {
  let made = 0;
  const action = {
    at: AT,
    serviceName: 'Lambda',
    operationName: 'Invoke',
    requestId: 'r',
    get operationRequest() {
      made++;
      return { lazily: true };
    },
  };
  const answer = () => ({ outputs: { functionResponse: 1 }, actions: [action] });
  const all = await traces(
    [input('Number'), work('Work', [takes('xa')])],
    wires('In.document > Work.xa'),
    1,
    answer,
  );
  expect(all.find(({ nodeActionTrace }) => nodeActionTrace)?.nodeActionTrace).toMatchObject({
    operationRequest: { lazily: true },
  });
  expect(made).toBe(1);
});

test.each<FlowEvent>([
  { type: 'flowCompleted', at: AT },
  { type: 'flowFailed', at: AT, fault: { kind: 'validation', blame: 'author', message: 'no' } },
])('$type is no trace', (event) => {
  expect(projectTrace(compilePlan({}), event)).toBeUndefined();
});
