import {
  CreateFlowCommand,
  type FlowDefinition,
  GetFlowCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-bedrock-agent';
import { afterEach, describe, expect, test } from 'vitest';
import { preparedFlow, ROLE } from '../durability/clients.ts';
import {
  collectorNode,
  conditionNode,
  echo,
  inputNode,
  iteratorNode,
  outputNode,
  promptNode,
  slot,
  wire,
} from '../support/definitions.ts';
import { attackedServer } from './attacked-server.ts';

/*
 * Names and values that mean something to JavaScript, to serialisers and to us are data like any other. The SDK itself
 * drops members of documents that are named __proto__: requests that hold some are sent raw in ../errors.test.ts and
 * ../invoke-flow.test.ts.
 */

const attacked = attackedServer();

/** After each attack the server still works as before; a polluted prototype would show in everything. */
afterEach(async () => {
  expect(await attacked.run(echo(), 'as ever')).toEqual({ outputs: ['as ever'], failure: undefined });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

/** threats.md row 9 */
describe('names of prototypes', () => {
  const names = ['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then', 'toJSON'];

  test.each(names)('%s may name nodes, inputs, outputs, conditions and variables', async (name) => {
    const definition: FlowDefinition = {
      nodes: [
        { ...inputNode('Array'), name: 'FlowInput' },
        { ...iteratorNode(), name: `${name}Each` },
        conditionNode('Which', [slot(name)], { [name]: `${name} == "yes"` }),
        promptNode(name, 'amazon.nova-lite-v1:0', `Repeat {{${name}}}`, [slot(name)]),
        { ...collectorNode(), name: `${name}All` },
        outputNode('Array'),
      ],
      connections: [
        wire('FlowInput.document', `${name}Each.array`),
        wire(`${name}Each.arrayItem`, `Which.${name}`),
        wire(`${name}Each.arrayItem`, `${name}.${name}`),
        wire(`${name}.modelCompletion`, `${name}All.arrayItem`),
        wire(`${name}Each.arraySize`, `${name}All.arraySize`),
        wire(`${name}All.collectedArray`, 'FlowOutput.document'),
      ],
    };
    const { outputs, failure } = await attacked.run(definition, ['The ferry runs daily.']);
    expect(failure).toBeUndefined();
    expect(outputs).toEqual([[expect.stringContaining('ferry')]]);
  });

  test('as an input of the invocation is no node', async () => {
    const flowId = await preparedFlow(attacked.clients, echo());
    for (const name of names) {
      const { failure } = await attacked.invoke(flowId, { [name]: 1 });
      expect(failure?.name).toBe('ValidationException');
    }
  });

  test('as tags are tags, and as fields of the model request go along', async () => {
    const tags = Object.fromEntries([...names, '__proto__', '__defineGetter__'].map((name) => [name, name]));
    const definition = {
      nodes: [inputNode(), promptNode('Ask', 'amazon.nova-lite-v1:0', '{{text}}'), outputNode()],
      connections: [
        wire('FlowInput.document', 'Ask.text'),
        wire('Ask.modelCompletion', 'FlowOutput.document'),
      ],
    };
    const inline = definition.nodes[1]!.configuration!.prompt!.sourceConfiguration!.inline!;
    inline.additionalModelRequestFields = {
      constructor: { prototype: { polluted: 1 } },
    };
    const { id, arn } = await attacked.clients.agent.send(
      new CreateFlowCommand({ name: 'tagged', executionRoleArn: ROLE, tags, definition }),
    );
    const listed = await attacked.clients.agent.send(new ListTagsForResourceCommand({ resourceArn: arn }));
    expect(Object.entries(listed.tags!).sort()).toEqual(Object.entries(tags).sort());
    const stored = await attacked.clients.agent.send(new GetFlowCommand({ flowIdentifier: id }));
    expect(JSON.stringify(stored.definition)).toContain('"polluted":1');
    expect((await attacked.run(definition, 'The ferry runs daily.')).failure).toBeUndefined();
  });
});

/** threats.md row 39 */
describe('values that look like our own records come back as they were sent', () => {
  const values: [string, unknown][] = [
    ['a reserved key of serialisers', { lc: 1, type: 'constructor', id: ['os', 'system'], kwargs: {} }],
    ['a type to revive', { $type: 'System.Object', $ref: '#', '@class': 'java.lang.Runtime', '!!js': 1 }],
    ['an event of the engine', { type: 'flowCompleted', nodeName: 'FlowOutput', iterations: [] }],
    ['an event of the stream', { flowCompletionEvent: { completionReason: 'SUCCESS' } }],
    ['a stored row', { v: 1, kind: 'flow', data: {}, checksum: 'x', id: 'ABCDEFGHIJ' }],
    ['a buffer', { type: 'Buffer', data: [1, 2, 3] }],
    ['an error', { name: 'Error', message: 'x', stack: 'x', fault: { kind: 'validation', blame: 'us' } }],
    ['a promise', JSON.parse('{"then":"x","catch":"y","finally":"z"}')],
    ['what JSON.stringify would call', { toJSON: 'x', valueOf: 1, toString: null }],
    ['prototypes', { a: { constructor: { prototype: { polluted: 1 } } } }],
  ];
  test.each(values)('%s', async (_what, value) => {
    const { outputs, failure } = await attacked.run(echo('Object'), value);
    expect(failure).toBeUndefined();
    expect(JSON.stringify(outputs)).toBe(JSON.stringify([value]));
    const items = { ...echo('Array'), ...eachCollected };
    const through = await attacked.run(items, [value, value]);
    expect(through.failure).toBeUndefined();
    expect(JSON.stringify(through.outputs)).toBe(JSON.stringify([[value, value]]));
  });
});

const eachCollected: FlowDefinition = {
  nodes: [inputNode('Array'), iteratorNode('Object'), collectorNode('Object'), outputNode('Array')],
  connections: [
    wire('FlowInput.document', 'Each.array'),
    wire('Each.arrayItem', 'All.arrayItem'),
    wire('Each.arraySize', 'All.arraySize'),
    wire('All.collectedArray', 'FlowOutput.document'),
  ],
};
