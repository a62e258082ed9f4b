import type { JsonValue } from '@streambed/model';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { Iteration, RunEvent, RunFigures, RunStatus, RunSummary } from '@streambed/model/streambed';

/** Runs as a server would tell them, written down: to look at, to test with, and for benchmarks. */
export interface Script {
  readonly definition: FlowDefinition;
  /** Events with the time at which each is told, ms since the start. Asked for as they are needed. */
  events(runId: string, startedAt: number): Iterable<RunEvent>;
}

export const summaryOf = (
  runId: string,
  startedAt: number,
  status: RunStatus,
  more: Partial<RunSummary> & { readonly figures?: RunFigures } = {},
): RunSummary => ({
  runId,
  flowId: 'FLOW123456',
  flowVersion: 'DRAFT',
  kind: 'Test',
  mode: 'Whole',
  status,
  startedAt: new Date(startedAt).toISOString(),
  figures: { nodeRuns: 0 },
  principalArn: 'arn:aws:iam::123456789012:user/ana',
  recording: 'Values',
  executionId: runId,
  ...more,
});

const prompt = (text: string): NonNullable<FlowDefinition['nodes']>[number]['configuration'] => ({
  prompt: {
    sourceConfiguration: {
      inline: {
        modelId: 'anthropic.claude-3-5-haiku-20241022-v1:0',
        templateType: 'TEXT',
        templateConfiguration: { text: { text } },
      },
    },
  },
});

/** Texts are read one by one, each is summarized, and the summaries become a digest. */
export const digestDefinition: FlowDefinition = {
  nodes: [
    {
      name: 'FlowInput',
      type: 'Input',
      configuration: { input: {} },
      outputs: [{ name: 'document', type: 'Array' }],
    },
    {
      name: 'Each_text',
      type: 'Iterator',
      configuration: { iterator: {} },
      inputs: [{ name: 'array', type: 'Array', expression: '$.data' }],
      outputs: [
        { name: 'arrayItem', type: 'String' },
        { name: 'arraySize', type: 'Number' },
      ],
    },
    {
      name: 'Summarize',
      type: 'Prompt',
      configuration: prompt('Summarize in one sentence: {{text}}'),
      inputs: [{ name: 'text', type: 'String', expression: '$.data' }],
      outputs: [{ name: 'modelCompletion', type: 'String' }],
    },
    {
      name: 'Gather',
      type: 'Collector',
      configuration: { collector: {} },
      inputs: [
        { name: 'arrayItem', type: 'String', expression: '$.data' },
        { name: 'arraySize', type: 'Number', expression: '$.data' },
      ],
      outputs: [{ name: 'collectedArray', type: 'Array' }],
    },
    {
      name: 'Write_digest',
      type: 'Prompt',
      configuration: prompt('Write a digest of {{summaries}}'),
      inputs: [{ name: 'summaries', type: 'Array', expression: '$.data' }],
      outputs: [{ name: 'modelCompletion', type: 'String' }],
    },
    {
      name: 'Digest',
      type: 'Output',
      configuration: { output: {} },
      inputs: [{ name: 'document', type: 'String', expression: '$.data' }],
    },
  ],
  connections: (
    [
      ['FlowInput', 'document', 'Each_text', 'array'],
      ['Each_text', 'arrayItem', 'Summarize', 'text'],
      ['Summarize', 'modelCompletion', 'Gather', 'arrayItem'],
      ['Each_text', 'arraySize', 'Gather', 'arraySize'],
      ['Gather', 'collectedArray', 'Write_digest', 'summaries'],
      ['Write_digest', 'modelCompletion', 'Digest', 'document'],
    ] as const
  ).map(([source, sourceOutput, target, targetInput]) => ({
    type: 'Data' as const,
    name: `${source}_${sourceOutput}_to_${target}_${targetInput}`,
    source,
    target,
    configuration: { data: { sourceOutput, targetInput } },
  })),
};

/** Numbers events and gives them their times. */
class Teller {
  #number = 1;
  readonly #startedAt: number;
  at = 0;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  tell(type: RunEvent['type'], more: Omit<RunEvent, 'number' | 'at' | 'type'> = {}): RunEvent {
    return { number: this.#number++, at: this.#startedAt + Math.round(this.at), type, ...more };
  }
}

export const TEXTS = [
  'The old mill by the river was sold on Monday to a baker from the next town, who wants to grind again.',
  'Seven rings of the bell and no one came.',
  'A harbour that freezes over for three weeks each year has taught its people patience.',
  'Rain is expected in the north; farmers are glad of it.',
  'The library lends seeds now, to be given back in autumn as seeds.',
  'Two chess clubs agreed to share one room and, for the time being, one clock.',
  'Children counted 412 swifts over the school, more than in any year since the count began.',
  'The museum shows letters that were never sent.',
  'A ferry line reopens after nineteen years.',
  'The choir sang in a car park and was applauded from windows.',
];

/** The digest over texts, one of which a throttled model refuses. `failing` counts from 0; -1 lets all succeed. */
export const digest = ({ texts = TEXTS, failing = 6, pace = 1 } = {}): Script => ({
  definition: digestDefinition,
  *events(runId, startedAt) {
    const teller = new Teller(startedAt);
    const { tell } = { tell: teller.tell.bind(teller) };
    const pass = (ms: number) => {
      teller.at += ms * pace;
    };
    const of = (node: string, nodeType: string, iteration?: Iteration[]) => ({
      node,
      nodeName: node,
      nodeType,
      ...(iteration && { iteration }),
    });
    yield tell('runStarted', { run: summaryOf(runId, startedAt, 'Running') });
    yield tell('nodeSettled', {
      ...of('FlowInput', 'Input'),
      outputs: { document: texts },
      origin: 'Computed',
    });
    yield tell('nodeStarted', {
      ...of('Each_text', 'Iterator'),
      fields: [
        {
          name: 'array',
          type: 'Array',
          value: texts,
          expression: '$.data',
          sourceNode: 'FlowInput',
          sourceOutput: 'document',
        },
      ],
    });
    let tokens = 0;
    for (const [index, text] of texts.entries()) {
      const iteration: Iteration[] = [{ nodeName: 'Each_text', type: 'Iterator', index }];
      const summarize = of('Summarize', 'Prompt', iteration);
      yield tell('nodeSettled', {
        ...of('Each_text', 'Iterator', iteration),
        outputs: { arrayItem: text, arraySize: texts.length },
      });
      yield tell('nodeQueued', summarize);
      pass(40 + (index % 3) * 30);
      yield tell('nodeStarted', {
        ...summarize,
        fields: [
          {
            name: 'text',
            type: 'String',
            value: text,
            expression: '$.data',
            sourceNode: 'Each_text',
            sourceOutput: 'arrayItem',
          },
        ],
      });
      const called = startedAt + Math.round(teller.at);
      const words = `In short: ${text.split(' ').slice(0, 9).join(' ')}.`;
      if (index === failing) {
        pass(900);
        yield tell('nodeAction', {
          ...summarize,
          action: {
            serviceName: 'bedrock',
            operationName: 'Converse',
            requestId: '9f2c7e11-5b0a-4d6e-8f3d-0c6a1b2d3e4f',
            startedAt: called,
            operationRequest: { modelId: 'anthropic.claude-3-5-haiku-20241022-v1:0' },
            operationResponse: { error: { type: 'throttling', message: 'Too many requests' } },
          },
        });
        const fault = {
          kind: 'throttling',
          exception: 'throttlingException',
          message: 'The model was asked too often; three tries in 900 ms were refused.',
          node: 'Summarize',
          nodeName: 'Summarize',
          iteration,
        };
        yield tell('nodeFailed', { ...summarize, fault });
        yield tell('runEnded', {
          run: summaryOf(runId, startedAt, 'Failed', {
            endedAt: new Date(startedAt + teller.at).toISOString(),
            fault,
            figures: {
              nodeRuns: index * 2 + 2,
              durationMs: teller.at,
              inputTokens: tokens,
              outputTokens: tokens,
            },
          }),
        });
        return;
      }
      for (const word of words.split(/(?<= )/)) {
        pass(45);
        yield tell('nodeDelta', { ...summarize, text: word });
      }
      pass(300 + ((index * 7919) % 9) * 120);
      const inputTokens = 40 + text.length;
      tokens += inputTokens;
      yield tell('nodeAction', {
        ...summarize,
        action: {
          serviceName: 'bedrock',
          operationName: 'Converse',
          requestId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
          startedAt: called,
          operationRequest: {
            modelId: 'anthropic.claude-3-5-haiku-20241022-v1:0',
            messages: [{ role: 'user', content: [{ text: `Summarize in one sentence: ${text}` }] }],
          },
          operationResponse: {
            output: { message: { role: 'assistant', content: [{ text: words }] } },
            usage: { inputTokens, outputTokens: 21, totalTokens: inputTokens + 21 },
            stopReason: 'end_turn',
          },
        },
      });
      pass(12);
      yield tell('nodeSettled', {
        ...summarize,
        outputs: { modelCompletion: words },
        origin: 'Computed',
        usage: { inputTokens, outputTokens: 21, usd: inputTokens * 0.8e-6 + 21 * 4e-6 },
      });
      yield tell('nodeStarted', { ...of('Gather', 'Collector', iteration), fields: [] });
      yield tell('nodeSettled', of('Gather', 'Collector', iteration));
    }
    const summaries: JsonValue = texts.map((text) => `In short: ${text.split(' ').slice(0, 9).join(' ')}.`);
    yield tell('nodeSettled', of('Each_text', 'Iterator'));
    yield tell('nodeSettled', { ...of('Gather', 'Collector'), outputs: { collectedArray: summaries } });
    const write = of('Write_digest', 'Prompt');
    yield tell('nodeQueued', write);
    pass(60);
    yield tell('nodeStarted', {
      ...write,
      fields: [
        {
          name: 'summaries',
          type: 'Array',
          value: summaries,
          expression: '$.data',
          sourceNode: 'Gather',
          sourceOutput: 'collectedArray',
        },
      ],
    });
    const answer = `# The week in short\n\n${(summaries as string[]).map((line) => `- ${line}`).join('\n')}\n\n**That is all.** More at [the paper](https://paper.example/week).`;
    for (const piece of answer.match(/.{1,14}/gs) ?? []) {
      pass(30);
      yield tell('nodeDelta', { ...write, text: piece });
    }
    pass(200);
    yield tell('nodeSettled', {
      ...write,
      outputs: { modelCompletion: answer },
      origin: 'Computed',
      usage: { inputTokens: 900, outputTokens: 240 },
    });
    const out = of('Digest', 'Output');
    yield tell('nodeStarted', {
      ...out,
      fields: [
        {
          name: 'document',
          type: 'String',
          value: answer,
          expression: '$.data',
          sourceNode: 'Write_digest',
          sourceOutput: 'modelCompletion',
        },
      ],
    });
    yield tell('flowOutput', { ...out, document: answer });
    yield tell('nodeSettled', out);
    yield tell('runEnded', {
      run: summaryOf(runId, startedAt, 'Succeeded', {
        endedAt: new Date(startedAt + teller.at).toISOString(),
        figures: {
          nodeRuns: texts.length * 3 + 5,
          durationMs: teller.at,
          inputTokens: tokens + 900,
          outputTokens: texts.length * 21 + 240,
          hasUnpricedCalls: true,
        },
      }),
    });
  },
});

/** Iteration events at a rate: each item starts and settles, so `items` make twice as many events. */
export const manyIterations = ({ items = 30_000, perSecond = 1_000 } = {}): Script => ({
  definition: digestDefinition,
  *events(runId, startedAt) {
    const teller = new Teller(startedAt);
    const each = 1_000 / perSecond;
    yield teller.tell('runStarted', { run: summaryOf(runId, startedAt, 'Running') });
    yield teller.tell('nodeStarted', {
      node: 'Each_text',
      nodeName: 'Each_text',
      nodeType: 'Iterator',
      fields: [],
    });
    for (let index = 0; index < items; index++) {
      const place = {
        node: 'Summarize',
        nodeName: 'Summarize',
        nodeType: 'Prompt',
        iteration: [{ nodeName: 'Each_text', type: 'Iterator' as const, index }],
      };
      teller.at += each;
      yield teller.tell('nodeStarted', {
        ...place,
        fields: [{ name: 'text', type: 'String', value: `text ${index}`, expression: '$.data' }],
      });
      teller.at += each;
      yield index % 1_000 === 999
        ? teller.tell('nodeSkipped', { ...place, reason: '`default` not taken' })
        : teller.tell('nodeSettled', {
            ...place,
            outputs: { modelCompletion: `summary of text ${index}` },
            usage: { inputTokens: 12, outputTokens: 5, usd: 0.00001 },
          });
    }
    yield teller.tell('runEnded', { run: summaryOf(runId, startedAt, 'Succeeded') });
  },
});

/** Many models writing at once: `nodes` × `perSecond` pieces of text. */
export const manyTokens = ({ nodes = 20, perSecond = 100, seconds = 60 } = {}): Script => {
  const names = Array.from({ length: nodes }, (_, index) => `Writer_${index + 1}`);
  return {
    definition: {
      nodes: [
        {
          name: 'FlowInput',
          type: 'Input',
          configuration: { input: {} },
          outputs: [{ name: 'document', type: 'String' }],
        },
        ...names.map((name) => ({
          name,
          type: 'Prompt' as const,
          configuration: prompt('Write about {{topic}}'),
          inputs: [{ name: 'topic', type: 'String' as const, expression: '$.data' }],
          outputs: [{ name: 'modelCompletion', type: 'String' as const }],
        })),
      ],
      connections: names.map((name) => ({
        type: 'Data' as const,
        name: `FlowInput_document_to_${name}_topic`,
        source: 'FlowInput',
        target: name,
        configuration: { data: { sourceOutput: 'document', targetInput: 'topic' } },
      })),
    },
    *events(runId, startedAt) {
      const teller = new Teller(startedAt);
      const of = (node: string) => ({ node, nodeName: node, nodeType: 'Prompt' });
      yield teller.tell('runStarted', { run: summaryOf(runId, startedAt, 'Running') });
      for (const name of names) yield teller.tell('nodeStarted', { ...of(name), fields: [] });
      for (let turn = 0; turn < perSecond * seconds; turn++) {
        teller.at = (turn * 1_000) / perSecond;
        for (const name of names)
          yield teller.tell('nodeDelta', { ...of(name), text: turn % 12 === 11 ? 'word.\n' : 'word ' });
      }
      for (const name of names)
        yield teller.tell('nodeSettled', { ...of(name), outputs: { modelCompletion: 'word '.repeat(20) } });
      yield teller.tell('runEnded', { run: summaryOf(runId, startedAt, 'Succeeded') });
    },
  };
};

/** One value of so many characters. */
export const largeValue = ({ characters = 50_000_000 } = {}): Script => ({
  definition: digestDefinition,
  *events(runId, startedAt) {
    const teller = new Teller(startedAt);
    const line = 'The quick brown fox jumps over the lazy dog. ';
    yield teller.tell('runStarted', { run: summaryOf(runId, startedAt, 'Running') });
    yield teller.tell('nodeStarted', {
      node: 'Write_digest',
      nodeName: 'Write_digest',
      nodeType: 'Prompt',
      fields: [],
    });
    teller.at = 1_200;
    yield teller.tell('nodeSettled', {
      node: 'Write_digest',
      nodeName: 'Write_digest',
      nodeType: 'Prompt',
      outputs: { modelCompletion: line.repeat(Math.ceil(characters / line.length)) },
    });
    yield teller.tell('runEnded', { run: summaryOf(runId, startedAt, 'Succeeded') });
  },
});
