import { describe, expect, test } from 'vitest';
import { readFlows } from './read-flows.ts';

const definition = { nodes: [{ name: 'Ask', type: 'Prompt' }], connections: [] };
const pascal = { Nodes: [{ Name: 'Ask', Type: 'Prompt' }], Connections: [] };

describe('the forms of a file', () => {
  test.each([
    ['a definition', definition, 'definition', { definition, problems: [] }],
    [
      'a CreateFlow request',
      { name: 'a', description: 'd', executionRoleArn: 'r', tags: { k: 'v' }, definition },
      'request',
      { name: 'a', description: 'd', executionRoleArn: 'r', tags: { k: 'v' }, definition, problems: [] },
    ],
    [
      'a GetFlow answer',
      {
        name: 'a',
        executionRoleArn: 'r',
        id: 'X',
        arn: 'Y',
        status: 'Prepared',
        version: 'DRAFT',
        definition,
      },
      'request',
      { name: 'a', executionRoleArn: 'r', definition, problems: [] },
    ],
    ['a PascalCase definition', pascal, 'cloudformation', { definition, problems: [] }],
    [
      'properties of a resource',
      { Name: 'a', Definition: pascal },
      'cloudformation',
      { name: 'a', definition, problems: [] },
    ],
    [
      'a resource',
      { Type: 'AWS::Bedrock::Flow', Properties: { Name: 'a', DefinitionString: JSON.stringify(pascal) } },
      'cloudformation',
      { name: 'a', definition, problems: [] },
    ],
  ])('%s', (_, value, form, flow) => {
    expect(readFlows(value, 'f', new Map())).toEqual({
      file: 'f',
      form,
      leftOut: [],
      unused: [],
      flows: [flow],
    });
  });

  test.each([
    ['a list', []],
    ['a text', 'x'],
    ['something else', { hello: 1 }],
  ])('%s is no flow', (_, value) => {
    expect(() => readFlows(value, 'f.json', new Map())).toThrow(
      /^f\.json holds no flow\. Known are: a definition/,
    );
  });

  test('a template without flows says what it has', () => {
    expect(() => readFlows({ Resources: { B: { Type: 'AWS::S3::Bucket' } } }, 't', new Map())).toThrow(
      't is a template without a flow to read: it has B (AWS::S3::Bucket).',
    );
  });

  test('values by hand go into the form of the API too, as numbers where the model wants them', () => {
    const loop = {
      nodes: [{ configuration: { loopController: { maxIterations: '${max}' } }, name: '${n}' }],
    };
    const file = readFlows(
      { name: '${n}-flow', definition: loop },
      'f',
      new Map([
        ['max', '5'],
        ['n', 'Ask'],
        ['more', '1'],
      ]),
    );
    expect(file.unused).toEqual(['more']);
    expect(file.flows).toEqual([
      {
        name: 'Ask-flow',
        definition: { nodes: [{ configuration: { loopController: { maxIterations: 5 } }, name: 'Ask' }] },
        problems: [],
      },
    ]);
  });
});
