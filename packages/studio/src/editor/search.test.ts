import { describe, expect, test } from 'vitest';
import { FLOW_SCOPE, type FlowSnapshot, type NodeView } from '../document/index.ts';
import { parseSearch, searchFlow } from './search.ts';

const node = (id: string, more: Partial<NodeView> = {}): NodeView => ({
  id,
  scope: FLOW_SCOPE,
  name: id,
  type: 'Prompt',
  isKnown: true,
  configuration: {},
  inputs: [],
  outputs: [],
  path: id,
  ...more,
});
const nodes = [
  node('Ask', {
    configuration: {
      prompt: {
        sourceConfiguration: {
          inline: {
            modelId: 'claude-haiku',
            templateType: 'TEXT',
            templateConfiguration: { text: { text: 'Say "hello"\nto all' } },
          },
        },
      },
    },
  }),
  node('Sum', { type: 'InlineCode', remark: 'Adds up' }),
  node('Body', { scope: 'Loop_1', path: 'Loop_1/Body' }),
];
const snapshot: FlowSnapshot = {
  revision: 1,
  nodes: new Map(nodes.map((view) => [view.id, view])),
  connections: new Map(),
  scopes: new Map([
    [FLOW_SCOPE, { id: FLOW_SCOPE, nodes: ['Ask', 'Sum'], connections: [] }],
    ['Loop_1', { id: 'Loop_1', loop: 'Loop_1', nodes: ['Body'], connections: [] }],
  ]),
  notes: new Map(),
  savedInputs: [],
  pins: new Map([['Sum', { node: 'Sum', outputs: {} }]]),
};
const facts = {
  isFailed: (id: string) => id === 'Body',
  isSkipped: () => false,
  isChanged: (id: string) => id === 'Ask',
  hasProblem: (id: string) => id === 'Sum',
};

test.each([
  [
    'is:failed Type:Prompt uses:"claude h" two words',
    { words: ['two', 'words'], type: 'prompt', uses: 'claude h', is: ['failed'] },
  ],
  ['is:unheard', { words: ['unheard'], is: [] }],
  ['"one word"', { words: ['one word'], is: [] }],
])('%j asks for %j', (text, query) => {
  expect(parseSearch(text)).toEqual(query);
});

describe('a search', () => {
  test.each([
    ['', []],
    ['ask', ['Ask']],
    ['HELLO', ['Ask']],
    ['"to all"', ['Ask']],
    ['adds', ['Sum']],
    ['uses:haiku', ['Ask']],
    ['type:inline', ['Sum']],
    ['"inline code"', ['Sum']],
    // What the wire calls the members is in every prompt.
    ['templateType', []],
    ['is:failed', ['Body']],
    ['is:changed', ['Ask']],
    ['is:pinned is:problem', ['Sum']],
    ['is:pinned ask', []],
    ['o', ['Ask', 'Sum', 'Body']],
  ])('for %j finds %j', (text, found) => {
    expect(searchFlow(snapshot, text, facts)).toEqual(found);
  });
});
