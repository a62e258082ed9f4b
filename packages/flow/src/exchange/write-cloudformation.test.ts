import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlowDefinition } from '../definition/index.ts';
import { arbitraryShape } from '../definition/test-support/arbitrary-shape.ts';
import { parseText } from './parse-text.ts';
import { readFlows } from './read-flows.ts';
import { type FlowRequest, writeCloudFormation, writeRequest } from './write-cloudformation.ts';

const request = (definition: unknown): FlowRequest => ({
  name: 'playlist',
  description: 'Makes playlists: "jazz" & more',
  executionRoleArn: 'arn:aws:iam::123456789012:role/Flows',
  definition: definition as FlowDefinition,
});

const template = (flow: FlowRequest, form: 'json' | 'yaml') =>
  writeCloudFormation(flow, form, { parameters: false }).text;

const readBack = (text: string, file: string) => {
  const { flows, leftOut, unused } = readFlows(parseText(text, file), file, new Map());
  expect([flows.length, leftOut, unused]).toEqual([1, [], []]);
  const { name, description, executionRoleArn, definition, problems } = flows[0]!;
  expect(problems).toEqual([]);
  return { name, description, executionRoleArn, definition };
};

describe('what export writes, import reads', () => {
  test.each([
    ['the form of the API', 'flow.json', writeRequest],
    ['a template in JSON', 'flow.json', (flow: FlowRequest) => template(flow, 'json')],
    ['a template in YAML', 'flow.yaml', (flow: FlowRequest) => template(flow, 'yaml')],
  ])('as %s, for any definition', (_, file, write) => {
    fc.assert(
      fc.property(arbitraryShape('FlowDefinition'), (definition) => {
        expect(readBack(write(request(definition)), file)).toEqual(request(definition));
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['what CloudFormation would take for a function', { Ref: 'something' }],
    ['null, which no template can hold', { stop: null }],
  ])('and puts a document with %s into a text', (_, additionalModelRequestFields) => {
    const definition = {
      nodes: [
        { configuration: { prompt: { sourceConfiguration: { inline: { additionalModelRequestFields } } } } },
      ],
    };
    const written = template(request(definition), 'yaml');
    expect(written).toContain('DefinitionString:');
    expect(readBack(written, 'flow.yaml').definition).toEqual(definition);
  });

  test('and quotes what an older YAML would read as something else', () => {
    const written = template(request({ nodes: [{ name: 'yes', type: 'Input' }] }), 'yaml');
    expect(written).toContain('Name: "yes"');
    expect(written).toContain('AWSTemplateFormatVersion: "2010-09-09"');
  });

  test('and writes a prompt of several lines as a block', () => {
    const text = 'Summarise:\n{{text}}';
    const definition = {
      nodes: [
        {
          configuration: {
            prompt: { sourceConfiguration: { inline: { templateConfiguration: { text: { text } } } } },
          },
        },
      ],
    };
    expect(template(request(definition), 'yaml')).toMatch(/Text: \|-\n +Summarise:\n +\{\{text\}\}\n/);
  });
});

describe('a template', () => {
  const lambdaArn = 'arn:aws:lambda:us-east-1:123456789012:function:work';
  const work = { name: 'Work', type: 'LambdaFunction', configuration: { lambdaFunction: { lambdaArn } } };
  const prompt = (fields: object, text = 'Sing') => ({
    name: 'Ask',
    type: 'Prompt',
    configuration: {
      prompt: {
        sourceConfiguration: {
          inline: {
            modelId: 'llama3.2',
            templateType: 'TEXT',
            templateConfiguration: { text: { text } },
            additionalModelRequestFields: fields,
          },
        },
      },
    },
  });
  const write = (nodes: object[], alias?: { name: string; maxConcurrency?: number }) =>
    writeCloudFormation({ ...request({ nodes }), ...(alias && { alias }) }, 'json', { parameters: true });

  test('refers to its parameters, or has them substituted where the definition is a text', () => {
    const plain = JSON.parse(write([work]).text);
    expect(plain.Parameters.WorkFunctionArn).toEqual({
      Type: 'String',
      Default: lambdaArn,
      Description: 'Lambda function of Work',
    });
    const { Definition } = plain.Resources.Flow.Properties;
    expect(Definition.Nodes[0].Configuration.LambdaFunction.LambdaArn).toEqual({ Ref: 'WorkFunctionArn' });

    const { Properties } = JSON.parse(write([work, prompt({ stop: null })]).text).Resources.Flow;
    expect(JSON.parse(Properties.DefinitionString).Nodes[0].Configuration.LambdaFunction.LambdaArn).toBe(
      '${WorkFunctionArn}',
    );
    expect(Properties.DefinitionSubstitutions).toEqual({ WorkFunctionArn: { Ref: 'WorkFunctionArn' } });
  });

  test('gives no parameter a name that a text of the flow has as a place', () => {
    const { text } = write([work, prompt({}, 'costs ${WorkFunctionArn}')]);
    expect(Object.keys(JSON.parse(text).Parameters)).toContain('WorkFunctionArn2');
  });

  test('has a version with a name of its own for each definition, and the alias on it', () => {
    const resources = (nodes: object[]) =>
      JSON.parse(write(nodes, { name: 'live', maxConcurrency: 3 }).text).Resources;
    const version = (nodes: object[]) =>
      Object.keys(resources(nodes)).find((key) => /^FlowVersion/.test(key))!;
    expect(version([work])).not.toBe(version([{ ...work, name: 'Other' }]));
    expect(resources([work]).FlowAlias.Properties).toMatchObject({
      Name: 'live',
      RoutingConfiguration: [{ FlowVersion: { 'Fn::GetAtt': [version([work]), 'Version'] } }],
      ConcurrencyConfiguration: { Type: 'Manual', MaxConcurrency: 3 },
    });
  });

  test('tells what is Streambed only, and what the cloud would refuse', () => {
    const many = Array.from({ length: 41 }, (_, at) => ({ name: `Out_${at}`, type: 'Output' }));
    const notes = writeCloudFormation(
      {
        ...request({
          nodes: [prompt({ outputConfig: {} }), ...many, { name: 'Odd', type: 'Output', colour: 'red' }],
        }),
        executionRoleArn: 'arn:aws:iam::000000000000:role/flows',
      },
      'yaml',
      { parameters: false },
    ).notes.map(({ kind, message }) => `${kind}: ${message}`);
    expect(notes).toEqual([
      expect.stringMatching(/^refused: The flow has 43 nodes; at most 40/),
      expect.stringMatching(/^refused: The flow has 42 Output nodes/),
      expect.stringMatching(/^streambedOnly: Ask has an output schema/),
      expect.stringMatching(/^refused: The execution role .+ is a stand-in/),
      expect.stringMatching(/^streambedOnly: Model llama3\.2, of Ask, is one of this server's/),
      expect.stringMatching(/^form: nodes\[42\]\.colour is not a member of the API/),
    ]);
  });
});
