import type { DataType, FlowConnection, FlowDefinition, FlowNode } from '../../definition/index.ts';
import {
  conditionNode,
  data,
  inputNode,
  loopControllerNode,
  loopInputNode,
  loopNode,
  outputNode,
  takes,
  when,
  workNode,
} from '../../engine/test-support/flow-builder.ts';

export * from '../../engine/test-support/flow-builder.ts';

export const flow = (
  nodes: readonly FlowNode[],
  connections: readonly FlowConnection[] = [],
): FlowDefinition => ({
  nodes: [...nodes],
  connections: [...connections],
});

/** A prompt of one text; each variable is an input of type String. */
export const promptNode = (
  name: string,
  text: string,
  variables: readonly string[] = ['topic'],
): FlowNode => ({
  name,
  type: 'Prompt',
  configuration: {
    prompt: {
      sourceConfiguration: {
        inline: {
          modelId: 'amazon.nova-lite-v1:0',
          templateType: 'TEXT',
          templateConfiguration: { text: { text } },
        },
      },
    },
  },
  inputs: variables.map((variable) => takes(variable, 'String')),
  outputs: [{ name: 'modelCompletion', type: 'String' }],
});

/** The same node with some members replaced. */
export const but = (node: FlowNode, changes: Partial<FlowNode>): FlowNode => ({ ...node, ...changes });

/** In → Work → Out, all Numbers. */
export const straight = flow(
  [inputNode(), workNode('Work', [takes('xa')]), outputNode()],
  [data('In.document', 'Work.xa'), data('Work.functionResponse', 'Out.document')],
);

/** In → If, whose branches lead to Big and Small, which meet in Out. */
export const branching = flow(
  [
    inputNode(),
    conditionNode('If', [takes('xa')], { big: 'xa > 5' }),
    workNode('Big', [takes('xa')]),
    workNode('Small', [takes('xa')]),
    outputNode(),
  ],
  [
    data('In.document', 'If.xa'),
    data('In.document', 'Big.xa'),
    data('In.document', 'Small.xa'),
    when('If.big', 'Big'),
    when('If.default', 'Small'),
    data('Big.functionResponse', 'Out.document'),
    data('Small.functionResponse', 'Out.document'),
  ],
);

/** A body that counts down: the LoopInput's `seed` goes through Work, back to the start and out as `last`. */
export const body = flow(
  [
    loopInputNode({ seed: 'Number' }),
    workNode('Work', [takes('xa')]),
    loopControllerNode('level > 0', [
      takes('level', 'Number', { category: 'LoopCondition' }),
      takes('seed', 'Number', { category: 'ReturnValueToLoopStart' }),
      takes('last', 'Number', { category: 'ExitLoop' }),
    ]),
  ],
  [
    data('LoopIn.seed', 'Work.xa'),
    data('Work.functionResponse', 'Controller.level'),
    data('Work.functionResponse', 'Controller.seed'),
    data('Work.functionResponse', 'Controller.last'),
  ],
);

/** In → Repeat (a loop around that body) → Out. */
export const loopAround = (
  definition: FlowDefinition,
  inputs: Readonly<Record<string, DataType>> = { seed: 'Number' },
  outputs: Readonly<Record<string, DataType>> = { last: 'Number' },
): FlowDefinition =>
  flow(
    [
      inputNode(),
      loopNode(
        'Repeat',
        Object.entries(inputs).map(([name, type]) => takes(name, type)),
        outputs,
        definition,
      ),
      outputNode(),
    ],
    [
      ...Object.keys(inputs).map((name) => data('In.document', `Repeat.${name}`)),
      ...Object.keys(outputs).map((name) => data(`Repeat.${name}`, 'Out.document')),
    ],
  );

/** A definition with some nodes, by name, replaced by what the change makes of them. */
export const changing = (
  definition: FlowDefinition,
  name: string,
  change: (node: FlowNode) => Partial<FlowNode>,
): FlowDefinition => ({
  ...definition,
  nodes: (definition.nodes ?? []).map((node) => (node.name === name ? { ...node, ...change(node) } : node)),
});

/** A definition with more nodes or connections. */
export const adding = (
  definition: FlowDefinition,
  nodes: readonly FlowNode[],
  connections: readonly FlowConnection[] = [],
): FlowDefinition =>
  flow([...(definition.nodes ?? []), ...nodes], [...(definition.connections ?? []), ...connections]);

/** A definition without some nodes, by name, and the connections at them. */
export const without = (definition: FlowDefinition, ...names: string[]): FlowDefinition =>
  flow(
    (definition.nodes ?? []).filter((node) => !names.includes(node.name)),
    (definition.connections ?? []).filter(
      ({ source, target }) => !names.includes(source) && !names.includes(target),
    ),
  );

/** A definition without the connections that match. */
export const cutting = (
  definition: FlowDefinition,
  matches: (connection: FlowConnection) => boolean,
): FlowDefinition =>
  flow(
    definition.nodes ?? [],
    (definition.connections ?? []).filter((connection) => !matches(connection)),
  );

/** In (an Array) → Each → Work per item → All → Out. */
export const iterating = flow(
  [
    inputNode('Array'),
    {
      name: 'Each',
      type: 'Iterator',
      inputs: [takes('array', 'Array')],
      outputs: [
        { name: 'arrayItem', type: 'Number' },
        { name: 'arraySize', type: 'Number' },
      ],
    },
    workNode('Work', [takes('xa')]),
    {
      name: 'All',
      type: 'Collector',
      inputs: [takes('arrayItem'), takes('arraySize')],
      outputs: [{ name: 'collectedArray', type: 'Array' }],
    },
    outputNode('Out', 'Array'),
  ],
  [
    data('In.document', 'Each.array'),
    data('Each.arrayItem', 'Work.xa'),
    data('Work.functionResponse', 'All.arrayItem'),
    data('Each.arraySize', 'All.arraySize'),
    data('All.collectedArray', 'Out.document'),
  ],
);

export const ask = promptNode('Ask', 'Tell me about {{topic}}');

/** In (a String) → Ask → Out. */
export const asking = flow(
  [inputNode('String'), ask, outputNode('Out', 'String')],
  [data('In.document', 'Ask.topic'), data('Ask.modelCompletion', 'Out.document')],
);

/** The LoopController of `body`. */
export const controller = body.nodes!.find((node) => node.type === 'LoopController')!;

/** A knowledge base that answers with what it found. */
export const lookup: FlowNode = {
  name: 'Lookup',
  type: 'KnowledgeBase',
  configuration: { knowledgeBase: { knowledgeBaseId: 'KB12345678' } },
  inputs: [takes('retrievalQuery', 'String')],
  outputs: [{ name: 'retrievalResults', type: 'Array' }],
};

/** `branching` with another expression for its condition `big`, over other inputs. */
export const withCondition = (expression: string | undefined, inputs = [takes('xa')]): FlowDefinition =>
  changing(branching, 'If', () => ({
    inputs,
    configuration: {
      condition: { conditions: [{ name: 'big', ...(expression && { expression }) }, { name: 'default' }] },
    },
  }));

/** `straight` with an Input of that type and that expression between it and Work. */
export const withExpression = (expression: string, type: DataType): FlowDefinition =>
  changing(
    changing(straight, 'In', () => ({ outputs: [{ name: 'document', type }] })),
    'Work',
    () => ({ inputs: [takes('xa', 'Number', { expression })] }),
  );
