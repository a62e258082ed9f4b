import { describe, expect, test } from 'vitest';
import { parseText } from './parse-text.ts';
import { readFlows } from './read-flows.ts';

const read = (text: string, given: Record<string, string> = {}) =>
  readFlows(parseText(text, 'template.yaml'), 'template.yaml', new Map(Object.entries(given)));

const template = (properties: string, rest = '') =>
  `${rest}
Resources:
  Playlist:
    Type: AWS::Bedrock::Flow
    Properties:
${properties.replace(/^/gm, '      ')}
`;

describe('a template', () => {
  test('gives its flows in the form of the API, and says what else stands there', () => {
    const file = read(
      `
Parameters:
  Model: {Type: String, Default: amazon.nova-lite-v1:0}
Resources:
  Role: {Type: AWS::IAM::Role}
  Playlist:
    Type: AWS::Bedrock::Flow
    Properties:
      Name: playlist
      Description: !Sub "uses \${Model}"
      ExecutionRoleArn: !GetAtt Role.Arn
      Tags: {team: music}
      Definition:
        Nodes:
          - Name: Ask
            Type: Prompt
            Configuration: {Prompt: {SourceConfiguration: {Inline: {ModelId: !Ref Model}}}}
  Live: {Type: AWS::Bedrock::FlowAlias}
`,
      { 'Role.Arn': 'arn:aws:iam::123456789012:role/F' },
    );
    expect(file.form).toBe('cloudformation');
    expect(file.leftOut).toEqual(['Role (AWS::IAM::Role)', 'Live (AWS::Bedrock::FlowAlias)']);
    expect(file.unused).toEqual([]);
    expect(file.flows).toEqual([
      {
        logicalId: 'Playlist',
        name: 'playlist',
        description: 'uses amazon.nova-lite-v1:0',
        executionRoleArn: 'arn:aws:iam::123456789012:role/F',
        tags: { team: 'music' },
        definition: {
          nodes: [
            {
              name: 'Ask',
              type: 'Prompt',
              configuration: {
                prompt: { sourceConfiguration: { inline: { modelId: 'amazon.nova-lite-v1:0' } } },
              },
            },
          ],
        },
        problems: [],
      },
    ]);
  });

  test('names every value that is missing, once, with the way to give it', () => {
    expect(() =>
      read(
        template(
          'Name: !Ref Name\nExecutionRoleArn: !GetAtt Role.Arn\nDescription: !Sub "${Name} in ${AWS::Region}"',
        ),
      ),
    ).toThrow(
      'template.yaml needs values for Name, Role.Arn, AWS::Region. Give them with --set Name=… --set Role.Arn=… --set AWS::Region=…',
    );
  });

  test('tells of values that nothing asks for', () => {
    expect(read(template('Name: x'), { Stage: 'test' }).unused).toEqual(['Stage']);
  });

  test.each([
    ['Fn::Sub with a literal', '!Sub "${!Literal} ${A}"', '${Literal} a'],
    ['Fn::Sub with variables of its own', '!Sub ["${X}-${A}", {X: !Join ["", [1, 2]]}]', '12-a'],
    ['Fn::Join', '!Join ["/", [!Ref A, b, 3]]', 'a/b/3'],
    ['Fn::Join over a list parameter', '!Join ["+", !Ref List]', 'x+y'],
    ['Fn::Select and Fn::Split', '!Select [1, !Split [":", "arn:aws:x"]]', 'aws'],
    ['Fn::FindInMap', '!FindInMap [Stages, !Ref A, size]', 'large'],
    ['Fn::ImportValue', '!ImportValue shared-name', 'imported'],
    ['Fn::If that holds', '!If [IsA, yes-it-is, no]', 'yes-it-is'],
    ['Fn::If that does not hold', '!If [IsNotA, x, !Ref "AWS::Partition"]', 'aws'],
    ['a number', '!Ref Count', '3'],
    ['a value given by hand before a default', '!Ref Count', '4', { Count: '4' }],
  ])('%s', (_, value, expected, given: Record<string, string> = {}) => {
    const rest = `
Parameters:
  A: {Type: String, Default: a}
  Count: {Type: Number, Default: 3}
  List: {Type: CommaDelimitedList, Default: "x, y"}
Mappings: {Stages: {a: {size: large}}}
Conditions:
  IsA: !Equals [!Ref A, a]
  IsNotA: !Not [!Condition IsA]
`;
    const file = read(template(`Description: ${value}`, rest), { 'shared-name': 'imported', ...given });
    expect(file.flows[0]!.description).toBe(expected);
  });

  test.each([
    ['all', '!And [!Condition Yes, !Condition Yes]', true],
    ['not all', '!And [!Condition Yes, !Condition No]', false],
    ['any', '!Or [!Condition No, !Condition Yes]', true],
    ['none', '!Or [!Condition No, !Condition No]', false],
  ])('a condition of %s', (_, condition, holds) => {
    const rest = `
Conditions:
  Yes: !Equals [a, a]
  No: !Equals [a, b]
  It: ${condition}
`;
    const file = read(template('Description: !If [It, then, else]', rest));
    expect(file.flows[0]!.description).toBe(holds ? 'then' : 'else');
  });

  test('leaves out a property that is AWS::NoValue, and a resource whose condition does not hold', () => {
    const file = read(`
Conditions: {Never: !Equals [a, b]}
Resources:
  One: {Type: AWS::Bedrock::Flow, Properties: {Name: one, Description: !Ref "AWS::NoValue"}}
  Two: {Type: AWS::Bedrock::Flow, Condition: Never, Properties: {Name: two}}
`);
    expect(file.flows).toEqual([{ logicalId: 'One', name: 'one', definition: {}, problems: [] }]);
    expect(file.leftOut).toEqual(['Two (its condition Never does not hold)']);
  });

  test.each([
    [
      'Fn::GetAZs',
      '!GetAZs us-east-1',
      'template.yaml uses Fn::GetAZs, which only CloudFormation itself can answer',
    ],
    [
      'Fn::Join without its list',
      '!Join "-"',
      'template.yaml uses Fn::Join with arguments that it does not take',
    ],
    [
      'an unknown condition',
      '!If [Who, a, b]',
      'template.yaml refers to the condition Who, which it does not have',
    ],
    [
      'an unknown map',
      '!FindInMap [a, b, c]',
      'template.yaml looks up a.b.c, which its Mappings do not have',
    ],
    [
      'a condition of itself',
      '!If [Loop, a, b]',
      'template.yaml has the condition Loop, which refers to itself',
    ],
    ['a list that is too short', '!Select [3, [a]]', 'template.yaml selects item 3 from a list without one'],
  ])('with %s is refused', (_, value, message) => {
    const rest = 'Conditions: {Loop: !Condition Loop}';
    expect(() => read(template(`Description: ${value}`, rest))).toThrow(message);
  });
});

describe('the definition of a template', () => {
  const substituted = 'DefinitionSubstitutions: {Limit: 500, Model: !Ref Model, Name: Ask, Strict: true}';
  const node = {
    name: 'Ask',
    configuration: {
      prompt: {
        sourceConfiguration: {
          inline: { modelId: 'm-1', inferenceConfiguration: { text: { maxTokens: 500 } } },
        },
      },
    },
  };

  test.each([
    [
      'as a value',
      `Definition: {Nodes: [{Name: "\${Name}", Configuration: {Prompt: {SourceConfiguration: {Inline: {ModelId: "\${Model}", InferenceConfiguration: {Text: {MaxTokens: "\${Limit}"}}}}}}}]}`,
    ],
    [
      'as a text',
      `DefinitionString: '{"Nodes": [{"Name": "\${Name}", "Configuration": {"Prompt": {"SourceConfiguration": {"Inline": {"ModelId": "\${Model}", "InferenceConfiguration": {"Text": {"MaxTokens": \${Limit}}}}}}}}]}'`,
    ],
    [
      'as a text in the form of the API',
      `DefinitionString: '{"nodes": [{"name": "\${Name}", "configuration": {"prompt": {"sourceConfiguration": {"inline": {"modelId": "\${Model}", "inferenceConfiguration": {"text": {"maxTokens": \${Limit}}}}}}}}]}'`,
    ],
  ])('%s takes substitutions of every type', (_, definition) => {
    const file = read(template(`${definition}\n${substituted}`), { Model: 'm-1' });
    expect(file.flows[0]!.definition).toEqual({ nodes: [node] });
  });

  test('a value given by hand wins over a substitution', () => {
    const file = read(
      template('DefinitionString: \'{"Nodes": [{"Name": "${Name}"}]}\'\nDefinitionSubstitutions: {Name: a}'),
      { Name: 'b' },
    );
    expect(file.flows[0]!.definition).toEqual({ nodes: [{ name: 'b' }] });
    expect(file.unused).toEqual([]);
  });

  test.each([
    [
      'in S3',
      'DefinitionS3Location: {Bucket: b, Key: k}',
      /keeps its definition in S3 .*Download that object/,
    ],
    ['that is no JSON', 'DefinitionString: "{"', /^Playlist\.Properties\.DefinitionString is not JSON/],
    [
      'with a list for a substitution',
      'Definition: {}\nDefinitionSubstitutions: {A: [1]}',
      /DefinitionSubstitutions\.A must be a text/,
    ],
  ])('%s is refused', (_, properties, message) => {
    expect(() => read(template(properties))).toThrow(message);
  });

  test('problems name the path in the template', () => {
    const { problems } = read(template('Colour: red\nDefinition: {Nodes: [{Nmae: a}]}')).flows[0]!;
    expect(problems).toEqual([
      'Playlist.Properties has no property Colour.',
      'Playlist.Properties.Definition.Nodes[0] has no property Nmae; did you mean Name?',
    ]);
  });
});
