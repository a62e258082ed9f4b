import type { FlowDefinition } from '@streambed/flow/definition';
import type { FlowTrace } from '@streambed/model/bedrock-agent-runtime';
import { describe, expect, test } from 'vitest';
import { coloured, plain, withoutColours } from '../test-support/styles.ts';
import { renderTrace } from './render-trace.ts';
import { displayWidth } from './text.ts';
import { TraceBuilder } from './trace-tree.ts';

const at = (ms: number): string => new Date(Date.UTC(2026, 2, 2) + ms).toISOString();
const chain = (nodeName: string, type: 'Iterator' | 'Loop', index: number) => [{ nodeName, type, index }];

type Fields = Readonly<Record<string, unknown>>;

const input = (
  nodeName: string,
  ms: number,
  fields: Fields,
  executionChain?: ReturnType<typeof chain>,
  category?: string,
) =>
  ({
    nodeInputTrace: {
      nodeName,
      timestamp: at(ms),
      fields: Object.entries(fields).map(([nodeInputName, document]) => ({
        nodeInputName,
        content: { document },
        ...(executionChain && { executionChain }),
        ...(category && { category }),
      })),
    },
  }) as FlowTrace;

const output = (nodeName: string, ms: number, fields: Fields) =>
  ({
    nodeOutputTrace: {
      nodeName,
      timestamp: at(ms),
      fields: Object.entries(fields).map(([nodeOutputName, document]) => ({
        nodeOutputName,
        content: { document },
      })),
    },
  }) as FlowTrace;

const action = (nodeName: string, ms: number, service: string, request: unknown, response: unknown) => {
  const [serviceName, operationName] = service.split(' ');
  return {
    nodeActionTrace: {
      nodeName,
      timestamp: at(ms),
      requestId: 'r',
      serviceName,
      operationName,
      operationRequest: request,
      operationResponse: response,
    },
  } as FlowTrace;
};

const converse = (nodeName: string, ms: number) =>
  action(
    nodeName,
    ms,
    'bedrock Converse',
    { modelId: 'anthropic.claude-3-haiku-20240307-v1:0' },
    {
      usage: { inputTokens: 31, outputTokens: 8, totalTokens: 39 },
      metrics: { latencyMs: 180 },
      stopReason: 'end_turn',
      servedBy: 'ollama llama3.2',
      cost: { usd: 0.00042 },
    },
  );

const definition = {
  nodes: [
    { name: 'Reviews', type: 'Input' },
    { name: 'Each', type: 'Iterator' },
    { name: 'Sum', type: 'Prompt' },
    { name: 'All', type: 'Collector' },
    { name: 'Long', type: 'Condition' },
    {
      name: 'Refine',
      type: 'Loop',
      configuration: {
        loop: {
          definition: {
            nodes: [
              { name: 'Begin', type: 'LoopInput' },
              { name: 'Cut', type: 'InlineCode' },
              { name: 'More', type: 'LoopController' },
            ],
          },
        },
      },
    },
    { name: 'Keep', type: 'Storage' },
    { name: 'Price', type: 'LambdaFunction' },
    { name: 'Done', type: 'Output' },
  ],
} as unknown as FlowDefinition;

const item = 'Breakfast came late and cold, but the view over the river made up for all of it.';

const events: readonly FlowTrace[] = [
  output('Reviews', 0, { document: [item, 'Fine.'] }),
  input('Each', 0, { array: [item, 'Fine.'] }),
  output('Each', 0, { arrayItem: item, arraySize: 2 }),
  input('Sum', 1, { review: item }, chain('Each', 'Iterator', 0)),
  converse('Sum', 205),
  output('Sum', 206, { modelCompletion: 'Late, cold, lovely view.' }),
  input('All', 206, { arrayItem: 'Late, cold, lovely view.', arraySize: 2 }, chain('Each', 'Iterator', 0)),
  output('Each', 206, { arrayItem: 'Fine.', arraySize: 2 }),
  input('Sum', 207, { review: 'Fine.' }, chain('Each', 'Iterator', 1)),
  output('Sum', 1_446, { modelCompletion: 'Fine.' }),
  input('All', 1_446, { arrayItem: 'Fine.', arraySize: 2 }, chain('Each', 'Iterator', 1)),
  output('All', 1_446, { collectedArray: ['Late, cold, lovely view.', 'Fine.'] }),
  input('Long', 1_446, { size: 2 }),
  {
    conditionNodeResultTrace: {
      nodeName: 'Long',
      timestamp: at(1_446),
      satisfiedConditions: [{ conditionName: 'short' }],
    },
  } as unknown as FlowTrace,
  input('Refine', 1_447, { text: 'abc' }),
  output('Begin', 1_447, { text: 'abc' }),
  input('Cut', 1_447, { text: 'abc' }, chain('Refine', 'Loop', 0)),
  action('Cut', 1_487, 'InlineCode RunPython', { language: 'Python_3' }, { output: 'cutting\nabc\n' }),
  output('Cut', 1_487, { response: { text: 'ab', more: true } }),
  input('More', 1_487, { more: true }, chain('Refine', 'Loop', 0), 'LoopCondition'),
  output('Begin', 1_487, { text: 'ab' }),
  input('Cut', 1_487, { text: 'ab' }, chain('Refine', 'Loop', 1)),
  output('Cut', 1_500, { response: { text: 'a', more: false } }),
  input('More', 1_500, { more: false }, chain('Refine', 'Loop', 1), 'LoopCondition'),
  output('Refine', 1_500, { text: 'a' }),
  input('Keep', 1_501, { content: 'a', objectKey: 'notes/a.txt' }),
  action(
    'Keep',
    1_510,
    'S3 PutObject',
    { bucket: 'archive', key: 'notes/a.txt', contentLength: 1 },
    { eTag: 'e' },
  ),
  output('Keep', 1_510, { s3Uri: 's3://archive/notes/a.txt' }),
  input('Price', 1_501, { article: 'reed' }),
  action(
    'Price',
    1_530,
    'Lambda Invoke',
    { functionName: 'arn:aws:lambda:us-east-1:000000000000:function:price:live' },
    {
      logResult:
        'START RequestId: 1 Version: $LATEST\npricing reed\nEND RequestId: 1\nREPORT RequestId: 1\tDuration: 27.61 ms\tBilled Duration: 28 ms\n',
    },
  ),
  output('Price', 1_530, { functionResponse: 24.5 }),
  input('Done', 1_531, { document: 'a' }),
];

const treeOf = (given: readonly FlowTrace[], known: FlowDefinition | undefined = definition) => {
  const builder = new TraceBuilder(known);
  for (const event of given) builder.add(event);
  return builder.tree();
};

const at80 = `
● Reviews  Input
    document → ["Breakfast came late and cold, but the view over the river made…
● Each  Iterator, 2 items                                                 1.45 s
    array ← ["Breakfast came late and cold, but the view over the river made up…
  ├ [0] "Breakfast came late and cold, but the view over the river ma…    205 ms
  │ ● Sum  Prompt                                                         205 ms
  │     review ← "Breakfast came late and cold, but the view over the river mad…
  │     ⚙ Converse anthropic.claude-3-haiku-20240307-v1:0  31 + 8 tokens, 180 ms
  │       answered by ollama llama3.2, $0.00042
  │     modelCompletion → "Late, cold, lovely view."
  └ [1] "Fine."                                                           1.24 s
    ● Sum  Prompt                                                         1.24 s
        review ← "Fine."
        modelCompletion → "Fine."
● All  Collector
    collectedArray → ["Late, cold, lovely view.","Fine."]
● Long  Condition                                                           0 ms
    size ← 2
    ✓ short
● Refine  Loop, 2 iterations                                               53 ms
    text ← "abc"
  ├ [0]                                                                    40 ms
  │ ● Begin  LoopInput
  │     text → "abc"
  │ ● Cut  InlineCode                                                      40 ms
  │     text ← "abc"
  │     ⚙ Python
  │       │ cutting
  │       │ abc
  │     response → {"text":"ab","more":true}
  │ ● More  LoopController
  │     more ← true (condition)
  └ [1]                                                                    13 ms
    ● Begin  LoopInput
        text → "ab"
    ● Cut  InlineCode                                                      13 ms
        text ← "ab"
        response → {"text":"a","more":false}
    ● More  LoopController
        more ← false (condition)
    text → "a"
● Keep  Storage                                                             9 ms
    content   ← "a"
    objectKey ← "notes/a.txt"
    ⚙ PutObject s3://archive/notes/a.txt  1 byte
    s3Uri → "s3://archive/notes/a.txt"
● Price  LambdaFunction                                                    29 ms
    article ← "reed"
    ⚙ Invoke price:live  28 ms
      │ pricing reed
    functionResponse → 24.5
● Done  Output
    document ← "a"
16 node runs in 1.53 s · 1 model call · 39 tokens (31 in, 8 out) · $0.00042
`.slice(1);

describe('a trace', () => {
  test('in 80 columns', () => {
    expect(renderTrace(treeOf(events), plain(80))).toBe(at80);
  });

  test('in 120 columns has bars', () => {
    const lines = renderTrace(treeOf(events), plain(120)).split('\n');
    expect(lines.slice(0, 6)).toEqual([
      `● Reviews  Input${' '.repeat(80)}·`,
      '    document → ["Breakfast came late and cold, but the view over the river made up for all of…',
      `● Each  Iterator, 2 items${' '.repeat(63)}1.45 s  ${'█'.repeat(23)}`,
      '    array ← ["Breakfast came late and cold, but the view over the river made up for all of it…',
      `  ├ [0] "Breakfast came late and cold, but the view over the river made up for all …    205 ms  ███`,
      `  │ ● Sum  Prompt${' '.repeat(71)}205 ms  ███`,
    ]);
    expect(lines.find((line) => line.includes('● Price'))).toBe(
      `● Price  LambdaFunction${' '.repeat(66)}29 ms  ${' '.repeat(23)}█`,
    );
  });

  test.each([40, 60, 80, 100, 120, 200])('keeps to %i columns', (width) => {
    for (const line of renderTrace(treeOf(events), plain(width)).trimEnd().split('\n').slice(0, -1))
      expect(displayWidth(line), line).toBeLessThanOrEqual(width);
  });

  test('has the same words in colour', () => {
    expect(withoutColours(renderTrace(treeOf(events), coloured(80)))).toBe(at80);
  });

  test('of a flow that failed shows what did not end', () => {
    const shown = renderTrace(treeOf(events.slice(0, 4)), plain(80));
    expect(shown).toContain('  └ [0] ');
    expect(shown).toContain('    ✗ Sum  Prompt, did not end\n');
    expect(shown).toContain('3 node runs in 1 ms\n');
  });

  test('without a definition tells iterations by their chain alone', () => {
    const builder = new TraceBuilder();
    for (const event of events.slice(0, 12)) builder.add(event);
    const shown = renderTrace(builder.tree(), plain(80));
    expect(shown).toContain('● Each');
    expect(shown).toMatch(/ {2}├ \[0\].*\n {2}│ ● Sum {2}/);
    expect(shown).toMatch(/ {2}└ \[1\].*\n {4}● Sum {2}/);
  });

  test('of many iterations shows the first and the last', () => {
    const builder = new TraceBuilder(definition);
    builder.add(input('Each', 0, { array: Array.from({ length: 100 }, (_, index) => index) }));
    for (let index = 0; index < 100; index++) {
      builder.add(output('Each', index, { arrayItem: index, arraySize: 100 }));
      builder.add(input('Sum', index, { review: index }, chain('Each', 'Iterator', index)));
      builder.add(output('Sum', index, { modelCompletion: 'x' }));
    }
    const shown = renderTrace(builder.tree(), plain(80));
    expect(shown).toContain('  ├ [15] 15');
    expect(shown).not.toContain('[16]');
    expect(shown).toContain('  ┊ … and 80 more\n');
    expect(shown).toContain('  ├ [96] 96');
    expect(shown).toContain('  └ [99] 99');
    expect(shown).toContain('101 node runs');
  });

  test('of code that prints a lot shows its beginning', () => {
    const printed = Array.from({ length: 50 }, (_, index) => `line ${index}`).join('\n');
    const shown = renderTrace(
      treeOf([
        input('Cut', 0, { text: 'x' }),
        action('Cut', 1, 'InlineCode RunPython', {}, { output: printed }),
        output('Cut', 2, { response: 1 }),
      ]),
      plain(80),
    );
    expect(shown).toContain('│ line 11\n');
    expect(shown).not.toContain('line 12');
    expect(shown).toContain('│ … and 38 more lines\n');
  });

  test('of a call that failed says why', () => {
    const error = { type: 'dependencyFailed', message: 'The function price failed:\nno price for moon rock' };
    const shown = renderTrace(
      treeOf([
        input('Price', 0, { article: 'moon rock' }),
        action('Price', 4, 'Lambda Invoke', { functionName: 'price' }, { error }),
      ]),
      plain(80),
    );
    expect(shown).toBe(
      [
        '✗ Price  LambdaFunction, did not end',
        '    article ← "moon rock"',
        '    ⚙ Invoke price',
        '      ✗ The function price failed:',
        '      ✗ no price for moon rock',
        '1 node run in 4 ms',
        '',
      ].join('\n'),
    );
  });

  test('does not let values steer the terminal', () => {
    const shown = renderTrace(
      treeOf([
        output('Reviews', 0, { document: '\u001b[2J\u009b' }),
        action('Reviews', 1, 'X \u001bY', {}, {}),
      ]),
      plain(80),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(shown).not.toMatch(/[\u001b\u009b]/);
  });

  test('of nothing is a line of nothing', () => {
    expect(renderTrace(treeOf([]), plain(80))).toBe('0 node runs in 0 ms\n');
  });

  test('takes dates as the SDK gives them', () => {
    const event = input('Done', 0, { document: 1 }) as { nodeInputTrace: { timestamp: unknown } };
    event.nodeInputTrace.timestamp = new Date(0);
    expect(treeOf([event as unknown as FlowTrace]).startedAt).toBe(0);
  });
});

test('what a guardrail did stands below the call, with what it found', () => {
  const assessment = (match: string, action: string) => ({
    sensitiveInformationPolicy: {
      piiEntities: [{ match, type: 'EMAIL', action, detected: true }],
      regexes: [],
    },
    topicPolicy: { topics: [{ name: 'Investments', type: 'DENY', action: 'BLOCKED', detected: true }] },
    contentPolicy: { filters: [{ type: 'HATE', confidence: 'NONE', action: 'NONE', detected: false }] },
  });
  const trace = {
    guardrail: {
      actionReason: 'Guardrail blocked.',
      inputAssessment: { g: assessment('ann@example.com', 'NONE') },
      outputAssessments: { g: [assessment('bob@example.com\u001b[2J', 'ANONYMIZED')] },
    },
  };
  const shown = renderTrace(
    treeOf([
      input('Sum', 0, { review: 'x' }),
      action('Sum', 1, 'bedrock Converse', { modelId: 'm' }, { stopReason: 'guardrail_intervened', trace }),
      output('Sum', 2, { modelCompletion: 'y' }),
    ]),
    plain(120),
  );
  expect(shown).toContain('◆ Guardrail blocked.');
  expect(shown).toContain('◆ in the question: Investments, EMAIL "ann@example.com" (seen only)');
  expect(shown).toContain('◆ in the answer: Investments, EMAIL "bob@example.com');
  expect(shown).not.toContain('\u001b');
  expect(shown).not.toContain('HATE');
});
