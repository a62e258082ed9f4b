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
  Loop: (name) => loop(name, nodes.InlineCode('Improve')),
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

/** Python between an input `text` and an output `response`. */
const code = (name: string, text: string, from: FlowNodeIODataType, to: FlowNodeIODataType): FlowNode => ({
  name,
  type: 'InlineCode',
  configuration: { inlineCode: { language: 'Python_3', code: text } },
  inputs: [input('text', from)],
  outputs: [output('response', to)],
});

/** A prompt for the model of the flow with the one variable `text`. */
const shorten = (name: string): FlowNode => ({
  name,
  type: 'Prompt',
  configuration: {
    prompt: {
      sourceConfiguration: {
        inline: {
          modelId: 'amazon.nova-lite-v1:0',
          templateType: 'TEXT',
          templateConfiguration: { text: { text: 'Shorten {{text}}', inputVariables: [{ name: 'text' }] } },
          inferenceConfiguration: { text: { maxTokens: 60 } },
        },
      },
    },
  },
  inputs: [input('text')],
  outputs: [output('modelCompletion')],
});

/** A loop around one node that takes `text`; what it gives decides, goes back to the start, and leaves. */
function loop(name: string, worker: FlowNode): FlowNode {
  const from = worker.outputs?.[0]?.name ?? '';
  const { name: inner = '' } = worker;
  const definition: FlowDefinition = {
    nodes: [nodes.LoopInput('LoopInput'), worker, nodes.LoopController('LoopController')],
    connections: [
      connect('LoopInput', 'draft', inner, 'text'),
      connect(inner, from, 'LoopController', 'needsWork'),
      connect(inner, from, 'LoopController', 'draft'),
      connect(inner, from, 'LoopController', 'result'),
    ],
  };
  return {
    name,
    type: 'Loop',
    configuration: { loop: { definition } },
    inputs: [input('draft')],
    outputs: [output('result')],
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
 * @param isRunnable of the types that a fresh server runs, with one Iterator, so that it goes through from any text
 */
export const largeFlow = (
  count: number,
  { isRunnable = false }: { readonly isRunnable?: boolean } = {},
): LargeFlow => {
  /** On a server on which nothing is configured; Python is dealt out sparingly, since each run of it is a process. */
  const runnableWorker = (turn: number) => (turn % 80 === 40 ? 'InlineCode' : 'Prompt');
  let iterators = 0;
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
  const put = (node: FlowNode, lane: number, column: number): string => {
    const { name = '' } = node;
    made++;
    all.push(node);
    place(name, column, lane);
    return name;
  };
  const add = (type: FlowNodeType, lane: number, column: number): string =>
    put(nodes[type](`${type}_${made + 1}`), lane, column);
  const feed = (lane: number, target: string, targetInput: string) => {
    const { node, output: sourceOutput } = ends[lane]!;
    connections.push(connect(node, sourceOutput, target, targetInput));
  };
  const outputOf = (name: string): string => all.find((node) => node.name === name)?.outputs?.[0]?.name ?? '';
  for (let turn = 0; made < count - lanes; turn++) {
    const lane = turn % lanes;
    let end = ends[lane]!;
    const step = Math.floor(turn / lanes);
    const room = count - lanes - made;
    if (step % 5 === 2 && room >= (isRunnable ? 5 : 3) && !(isRunnable && iterators > 0)) {
      iterators++;
      if (isRunnable) {
        // A list of the text before it, and a text of the list behind it.
        feed(lane, put(code('Words', 'text.split()[:3]', 'String', 'Array'), lane, end.column + 1), 'text');
        ends[lane] = { node: 'Words', output: 'response', column: end.column + 1 };
        end = ends[lane]!;
      }
      const iterator = add('Iterator', lane, end.column + 1);
      feed(lane, iterator, 'array');
      const inner = isRunnable
        ? put(shorten(`Prompt_${made + 1}`), lane, end.column + 2)
        : add('Prompt', lane, end.column + 2);
      connections.push(connect(iterator, 'arrayItem', inner, 'text'));
      const collector = add('Collector', lane, end.column + 3);
      connections.push(
        connect(inner, outputOf(inner), collector, 'arrayItem'),
        connect(iterator, 'arraySize', collector, 'arraySize'),
      );
      ends[lane] = { node: collector, output: 'collectedArray', column: end.column + 3 };
      if (isRunnable) {
        const sentence = put(code('Sentence', "' '.join(text)", 'Array', 'String'), lane, end.column + 4);
        feed(lane, sentence, 'text');
        ends[lane] = { node: sentence, output: 'response', column: end.column + 4 };
      }
    } else if (step % 5 === 4 && room >= 2) {
      const condition = add('Condition', lane, end.column + 1);
      feed(lane, condition, 'level');
      const next = isRunnable
        ? put(shorten(`Prompt_${made + 1}`), lane, end.column + 2)
        : add('InlineCode', lane, end.column + 2);
      feed(lane, next, 'text');
      const branch = isRunnable ? 'default' : 'urgent';
      connections.push({
        name: `${condition}_${branch}_to_${next}`,
        source: condition,
        target: next,
        type: 'Conditional',
        configuration: { conditional: { condition: branch } },
      });
      ends[lane] = { node: next, output: outputOf(next), column: end.column + 2 };
    } else {
      const type =
        step % 7 === 3 ? 'Loop' : isRunnable ? runnableWorker(turn) : WORKERS[turn % WORKERS.length]!;
      const name =
        isRunnable && type === 'Loop'
          ? put(loop(`Loop_${made + 1}`, shorten('Improve')), lane, end.column + 1)
          : add(type, lane, end.column + 1);
      const { inputs = [] } = all.at(-1)!;
      feed(lane, name, inputs[0]!.name);
      // A second input is fed from a neighbour, so that lines cross as they do in real flows.
      const other = ends[(lane + 1) % lanes]!;
      if (inputs[1] && (isRunnable || other.column <= end.column))
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
