import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlowDefinition } from '../definition/index.ts';
import { arbitraryShape } from '../definition/test-support/arbitrary-shape.ts';
import { diffDefinitions } from '../diff/index.ts';
import {
  type ExportedFile,
  type ExportFlow,
  type ReadDefinition,
  readDefinition,
  writeApiJson,
  writeCloudFormation,
} from './index.ts';
import { exampleFlows } from './test-support/examples.ts';

const flowOf = (definition: unknown): ExportFlow => ({
  name: 'playlist',
  description: 'Makes playlists: "jazz" & more',
  executionRoleArn: 'arn:aws:iam::123456789012:role/Flows',
  definition: definition as FlowDefinition,
});

const read = (text: string, values?: ReadonlyMap<string, string>) => {
  const reading = readDefinition(text, values);
  if (!reading.ok) throw new Error(reading.message);
  return reading;
};

const writers: [string, (flow: ExportFlow) => ExportedFile][] = [
  ['the form of the API', writeApiJson],
  ['CloudFormation in JSON', (flow) => writeCloudFormation(flow, 'json', { parameters: false })],
  ['CloudFormation in YAML', (flow) => writeCloudFormation(flow, 'yaml', { parameters: false })],
  [
    'CloudFormation in JSON with parameters',
    (flow) => writeCloudFormation(flow, 'json', { parameters: true }),
  ],
  [
    'CloudFormation in YAML with parameters',
    (flow) => writeCloudFormation(flow, 'yaml', { parameters: true }),
  ],
];

describe('what was written is read as the very same', () => {
  test.each(writers)('in %s, whatever the definition', (_, write) => {
    fc.assert(
      fc.property(arbitraryShape('FlowDefinition'), (definition) => {
        const [flow] = read(write(flowOf(definition)).text).flows;
        expect(flow).toMatchObject({
          name: 'playlist',
          description: 'Makes playlists: "jazz" & more',
          executionRoleArn: 'arn:aws:iam::123456789012:role/Flows',
        });
        expect(diffDefinitions(definition as FlowDefinition, flow!.raw as FlowDefinition).isEmpty).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test.each(
    writers.flatMap(([form, write]) =>
      exampleFlows.map(([name, flow]) => [name, form, flow, write] as const),
    ),
  )('%s in %s', (_, __, definition, write) => {
    const [flow] = read(
      write({ ...flowOf(definition), alias: { name: 'live', maxConcurrency: 3 } }).text,
    ).flows;
    expect(flow!.problems).toEqual([]);
    expect(diffDefinitions(definition, flow!.definition!).isEmpty).toBe(true);
  });
});

const node = {
  name: 'Ask',
  type: 'Prompt',
  configuration: {
    prompt: {
      sourceConfiguration: {
        resource: { promptArn: 'arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ' },
      },
    },
  },
};
const pascalNode = {
  Name: 'Ask',
  Type: 'Prompt',
  Configuration: {
    Prompt: {
      SourceConfiguration: {
        Resource: { PromptArn: node.configuration.prompt.sourceConfiguration.resource.promptArn },
      },
    },
  },
};

describe('the forms', () => {
  test.each<[string, unknown, string]>([
    ['a definition', { nodes: [node], connections: [] }, 'definition'],
    ['nodes alone', { nodes: [node] }, 'definition'],
    [
      'a GetFlow answer',
      { id: 'X', status: 'Prepared', name: 'a', definition: { nodes: [node] } },
      'request',
    ],
    ['a PascalCase definition', { Nodes: [pascalNode] }, 'cloudformation'],
    ['properties', { Name: 'a', Definition: { Nodes: [pascalNode] } }, 'cloudformation'],
    [
      'properties with a text',
      { Name: 'a', DefinitionString: JSON.stringify({ Nodes: [pascalNode] }) },
      'cloudformation',
    ],
    [
      'a resource',
      { Type: 'AWS::Bedrock::Flow', Properties: { Definition: { Nodes: [pascalNode] } } },
      'cloudformation',
    ],
    [
      'a template',
      {
        Resources: { F: { Type: 'AWS::Bedrock::Flow', Properties: { Definition: { Nodes: [pascalNode] } } } },
      },
      'cloudformation',
    ],
    ['one node', node, 'node'],
    ['one node in PascalCase', pascalNode, 'node'],
  ])('%s', (_, value, format) => {
    const reading = read(JSON.stringify(value));
    expect(reading.format).toBe(format);
    expect(reading.flows).toHaveLength(1);
    expect(reading.flows[0]!.definition!.nodes).toEqual([node]);
    expect(reading.flows[0]!.problems).toEqual([]);
    expect(reading.flows[0]!.references).toMatchObject([{ kind: 'prompt', places: [{ node: 'Ask' }] }]);
  });

  test('a template keeps readable what only a stack knows, and says what it was', () => {
    const text = `
Resources:
  Fn: {Type: AWS::Lambda::Function}
  Playlist:
    Type: AWS::Bedrock::Flow
    Properties:
      Name: !Sub "\${AWS::StackName}-playlist"
      ExecutionRoleArn: !GetAtt Role.Arn
      Definition:
        Nodes:
          - Name: Work
            Type: LambdaFunction
            Configuration: {LambdaFunction: {LambdaArn: !GetAtt Fn.Arn}}
          - Name: Zones
            Type: Retrieval
            Configuration: {Retrieval: {ServiceConfiguration: {S3: {BucketName: !ImportValue in-bucket}}}}
`;
    const reading = read(text);
    expect(reading.missing.map(({ name }) => name)).toEqual([
      'AWS::StackName',
      'Role.Arn',
      'Fn.Arn',
      'in-bucket',
    ]);
    expect(reading.leftOut).toEqual(['Fn (AWS::Lambda::Function)']);
    expect(reading.flows[0]).toMatchObject({
      name: '${AWS::StackName}-playlist',
      executionRoleArn: '${Role.Arn}',
      raw: { nodes: [{ configuration: { lambdaFunction: { lambdaArn: '${Fn.Arn}' } } }, {}] },
    });
    const filled = read(
      text,
      new Map([
        ['AWS::StackName', 'x'],
        ['Role.Arn', 'r'],
        ['Fn.Arn', 'arn:aws:lambda:us-east-1:123456789012:function:work'],
        ['in-bucket', 'bucket-a'],
      ]),
    );
    expect(filled.missing).toEqual([]);
    expect(filled.flows[0]!.references.map(({ kind, value }) => [kind, value])).toEqual([
      ['function', 'arn:aws:lambda:us-east-1:123456789012:function:work'],
      ['bucket', 'bucket-a'],
    ]);
  });

  test('a function that only CloudFormation can answer stays as its name', () => {
    const reading = read('{Type: AWS::Bedrock::Flow, Properties: {Name: !GetAZs us, Definition: {}}}');
    expect(reading.flows[0]!.name).toBe('${Fn::GetAZs}');
  });
});

describe('what has no place', () => {
  test('is told with the line it stands in', () => {
    const text = JSON.stringify(
      {
        name: 'a',
        definition: {
          nodes: [
            { ...node, inptus: [] },
            { name: '1', type: 'Prompt' },
          ],
        },
      },
      null,
      2,
    );
    const [flow] = read(text).flows;
    const lines = text.split('\n');
    expect(flow!.definition).toBeUndefined();
    for (const problem of flow!.problems) expect(problem.line).toBeDefined();
    const [first, second] = flow!.problems;
    expect([first!.severity, lines[first!.line! - 1]!.trim()]).toEqual(['warning', '"inptus": []']);
    expect(first!.message).toContain('did you mean inputs?');
    expect([second!.severity, lines[second!.line! - 1]!.trim()]).toEqual(['error', '"name": "1",']);
  });

  test('is told in templates too', () => {
    const text =
      'Resources:\n  F:\n    Type: AWS::Bedrock::Flow\n    Properties:\n      Definition:\n        Nodes:\n          - Name: "1"\n            Type: Prompt\n            Colour: red\n';
    const [flow] = read(text).flows;
    expect(flow!.problems.map(({ message, line }) => [message.split(';')[0], line])).toEqual([
      ['F.Properties.Definition.Nodes[0] has no property Colour.', 9],
      [expect.stringContaining('nodes[0].name'), 7],
    ]);
  });
});

describe('a text that is no flow', () => {
  const bomb = [
    'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from(
      { length: 9 },
      (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]`,
    ),
  ].join('\n');
  test.each<[string, string, Partial<Extract<ReadDefinition, { ok: false }>>]>([
    ['nothing', '  \n', { message: 'The text is empty.' }],
    ['broken JSON', '{"nodes": [\n  {"name": "A",}\n]}', { line: 2 }],
    ['broken YAML', 'nodes:\n  - name: A\n type: B\n', { line: 3 }],
    [
      'something else',
      '{"hello": 1}',
      { message: expect.stringContaining('holds no flow') as unknown as string },
    ],
    [
      'prose',
      'Please summarise the report.',
      { message: expect.stringContaining('holds no flow') as unknown as string },
    ],
    [
      'a bomb of aliases',
      bomb,
      { message: expect.stringContaining('more than 1000000 values') as unknown as string },
    ],
    ['a tag of another language', 'nodes: !!python/object:os.system [ls]', { ok: false }],
    ['a local tag', 'nodes: !mine x', { message: expect.stringContaining('tag !mine') as unknown as string }],
    ['depth without end', '['.repeat(100_000), { ok: false }],
    ['depth without end in YAML', 'a: '.concat('{b: '.repeat(20_000)), { ok: false }],
    ['an alias of itself', 'nodes: &a [*a]', { ok: false }],
  ])('%s is refused in words', (_, text, expected) => {
    expect(readDefinition(text)).toMatchObject({ ok: false, ...expected });
  });

  test('whatever is pasted, nothing throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json({ maxDepth: 5 }).map((text) => `{"nodes": ${text}}`),
          fc
            .json()
            .map((text) => `{"Resources": {"F": {"Type": "AWS::Bedrock::Flow", "Properties": ${text}}}}`),
        ),
        (text) => {
          const reading = readDefinition(text);
          if (!reading.ok) expect(reading.message).not.toBe('');
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('keys of prototypes are data', () => {
    read('{"nodes": [], "__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
