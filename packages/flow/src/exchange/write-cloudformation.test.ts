import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlowDefinition } from '../definition/index.ts';
import { arbitraryShape } from '../definition/test-support/arbitrary-shape.ts';
import { parseText } from './parse-text.ts';
import { readFlows } from './read-flows.ts';
import { type FlowRequest, writeRequest, writeTemplate } from './write-cloudformation.ts';

const request = (definition: unknown): FlowRequest => ({
  name: 'playlist',
  description: 'Makes playlists: "jazz" & more',
  executionRoleArn: 'arn:aws:iam::123456789012:role/Flows',
  definition: definition as FlowDefinition,
});

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
    ['a template in JSON', 'flow.json', (flow: FlowRequest) => writeTemplate(flow, 'json')],
    ['a template in YAML', 'flow.yaml', (flow: FlowRequest) => writeTemplate(flow, 'yaml')],
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
    const written = writeTemplate(request(definition), 'yaml');
    expect(written).toContain('DefinitionString:');
    expect(readBack(written, 'flow.yaml').definition).toEqual(definition);
  });

  test('and quotes what an older YAML would read as something else', () => {
    const written = writeTemplate(request({ nodes: [{ name: 'yes', type: 'Input' }] }), 'yaml');
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
    expect(writeTemplate(request(definition), 'yaml')).toMatch(/Text: \|-\n +Summarise:\n +\{\{text\}\}\n/);
  });
});
