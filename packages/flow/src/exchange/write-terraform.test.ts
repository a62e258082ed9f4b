import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { FlowDefinition, FlowNode } from '../definition/index.ts';
import { arbitraryShape } from '../definition/test-support/arbitrary-shape.ts';
import { diffDefinitions } from '../diff/index.ts';
import { arbitraryWiring } from '../validation/test-support/arbitrary-definition.ts';
import { quote } from './hcl.ts';
import { type ExportFlow, readDefinition, writeTerraform } from './index.ts';
import { exampleFlows } from './test-support/examples.ts';

const flowOf = (definition: FlowDefinition, changes: Partial<ExportFlow> = {}): ExportFlow => ({
  name: 'My-flow_2',
  executionRoleArn: 'arn:aws:iam::123456789012:role/Flows',
  definition,
  ...changes,
});
const write = (definition: FlowDefinition, changes: Partial<ExportFlow> = {}, parameters = true) =>
  writeTerraform(flowOf(definition, changes), { parameters });
const prompt = (text: string): FlowNode => ({
  name: 'Ask',
  type: 'Prompt',
  configuration: {
    prompt: {
      sourceConfiguration: {
        inline: {
          modelId: 'amazon.nova-lite-v1:0',
          templateType: 'TEXT',
          templateConfiguration: { text: { text, inputVariables: [{ name: 'genre' }] } },
          inferenceConfiguration: { text: { temperature: 0.5, stopSequences: ['\n\n', 'END'] } },
          additionalModelRequestFields: { top_k: 5 } as never,
        },
      },
    },
  },
  inputs: [{ name: 'genre', type: 'String', expression: '$.data' }],
  outputs: [{ name: 'modelCompletion', type: 'String' }],
});
const loop: FlowNode = {
  name: 'Refine',
  type: 'Loop',
  configuration: { loop: { definition: { nodes: [prompt('x')] } } },
};

describe('aws_bedrockagent_flow', () => {
  test('has a block for each structure and each item, in the names of the provider', () => {
    const { text, fileName, notes } = write({ nodes: [prompt('Sing {{genre}}')] }, {}, false);
    expect(fileName).toBe('My-flow_2.tf');
    expect(text).toContain(
      'resource "aws_bedrockagent_flow" "my_flow_2" {\n  name               = "My-flow_2"\n',
    );
    expect(text).toContain(`
              inference_configuration {
                text {
                  temperature    = 0.5
                  stop_sequences = ["\\n\\n", "END"]
                }
              }
`);
    expect(text).toContain('additional_model_request_fields = "{\\"top_k\\":5}"');
    expect(text).toContain('input_variable {\n                    name = "genre"\n');
    expect(notes.map(({ message }) => message)).toEqual([expect.stringContaining('made and not prepared')]);
  });

  test('has ARNs as variables by choice', () => {
    const lambdaArn = 'arn:aws:lambda:us-east-1:123456789012:function:work';
    const nodes: FlowNode[] = [
      { name: 'Work', type: 'LambdaFunction', configuration: { lambdaFunction: { lambdaArn } } },
    ];
    const { text, notes } = write({ nodes });
    expect(text).toContain('lambda_arn = var.work_function_arn');
    expect(text).toContain(
      `variable "work_function_arn" {\n  description = "Lambda function of Work"\n  type        = string\n  default     = "${lambdaArn}"\n}`,
    );
    expect(notes).toContainEqual({
      kind: 'parameter',
      message: `WorkFunctionArn: Lambda function of Work, now ${lambdaArn}.`,
    });
    expect(write({ nodes }, {}, false).text).toContain(`lambda_arn = "${lambdaArn}"`);
  });

  test('comes with version and alias through awscc, and prepares in between', () => {
    const { text, notes } = write({ nodes: [] }, { alias: { name: 'live', maxConcurrency: 4 } });
    expect(text).toMatch(/prepare-flow --flow-identifier \$\{aws_bedrockagent_flow\.my_flow_2\.id\}/);
    expect(text).toMatch(/resource "awscc_bedrock_flow_version"[\s\S]+resource "awscc_bedrock_flow_alias"/);
    expect(notes.map(({ message }) => message).join()).toContain(
      'Cloud Control API, which Streambed does not speak',
    );
  });
});

describe('what aws_bedrockagent_flow has no room for', () => {
  test.each<[string, FlowNode, string]>([
    ['a loop', loop, 'Refine.configuration.loop'],
    [
      'a knowledge base without a model',
      {
        name: 'Find',
        type: 'KnowledgeBase',
        configuration: { knowledgeBase: { knowledgeBaseId: 'ABCDEFGHIJ' } },
      },
      'Find.configuration.knowledgeBase without modelId',
    ],
    [
      'a number of results',
      {
        name: 'Find',
        type: 'KnowledgeBase',
        configuration: { knowledgeBase: { knowledgeBaseId: 'ABCDEFGHIJ', modelId: 'm', numberOfResults: 3 } },
      },
      'Find.configuration.knowledgeBase.numberOfResults',
    ],
  ])('%s goes into a stack, and the notes say so', (_, node, place) => {
    const { text, notes } = write({ nodes: [node] });
    expect(text).toContain('resource "aws_cloudformation_stack" "my_flow_2"');
    expect(text).not.toContain('resource "aws_bedrockagent_flow"');
    expect(notes.find(({ kind }) => kind === 'form')?.message).toContain(place);
  });

  /** The text between the marks of the heredoc, with Terraform's own signs single again. */
  const templateIn = (text: string) =>
    /template_body = chomp\(<<EOT\n([\s\S]*?)\nEOT\n/.exec(text)![1]!.replace(/([$%])\1\{/g, '$1{');

  test('is read from the template in it as it was', () => {
    const everything = { nodes: [loop, prompt('costs ${price} %{if} and $${more}')] };
    const reading = readDefinition(templateIn(write(everything).text));
    expect(reading.ok && diffDefinitions(everything, reading.flows[0]!.definition!).isEmpty).toBe(true);
    for (const [, definition] of exampleFlows.filter(([name]) => name.includes('loop'))) {
      const again = readDefinition(templateIn(write(definition).text));
      expect(again.ok && diffDefinitions(definition, again.flows[0]!.definition!).isEmpty).toBe(true);
    }
  });
});

/** Terraform itself is the judge where there is one; it needs no provider to parse, format and evaluate. */
const hasTerraform = spawnSync('terraform', ['-version']).status === 0;

describe.skipIf(!hasTerraform)('terraform', () => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-terraform-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (args: string[], input: string) =>
    execFileSync('terraform', args, {
      input,
      cwd: folder,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });

  test.each(exampleFlows)('reads %s and has nothing to format', (_, definition) => {
    const { text } = write(definition, {
      description: 'a\nb',
      alias: { name: 'live' },
      tags: { team: 'music' },
    });
    expect(run(['fmt', '-'], text)).toBe(text);
  });

  test('reads any flow', () => {
    const definitions = fc.oneof(
      arbitraryWiring(),
      arbitraryShape('FlowDefinition'),
    ) as fc.Arbitrary<FlowDefinition>;
    for (const definition of fc.sample(definitions, { numRuns: 25, seed: 7 })) {
      const { text } = write(definition);
      expect(run(['fmt', '-'], text)).toBe(text);
    }
  });

  test('reads texts as they were', () => {
    const texts = fc.sample(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.string({
          unit: fc.constantFrom('$', '{', '}', '%', '"', '\\', '\n', 'a', '\t', '\u0000', '\u2028', '🙂'),
        }),
      ),
      { numRuns: 200, seed: 11 },
    );
    const answer = run(
      ['console'],
      `join(" ", [${texts.map((text) => `sha1(${quote(text)})`).join(', ')}])\n`,
    );
    expect(JSON.parse(answer)).toBe(texts.map(sha1).join(' '));
  });
});

/** Terraform's texts are in normal form C. */
const sha1 = (text: string): string => createHash('sha1').update(text.normalize('NFC')).digest('hex');
