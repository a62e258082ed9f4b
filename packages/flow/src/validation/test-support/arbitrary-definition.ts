import fc from 'fast-check';
import type {
  DataType,
  FlowConnection,
  FlowDefinition,
  FlowNode,
  FlowNodeType,
} from '../../definition/index.ts';
import { nodeTypes } from '../../nodes/index.ts';
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
} from './flows.ts';

const NAMES = ['Aa', 'Bb', 'Cc', 'In', 'Out', 'constructor', '__proto__', 'default'];
const SLOTS = ['document', 'xa', 'array', 'arrayItem', 'arraySize', 'collectedArray', 'toString', 'seed'];
const TYPES: DataType[] = ['String', 'Number', 'Boolean', 'Object', 'Array'];
const EXPRESSIONS = [
  '$.data',
  '$.data.a[0]',
  '$.data[*]',
  '$.name',
  '',
  '$.data..',
  'xa > 1',
  'xa',
  'xa and (',
  'zz == "1"',
];

/**
 * Random definitions of a valid form, or half-built, wired without any plan: few names, so that they meet; cycles,
 * duplicates, unknown ends and loops within loops are all likely.
 */
export const arbitraryDefinition = (): fc.Arbitrary<FlowDefinition> =>
  fc.letrec<{ definition: FlowDefinition }>((tie) => {
    const name = fc.constantFrom(...NAMES);
    const expression = fc.constantFrom(...EXPRESSIONS);
    const input = fc.record(
      {
        name: fc.constantFrom(...SLOTS),
        type: fc.constantFrom(...TYPES),
        expression,
        category: fc.constantFrom('LoopCondition', 'ReturnValueToLoopStart', 'ExitLoop'),
      },
      { requiredKeys: ['name', 'type'] },
    );
    const output = fc.record({ name: fc.constantFrom(...SLOTS), type: fc.constantFrom(...TYPES) });
    const condition = fc.record({ name, expression }, { requiredKeys: ['name'] });
    const text = fc.constantFrom('', '{{xa}}', '{{ document }} {{', '{{__proto__}}');
    const configuration = fc.oneof(
      { maxDepth: 3, depthIdentifier: 'loops' },
      fc.constant({}),
      fc.record({
        condition: fc.record({ conditions: fc.array(condition, { maxLength: 4 }) }, { requiredKeys: [] }),
      }),
      fc.record({ loopController: fc.record({ continueCondition: condition }, { requiredKeys: [] }) }),
      text.map((template) => ({
        prompt: {
          sourceConfiguration: {
            inline: {
              modelId: 'm',
              templateType: 'TEXT',
              templateConfiguration: { text: { text: template } },
            },
          },
        },
      })),
      fc.constant({ prompt: {} }),
      fc.constant({ lambdaFunction: { lambdaArn: 'a' } }),
      fc.record({ loop: fc.record({ definition: tie('definition') }, { requiredKeys: [] }) }),
    );
    const node = fc.record(
      {
        name,
        type: fc.constantFrom(...(Object.keys(nodeTypes) as FlowNodeType[])),
        configuration,
        inputs: fc.array(input, { maxLength: 3 }),
        outputs: fc.array(output, { maxLength: 2 }),
      },
      { requiredKeys: ['name', 'type'] },
    );
    const connection = fc.record(
      {
        name: fc.constantFrom('c1', 'c2', 'c3', 'c4'),
        type: fc.constantFrom('Data', 'Conditional'),
        source: name,
        target: name,
        configuration: fc.oneof(
          fc.record({
            data: fc.record({
              sourceOutput: fc.constantFrom(...SLOTS),
              targetInput: fc.constantFrom(...SLOTS),
            }),
          }),
          fc.record({ conditional: fc.record({ condition: name }) }),
          fc.constant({}),
        ),
      },
      { requiredKeys: ['name', 'type', 'source', 'target'] },
    );
    return {
      definition: fc.record(
        { nodes: fc.array(node, { maxLength: 8 }), connections: fc.array(connection, { maxLength: 12 }) },
        { requiredKeys: [] },
      ) as fc.Arbitrary<FlowDefinition>,
    };
  }).definition;

interface Choice {
  readonly kind: number;
  readonly picks: readonly number[];
}

/**
 * Random flows whose nodes are complete and mostly connected forwards, so that many are free of errors: work, up to
 * three Condition nodes, an Iterator and a Collector, loops, connections that meet, gates of every kind.
 */
export const arbitraryWiring = (): fc.Arbitrary<FlowDefinition> =>
  fc
    .array(fc.record({ kind: fc.nat(99), picks: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }) }), {
      minLength: 1,
      maxLength: 9,
      size: 'max',
    })
    .map((choices) => wire(choices));

function wire(choices: readonly Choice[]): FlowDefinition {
  const nodes: FlowNode[] = [inputNode()];
  const connections: FlowConnection[] = [];
  const sources: { readonly [Type in 'Number' | 'Array']: string[] } = { Number: ['In.document'], Array: [] };
  const gates: string[] = [];
  const used = new Set<string>();

  for (const [index, { kind, picks }] of choices.entries()) {
    const node = nodeFor(
      { kind, picks },
      index,
      sources.Array.length > 0 && !used.has('Iterator'),
      used,
      gates.length < 6,
    );
    used.add(node.type);
    for (const [order, input] of (node.inputs ?? []).entries()) {
      const offers = sources[input.type as 'Number' | 'Array'];
      const to = `${node.name}.${input.name}`;
      const first = offers[picks[order]! % Math.max(offers.length, 1)];
      if (first && picks[order]! % 23 !== 0) connections.push(data(first, to));
      const second = offers[picks[order + 2]! % Math.max(offers.length, 1)];
      if (second && second !== first && picks[order + 4]! % 3 === 0) connections.push(data(second, to));
    }
    const wanted = gates.length === 0 ? 0 : [0, 0, 1, 1, 2][picks[6]! % 5]!;
    for (const gate of new Set(
      Array.from({ length: wanted }, (_, at) => gates[picks[7 - at]! % gates.length]!),
    ))
      connections.push(when(gate, node.name));
    for (const output of node.outputs ?? [])
      sources[output.type as 'Number' | 'Array'].push(`${node.name}.${output.name}`);
    if (node.type === 'Condition') gates.push(`${node.name}.big`, `${node.name}.default`);
    nodes.push(node);
  }
  nodes.push(outputNode());
  connections.push(data(sources.Number.at(-1)!, 'Out.document'));
  return { nodes, connections };
}

function nodeFor(
  { kind, picks }: Choice,
  index: number,
  mayIterate: boolean,
  used: ReadonlySet<string>,
  mayChoose: boolean,
): FlowNode {
  if (mayIterate && kind < 60) return iteratorNode('Each');
  if (used.has('Iterator') && !used.has('Collector') && kind < 45) return collectorNode('All');
  if (used.has('Collector') && kind < 15)
    return workNode(`Both${index}`, [takes('xa'), takes('xb', 'Array')]);
  if (kind < 40 && mayChoose) return conditionNode(`If${index}`, [takes('xa')], { big: 'xa > 4' });
  if (kind < 55) return workNode(`List${index}`, [takes('xa')], 'Array');
  if (kind < 62) return outputNode(`Out${index}`);
  if (kind < 72) return randomLoop(`Repeat${index}`, picks);
  return workNode(`Work${index}`, kind < 87 ? [takes('xa')] : [takes('xa'), takes('xb')]);
}

/** A loop whose border may not fit: each part has what a pick says, mostly both of two values. */
function randomLoop(name: string, picks: readonly number[]): FlowNode {
  const some = <Value>(at: number, values: readonly Value[]): Value[] =>
    values.filter((_, index) => (picks[at]! + index) % 5 !== 0);
  const slots = ['seed', 'kept'] as const;
  const handedOn = some(0, slots);
  const decided = [
    ...some(3, [takes('level', 'Number', { category: 'LoopCondition' })]),
    ...some(1, slots).map((slot) => takes(slot, 'Number', { category: 'ReturnValueToLoopStart' })),
    ...some(2, ['last', 'first']).map((slot) => takes(slot, 'Number', { category: 'ExitLoop' })),
  ];
  const emits = picks[6]! % 3 === 0;
  const body: FlowDefinition = {
    nodes: [
      loopInputNode(Object.fromEntries(handedOn.map((slot) => [slot, 'Number' as const]))),
      workNode('Work', [takes('xa')]),
      loopControllerNode('level > 4', decided, (picks[4]! % 3) + 1),
      ...(emits ? [outputNode('Inner')] : []),
    ],
    connections: [
      ...(emits ? [data('Work.functionResponse', 'Inner.document')] : []),
      ...handedOn.slice(0, 1).map((slot) => data(`LoopIn.${slot}`, 'Work.xa')),
      ...new Set(decided.map((input) => input.name))
        .values()
        .map((slot) => data('Work.functionResponse', `Controller.${slot}`)),
    ],
  };
  const takesIn = some(0, slots);
  return loopNode(
    name,
    (picks[5]! % 4 === 0 ? some(6, slots) : takesIn).map((slot) => takes(slot)),
    Object.fromEntries(
      some(picks[7]! % 3 === 0 ? 6 : 2, ['last', 'first']).map((slot) => [slot, 'Number' as const]),
    ),
    body,
  );
}
