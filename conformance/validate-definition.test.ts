import {
  type FlowDefinition,
  type FlowValidation,
  ValidateFlowDefinitionCommand,
} from '@aws-sdk/client-bedrock-agent';
import { describe, expect, test } from 'vitest';
import {
  broken,
  collectorNode,
  conditionNode,
  echo,
  inputNode,
  iteratorNode,
  outputNode,
  promptNode,
  router,
  slot,
  wire,
} from './support/definitions.ts';
import { failureOf } from './support/failure.ts';
import { openSession } from './support/session.ts';

/**
 * ValidateFlowDefinition: what is wrong with a definition, as an answer, not as an exception. The tables of every
 * validation type stand beside the rules; here is what a client sees of them.
 */

const { target, agent, flows } = await openSession();
const { modelId } = target;

const validate = async (definition: FlowDefinition): Promise<FlowValidation[]> => {
  const answer = await agent.send(new ValidateFlowDefinitionCommand({ definition }));
  expect(answer.$metadata.httpStatusCode).toBe(200);
  return answer.validations!;
};

const typesOf = (validations: readonly FlowValidation[]) => validations.map(({ type }) => type);

test.each([
  ['an echo', echo()],
  ['a router', router()],
  [
    'an iteration',
    {
      nodes: [
        inputNode('Array'),
        iteratorNode(),
        promptNode('Ask', modelId, 'Say {{text}}.'),
        collectorNode(),
        outputNode('Array'),
      ],
      connections: [
        wire('FlowInput.document', 'Each.array'),
        wire('Each.arrayItem', 'Ask.text'),
        wire('Ask.modelCompletion', 'All.arrayItem'),
        wire('Each.arraySize', 'All.arraySize'),
        wire('All.collectedArray', 'FlowOutput.document'),
      ],
    },
  ],
] satisfies [string, FlowDefinition][])('%s has nothing wrong with it', async (_what, definition) => {
  expect(await validate(definition)).toEqual([]);
});

describe('what is wrong is told by type, with details that name the part', () => {
  const unconnected = { ...echo(), connections: [] };
  const cases: readonly [string, FlowDefinition, FlowValidation['type']][] = [
    ['an empty definition', {}, 'MissingStartingNodes'],
    ['no Output node', { nodes: [inputNode()], connections: [] }, 'MissingEndingNodes'],
    ['an input without a connection', unconnected, 'UnfulfilledNodeInput'],
    [
      'a connection from nowhere',
      { ...echo(), connections: [wire('Nowhere.document', 'FlowOutput.document')] },
      'UnknownConnectionSource',
    ],
    [
      'a connection to nowhere',
      { ...echo(), connections: [...echo().connections!, wire('FlowInput.document', 'Nowhere.document')] },
      'UnknownConnectionTarget',
    ],
    ['an expression that is none', echo('Object', '$.data[', 'String'), 'MalformedNodeInputExpression'],
    [
      'a condition that is none',
      {
        ...router(),
        nodes: router().nodes!.map((node) =>
          node.name === 'Size'
            ? conditionNode('Size', [slot('amount', 'Number', '$.data.amount')], { large: 'amount >' })
            : node,
        ),
      },
      'MalformedConditionExpression',
    ],
    [
      'a circle',
      {
        nodes: [
          inputNode(),
          promptNode('Ping', modelId, '{{aa}} {{bb}}', [slot('aa'), slot('bb')]),
          promptNode('Pong', modelId, '{{aa}}', [slot('aa')]),
          outputNode(),
        ],
        connections: [
          wire('FlowInput.document', 'Ping.aa'),
          wire('Pong.modelCompletion', 'Ping.bb'),
          wire('Ping.modelCompletion', 'Pong.aa'),
          wire('Pong.modelCompletion', 'FlowOutput.document'),
        ],
      },
      'CyclicConnection',
    ],
    [
      'types that do not fit',
      {
        nodes: [inputNode('Number'), outputNode('String')],
        connections: [wire('FlowInput.document', 'FlowOutput.document')],
      },
      'IncompatibleConnectionDataType',
    ],
    [
      'a node without configuration',
      {
        nodes: [
          inputNode(),
          { name: 'Ask', type: 'Prompt', outputs: [{ name: 'modelCompletion', type: 'String' }] },
          outputNode(),
        ],
        connections: [wire('Ask.modelCompletion', 'FlowOutput.document')],
      },
      'MissingNodeConfiguration',
    ],
  ];

  test.each(cases)('%s', async (_what, definition, type) => {
    const validations = await validate(definition);
    expect(typesOf(validations)).toContain(type);
    const validation = validations.find((found) => found.type === type)!;
    expect(validation.severity).toBe('Error');
    expect(validation.message).not.toBe('');
    const member = `${type![0]!.toLowerCase()}${type!.slice(1)}`;
    expect(Object.keys(validation.details!)).toEqual([member]);
  });
});

test('PrepareFlow finds the same errors', async () => {
  for (const definition of [broken(), echo('Object', '$.data[', 'String')]) {
    const id = await flows.create(definition);
    const { status, validations } = await flows.prepare(id);
    expect(status).toBe('Failed');
    expect(validations).toEqual(await validate(definition));
  }
});

test('at most a hundred are told', async () => {
  const inputs = Array.from({ length: 20 }, (_, i) => slot(`in${i}`));
  const text = inputs.map(({ name }) => `{{${name}}}`).join(' ');
  const asks = Array.from({ length: 10 }, (_, i) => promptNode(`Ask${i}`, modelId, text, inputs));
  const validations = await validate({ nodes: [inputNode(), ...asks, outputNode()], connections: [] });
  expect(validations).toHaveLength(100);
});

test('a definition that breaks the shapes is a ValidationException', async () => {
  const failure = await failureOf(
    agent.send(new ValidateFlowDefinitionCommand({ definition: undefined })),
    'ValidationException',
    400,
  );
  expect(failure.fieldList?.map(({ name }) => name)).toEqual(['definition']);
  await failureOf(
    agent.send(
      new ValidateFlowDefinitionCommand({
        definition: {
          nodes: [{ name: 'Ask', type: 'Prompt', inputs: [{ ...slot('a'), type: 'Any' as never }] }],
        },
      }),
    ),
    'ValidationException',
    400,
  );
});
