import type { FlowNodeConfiguration } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import { FLOW_SCOPE, type FlowSnapshot, type NodeView } from '../document/index.ts';
import { NODE_TYPES, nodeFacts } from './node-facts.ts';
import { shortArn, shortModelId } from './node-summary.ts';

const node = (type: string, more: Partial<NodeView> = {}): NodeView => ({
  id: type,
  scope: FLOW_SCOPE,
  name: type,
  type,
  isKnown: true,
  configuration: {},
  inputs: [],
  outputs: [],
  path: type,
  ...more,
});
const summaryOf = (type: string, configuration: FlowNodeConfiguration, more: Partial<NodeView> = {}) =>
  nodeFacts(type).summary(node(type, { configuration, ...more }));

describe('facts', () => {
  test.each(NODE_TYPES)('%s has a glyph of its own, a label and a sentence', (type) => {
    const facts = nodeFacts(type);
    expect(facts.glyph).toMatch(/^M/);
    expect(facts.oneLine).toMatch(/\.$/);
    expect(NODE_TYPES.filter((other) => nodeFacts(other).glyph === facts.glyph)).toEqual([type]);
  });

  test('a type that nobody knows has facts too, the same object each time', () => {
    expect(nodeFacts('Quantum')).toMatchObject({ family: 'unknown', label: 'Quantum' });
    expect(nodeFacts('Quantum')).toBe(nodeFacts('Quantum'));
    expect(nodeFacts('Quantum').summary(node('Quantum', { isKnown: false }))).toBe('');
    expect(nodeFacts('constructor').family).toBe('unknown');
  });
});

const inline = (more: object = {}) => ({
  prompt: {
    sourceConfiguration: {
      inline: {
        modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
        templateType: 'TEXT' as const,
        templateConfiguration: { text: { text: 'Hello' } },
        ...more,
      },
    },
  },
});

describe('summaries', () => {
  test.each<[string, FlowNodeConfiguration, string | undefined]>([
    ['Prompt', {}, undefined],
    ['Prompt', inline(), 'claude-3-haiku'],
    [
      'Prompt',
      inline({ inferenceConfiguration: { text: { temperature: 0, maxTokens: 300 } } }),
      'claude-3-haiku · T 0 · ≤ 300 tok',
    ],
    [
      'Prompt',
      { prompt: { ...inline().prompt, guardrailConfiguration: { guardrailIdentifier: 'g' } } },
      'claude-3-haiku · guarded',
    ],
    [
      'KnowledgeBase',
      { knowledgeBase: { knowledgeBaseId: 'DOCS', modelId: 'amazon.nova-lite-v1:0' } },
      'DOCS · top 5 · answer by nova-lite',
    ],
    ['Agent', { agent: { agentAliasArn: 'arn:aws:bedrock:eu-west-1:1:agent-alias/BOOK/PROD' } }, 'BOOK:PROD'],
    ['InlineCode', { inlineCode: { code: '\n# sums\n  a + b\n', language: 'Python_3' } }, 'a + b'],
    [
      'Lex',
      { lex: { botAliasArn: 'arn:aws:lex:eu-west-1:1:bot-alias/B/A', localeId: 'en_US' } },
      'B:A · en_US',
    ],
    ['Storage', { storage: { serviceConfiguration: { s3: { bucketName: 'out' } } } }, 'out'],
    ['Storage', {}, undefined],
    [
      'Condition',
      {
        condition: {
          conditions: [
            { name: 'a', expression: 'x > 1' },
            { name: 'b', expression: 'x > 2' },
            { name: 'default' },
          ],
        },
      },
      'a, b · +1',
    ],
    [
      'LoopController',
      { loopController: { continueCondition: { name: 'go', expression: 'x' }, maxIterations: 3 } },
      'while x · ≤ 3',
    ],
    ['Collector', { collector: {} }, '→ Array'],
  ])('%s of %j says %j', (type, configuration, says) => {
    expect(summaryOf(type, configuration)).toBe(says);
  });

  test.each([
    [{ genre: 'jazz', number: 3 }, 'Object · {genre, number}'],
    [{ a: 1, b: 2, c: 3, d: 4, e: 5 }, 'Object · {a, b, c, +2}'],
    [{}, 'Object'],
    ['a text', 'Object'],
  ])('an Input of an Object tells of the members of its example %j: %j', (document, says) => {
    const input = node('Input', {
      outputs: [{ name: 'document', type: 'Object' }],
      configuration: { input: {} },
    });
    const snapshot: FlowSnapshot = {
      revision: 1,
      nodes: new Map([[input.id, input]]),
      connections: new Map(),
      scopes: new Map(),
      notes: new Map(),
      savedInputs: [{ id: 'e', name: 'Example', document }],
      pins: new Map(),
    };
    expect(nodeFacts('Input').summary(input, snapshot)).toBe(says);
  });

  test('a loop tells of its body, an iterator of its source', () => {
    const loop = node('Loop');
    const controller = node('LoopController', {
      scope: 'Loop',
      configuration: { loopController: { continueCondition: { name: 'go', expression: 'again' } } },
    });
    const iterator = node('Iterator', {
      configuration: { iterator: {} },
      inputs: [{ name: 'array', type: 'Array', expression: '$.data.docs' }],
    });
    const nodes = [loop, controller, iterator];
    const snapshot: FlowSnapshot = {
      revision: 1,
      nodes: new Map(nodes.map((view) => [view.id, view])),
      connections: new Map([
        [
          'c',
          {
            id: 'c',
            scope: FLOW_SCOPE,
            name: 'c',
            type: 'Data',
            source: 'Input',
            sourceName: 'Input',
            sourceOutput: 'document',
            target: 'Iterator',
            targetName: 'Iterator',
            targetInput: 'array',
          },
        ],
      ]),
      scopes: new Map([
        [FLOW_SCOPE, { id: FLOW_SCOPE, nodes: ['Loop', 'Iterator'], connections: ['c'] }],
        ['Loop', { id: 'Loop', loop: 'Loop', nodes: ['LoopController'], connections: [] }],
      ]),
      notes: new Map(),
      savedInputs: [],
      pins: new Map(),
    };
    expect(nodeFacts('Loop').summary(loop, snapshot)).toBe('1 node · while again · ≤ 10');
    expect(nodeFacts('Iterator').summary(iterator, snapshot)).toBe('each of docs');
  });
});

test.each([
  ['eu.anthropic.claude-sonnet-4-20250514-v1:0', 'claude-sonnet-4'],
  ['amazon.titan-text-express-v1', 'titan-text-express'],
  ['arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0', 'nova-pro'],
  ['gpt-4.1', 'gpt-4.1'],
  ['qwen2.5-7b', 'qwen2.5-7b'],
  ['offline', 'offline'],
  ['', ''],
])('%j is called %j', (id, short) => expect(shortModelId(id)).toBe(short));

test.each([
  ['arn:aws:lambda:eu-west-1:1:function:price:live', 'price:live'],
  ['arn:aws:bedrock:eu-west-1:1:prompt/ABC:2', 'ABC:2'],
  ['docs', 'docs'],
])('%j is shown as %j', (arn, short) => expect(shortArn(arn)).toBe(short));
