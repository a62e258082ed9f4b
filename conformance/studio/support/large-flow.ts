import type {
  FlowConnection,
  FlowDefinition,
  FlowNode,
  FlowNodeIODataType,
  FlowNodeType,
} from '@streambed/model/bedrock-agent';

/** Types that take any String and give one, in the order in which they are dealt out. */
const WORKERS = [
  'Prompt',
  'InlineCode',
  'KnowledgeBase',
  'LambdaFunction',
  'Agent',
  'Lex',
  'Retrieval',
  'Storage',
] as const satisfies readonly FlowNodeType[];

const input = (name: string, type: FlowNodeIODataType = 'String') => ({ name, type, expression: '$.data' });
const output = (name: string, type: FlowNodeIODataType = 'String') => ({ name, type });

const nodes: { readonly [Type in FlowNodeType]: (name: string) => FlowNode } = {
  Input: (name) => ({ name, type: 'Input', configuration: { input: {} }, outputs: [output('document')] }),
  Output: (name) => ({ name, type: 'Output', configuration: { output: {} }, inputs: [input('document')] }),
  Prompt: (name) => ({
    name,
    type: 'Prompt',
    configuration: {
      prompt: {
        sourceConfiguration: {
          inline: {
            modelId: 'amazon.nova-lite-v1:0',
            templateType: 'TEXT',
            templateConfiguration: {
              text: {
                text: 'Improve {{text}} for {{tone}}',
                inputVariables: [{ name: 'text' }, { name: 'tone' }],
              },
            },
            inferenceConfiguration: { text: { temperature: 0.2, maxTokens: 400 } },
          },
        },
      },
    },
    inputs: [input('text'), input('tone')],
    outputs: [output('modelCompletion')],
  }),
  InlineCode: (name) => ({
    name,
    type: 'InlineCode',
    configuration: { inlineCode: { language: 'Python_3', code: 'text.strip()' } },
    inputs: [input('text')],
    outputs: [output('response')],
  }),
  KnowledgeBase: (name) => ({
    name,
    type: 'KnowledgeBase',
    configuration: { knowledgeBase: { knowledgeBaseId: 'DOCS', modelId: 'amazon.nova-lite-v1:0' } },
    inputs: [input('retrievalQuery')],
    outputs: [output('outputText')],
  }),
  LambdaFunction: (name) => ({
    name,
    type: 'LambdaFunction',
    configuration: {
      lambdaFunction: { lambdaArn: 'arn:aws:lambda:us-east-1:123456789012:function:query-database' },
    },
    inputs: [input('codeHookInput')],
    outputs: [output('functionResponse')],
  }),
  Agent: (name) => ({
    name,
    type: 'Agent',
    configuration: {
      agent: { agentAliasArn: 'arn:aws:bedrock:us-east-1:123456789012:agent-alias/BOOKING001/PROD000001' },
    },
    inputs: [input('agentInputText')],
    outputs: [output('agentResponse')],
  }),
  Lex: (name) => ({
    name,
    type: 'Lex',
    configuration: {
      lex: {
        botAliasArn: 'arn:aws:lex:us-east-1:123456789012:bot-alias/ORDERBOT01/PROD000001',
        localeId: 'en_US',
      },
    },
    inputs: [input('inputText')],
    outputs: [output('predictedIntent')],
  }),
  Retrieval: (name) => ({
    name,
    type: 'Retrieval',
    configuration: { retrieval: { serviceConfiguration: { s3: { bucketName: 'in-bucket' } } } },
    inputs: [input('objectKey')],
    outputs: [output('s3Content')],
  }),
  Storage: (name) => ({
    name,
    type: 'Storage',
    configuration: { storage: { serviceConfiguration: { s3: { bucketName: 'out-bucket' } } } },
    inputs: [input('content'), input('objectKey')],
    outputs: [output('s3Uri')],
  }),
  Condition: (name) => ({
    name,
    type: 'Condition',
    configuration: {
      condition: {
        conditions: [
          { name: 'urgent', expression: 'level == "urgent"' },
          { name: 'normal', expression: 'level == "normal"' },
          { name: 'default' },
        ],
      },
    },
    inputs: [input('level')],
  }),
  Iterator: (name) => ({
    name,
    type: 'Iterator',
    configuration: { iterator: {} },
    inputs: [input('array', 'Array')],
    outputs: [output('arrayItem'), output('arraySize', 'Number')],
  }),
  Collector: (name) => ({
    name,
    type: 'Collector',
    configuration: { collector: {} },
    inputs: [input('arrayItem'), input('arraySize', 'Number')],
    outputs: [output('collectedArray', 'Array')],
  }),
  Loop: (name) => ({
    name,
    type: 'Loop',
    configuration: { loop: { definition: body() } },
    inputs: [input('draft')],
    outputs: [output('result')],
  }),
  LoopInput: (name) => ({
    name,
    type: 'LoopInput',
    configuration: { loopInput: {} },
    outputs: [output('draft')],
  }),
  LoopController: (name) => ({
    name,
    type: 'LoopController',
    configuration: {
      loopController: {
        continueCondition: { name: 'again', expression: 'needsWork == "yes"' },
        maxIterations: 5,
      },
    },
    inputs: [
      { ...input('needsWork'), category: 'LoopCondition' },
      { ...input('draft'), category: 'ReturnValueToLoopStart' },
      { ...input('result'), category: 'ExitLoop' },
    ],
  }),
};

const connect = (
  source: string,
  sourceOutput: string,
  target: string,
  targetInput: string,
): FlowConnection => ({
  name: `${source}_${sourceOutput}_to_${target}_${targetInput}`,
  source,
  target,
  type: 'Data',
  configuration: { data: { sourceOutput, targetInput } },
});

function body(): FlowDefinition {
  return {
    nodes: [
      nodes.LoopInput('LoopInput'),
      nodes.InlineCode('Improve'),
      nodes.LoopController('LoopController'),
    ],
    connections: [
      connect('LoopInput', 'draft', 'Improve', 'text'),
      connect('Improve', 'response', 'LoopController', 'needsWork'),
      connect('Improve', 'response', 'LoopController', 'draft'),
      connect('Improve', 'response', 'LoopController', 'result'),
    ],
  };
}

export interface LargeFlow {
  readonly definition: FlowDefinition;
  /** By path, as StudioDocument keeps them. */
  readonly positions: { readonly [path: string]: readonly [x: number, y: number] };
  /** Nodes at the flow's own level. */
  readonly nodes: number;
  readonly connections: number;
}

/**
 * A flow of so many nodes at its own level: every type, branches, iterators with collectors, loops with bodies, about 1.3
 * connections per node, and a place for each. The same for the same number.
 */
export const largeFlow = (count: number): LargeFlow => {
  const all: FlowNode[] = [nodes.Input('FlowInput')];
  const connections: FlowConnection[] = [];
  const positions: Record<string, readonly [number, number]> = {};
  const lanes = Math.max(1, Math.round(Math.sqrt(count / 2)));
  const place = (name: string, column: number, lane: number) => {
    positions[name] = [column * 336, lane * 256];
  };
  place('FlowInput', 0, Math.floor(lanes / 2));
  /** The end of each lane: where its next node is fed from. */
  const ends = Array.from({ length: lanes }, () => ({ node: 'FlowInput', output: 'document', column: 0 }));
  let made = 1;
  const add = (type: FlowNodeType, lane: number, column: number): string => {
    const name = `${type}_${++made}`;
    all.push(nodes[type](name));
    place(name, column, lane);
    return name;
  };
  const feed = (lane: number, target: string, targetInput: string) => {
    const { node, output: sourceOutput } = ends[lane]!;
    connections.push(connect(node, sourceOutput, target, targetInput));
  };
  const outputOf = (name: string): string => all.find((node) => node.name === name)?.outputs?.[0]?.name ?? '';
  for (let turn = 0; made < count - lanes; turn++) {
    const lane = turn % lanes;
    const end = ends[lane]!;
    const step = Math.floor(turn / lanes);
    const room = count - lanes - made;
    if (step % 5 === 2 && room >= 3) {
      const iterator = add('Iterator', lane, end.column + 1);
      feed(lane, iterator, 'array');
      const inner = add('Prompt', lane, end.column + 2);
      connections.push(connect(iterator, 'arrayItem', inner, 'text'));
      const collector = add('Collector', lane, end.column + 3);
      connections.push(
        connect(inner, 'modelCompletion', collector, 'arrayItem'),
        connect(iterator, 'arraySize', collector, 'arraySize'),
      );
      ends[lane] = { node: collector, output: 'collectedArray', column: end.column + 3 };
    } else if (step % 5 === 4 && room >= 2) {
      const condition = add('Condition', lane, end.column + 1);
      feed(lane, condition, 'level');
      const next = add('InlineCode', lane, end.column + 2);
      feed(lane, next, 'text');
      connections.push({
        name: `${condition}_urgent_to_${next}`,
        source: condition,
        target: next,
        type: 'Conditional',
        configuration: { conditional: { condition: 'urgent' } },
      });
      ends[lane] = { node: next, output: 'response', column: end.column + 2 };
    } else {
      const type = step % 7 === 3 ? 'Loop' : WORKERS[turn % WORKERS.length]!;
      const name = add(type, lane, end.column + 1);
      const { inputs = [] } = all.at(-1)!;
      feed(lane, name, inputs[0]!.name);
      // A second input is fed from a neighbour, so that lines cross as they do in real flows.
      const other = ends[(lane + 1) % lanes]!;
      if (inputs[1] && other.column <= end.column)
        connections.push(connect(other.node, other.output, name, inputs[1].name));
      ends[lane] = { node: name, output: outputOf(name), column: end.column + 1 };
    }
  }
  for (let lane = 0; made < count; lane = (lane + 1) % lanes) {
    const name = add('Output', lane, ends[lane]!.column + 1);
    feed(lane, name, 'document');
  }
  return {
    definition: { nodes: all, connections },
    positions,
    nodes: all.length,
    connections: connections.length,
  };
};
