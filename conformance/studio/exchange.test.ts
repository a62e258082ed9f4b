import { readFileSync } from 'node:fs';
import {
  CreateFlowCommand,
  type FlowDefinition,
  GetFlowCommand,
  ListFlowsCommand,
} from '@aws-sdk/client-bedrock-agent';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessProblems } from './support/access.ts';
import { openStudio, type Studio } from './support/studio.ts';

/** Flows brought in from what people have, and taken out in the forms that others want. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const example = (name: string): FlowDefinition => {
  const value = JSON.parse(
    readFileSync(new URL(`../../examples/${name}/flow.json`, import.meta.url), 'utf8'),
  );
  return value.definition ?? value;
};
const create = async (name: string, definition: FlowDefinition): Promise<string> => {
  const { id } = await studio.client.send(
    new CreateFlowCommand({ name, executionRoleArn: 'arn:aws:iam::000000000000:role/flows', definition }),
  );
  return id!;
};
const flowNamed = async (name: string) => {
  const { flowSummaries = [] } = await studio.client.send(new ListFlowsCommand({ maxResults: 100 }));
  const { id } = flowSummaries.find((flow) => flow.name === name) ?? {};
  return id === undefined ? undefined : studio.client.send(new GetFlowCommand({ flowIdentifier: id }));
};

const template = `Parameters:
  Model: {Type: String, Default: anthropic.claude-3-haiku-20240307-v1:0}
Resources:
  Work: {Type: AWS::Lambda::Function}
  Playlist:
    Type: AWS::Bedrock::Flow
    Properties:
      Name: !Sub "\${AWS::StackName}-playlist"
      Definition:
        Nodes:
          - Name: FlowInput
            Type: Input
            Colour: red
            Outputs: [{Name: document, Type: String}]
          - Name: Work
            Type: LambdaFunction
            Configuration: {LambdaFunction: {LambdaArn: !GetAtt Work.Arn}}
            Inputs: [{Name: codeHookInput, Type: String, Expression: $.data}]
            Outputs: [{Name: functionResponse, Type: String}]
          - Name: Ask
            Type: Prompt
            Configuration: {Prompt: {SourceConfiguration: {Inline: {ModelId: !Ref Model, TemplateType: TEXT, TemplateConfiguration: {Text: {Text: "Sing {{genre}}", InputVariables: [{Name: genre}]}}}}}}
            Inputs: [{Name: genre, Type: String, Expression: $.data}]
            Outputs: [{Name: modelCompletion, Type: String}]
          - Name: FlowOutput
            Type: Output
            Inputs: [{Name: document, Type: String, Expression: $.data}]
        Connections:
          - {Name: a, Type: Data, Source: FlowInput, Target: Work, Configuration: {Data: {SourceOutput: document, TargetInput: codeHookInput}}}
          - {Name: b, Type: Data, Source: Work, Target: Ask, Configuration: {Data: {SourceOutput: functionResponse, TargetInput: genre}}}
          - {Name: c, Type: Data, Source: Ask, Target: FlowOutput, Configuration: {Data: {SourceOutput: modelCompletion, TargetInput: document}}}
`
  .replace('- {Name: a,', '- {Name: aa,')
  .replace('- {Name: b,', '- {Name: bb,')
  .replace('- {Name: c,', '- {Name: cc,');

describe('import', () => {
  test('takes a GetFlow answer of the cloud as it is', async () => {
    const definition = example('condition-router');
    const answer = {
      id: 'ABCDEFGHIJ',
      arn: 'arn:aws:bedrock:us-east-1:123456789012:flow/ABCDEFGHIJ',
      name: 'from-the-cloud',
      status: 'Prepared',
      version: 'DRAFT',
      executionRoleArn: 'arn:aws:iam::123456789012:role/Flows',
      definition,
    };
    const { page } = await studio.open('/import');
    await page.getByLabel('Flow', { exact: true }).fill(JSON.stringify(answer, null, 2));
    await page.getByText('A flow, as the API has it').waitFor();
    await page.getByRole('heading', { name: 'No problems' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('from-the-cloud');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.waitForURL(/\/flows\/[0-9A-Z]{10}/);
    expect((await flowNamed('from-the-cloud'))?.definition).toEqual(definition);
  });

  test('takes a template, asks for what only a stack knows, maps what it names, and drops nothing silently', async () => {
    const { page } = await studio.open('/import');
    const text = page.getByLabel('Flow', { exact: true });
    await text.fill(template);
    await page.getByText('CloudFormation', { exact: true }).waitFor();
    await page.getByText('Left out, since it is no flow: Work (AWS::Lambda::Function)').waitFor();
    const problem = page.getByRole('listitem').filter({ hasText: 'has no property Colour' });
    await problem.getByRole('button', { name: 'Line 13' }).click();
    const marked = await text.evaluate((field) => {
      const { value, selectionStart, selectionEnd } = field as unknown as {
        value: string;
        selectionStart: number;
        selectionEnd: number;
      };
      return value.slice(selectionStart, selectionEnd);
    });
    expect(marked.trim()).toBe('Colour: red');
    // The function has no ARN yet, so the service would not take the flow.
    expect(await page.getByRole('button', { name: 'Create', exact: true }).isDisabled()).toBe(true);

    await page.getByLabel('Value of Work.Arn').fill('arn:aws:lambda:us-east-1:123456789012:function:work');
    await page.getByLabel('Value of AWS::StackName').fill('music');
    const mapping = page.getByRole('region', { name: 'Models and resources it names' });
    await mapping.getByText('anthropic.claude-3-haiku-20240307-v1:0').waitFor();
    await mapping
      .getByLabel('Here, in place of anthropic.claude-3-haiku-20240307-v1:0')
      .fill('streambed.offline-extractive-v1');
    await page.keyboard.press('Escape');
    await page.getByLabel('Name', { exact: true }).fill('music-playlist');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.waitForURL(/\/flows\/[0-9A-Z]{10}/);
    const flow = await flowNamed('music-playlist');
    const node = (name: string) =>
      flow!.definition!.nodes!.find((each) => each.name === name)!.configuration!;
    expect(node('Work').lambdaFunction!.lambdaArn).toBe(
      'arn:aws:lambda:us-east-1:123456789012:function:work',
    );
    expect(node('Ask').prompt!.sourceConfiguration!.inline!.modelId).toBe('streambed.offline-extractive-v1');
    expect(flow!.definition!.connections).toHaveLength(3);
  });

  test('reads a file, and says in which line a text stops being one', async () => {
    const { page } = await studio.open('/flows/import');
    await page.getByLabel('Choose file').setInputFiles({
      name: 'flow.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{"nodes": [\n  {"name": "A",}\n]}'),
    });
    await page.getByText('This cannot be read as a flow (line 2)').waitFor();
    await page.getByLabel('Choose file').setInputFiles({
      name: 'flow.bin',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from([0x89, 0x50, 0xff, 0xfe]),
    });
    await page.getByText('flow.bin is not a text file.').waitFor();
  });
});

describe('export', () => {
  test('of any form is read again without a difference', async () => {
    const definition = example('loop-and-code');
    const id = await create('round-trip', definition);
    const { page } = await studio.open(`/flows/${id}/export`);
    for (const [form, file] of [
      ['API JSON', 'round-trip.json'],
      ['CloudFormation YAML', 'round-trip.yaml'],
      ['CloudFormation JSON', 'round-trip.template.json'],
    ] as const) {
      await page.getByRole('button', { name: form }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(file);
      const text = readFileSync((await download.path())!, 'utf8');
      const importing = await page.context().newPage();
      await importing.goto(`${studio.server.url}/studio/import?into=${id}`);
      await importing.getByLabel('Flow', { exact: true }).fill(text);
      await importing.getByText('No difference: the draft is this already.').waitFor();
      await importing.close();
    }
  });

  test('as Terraform says what the provider has no room for', async () => {
    const id = await create('with-a-loop', example('loop-and-code'));
    const { page } = await studio.open(`/flows/${id}/export`);
    await page.getByRole('button', { name: 'Terraform' }).click();
    await page.getByText(/aws_bedrockagent_flow has no room for/).waitFor();
    const text = await page.getByRole('region', { name: 'with-a-loop.tf' }).textContent();
    expect(text).toContain('resource "aws_cloudformation_stack"');
    await page.getByText('The cloud refuses').waitFor();
  });

  test('replaces a draft with its changes in sight, and takes it back', async () => {
    const id = await create('to-replace', example('prompt-chain'));
    const { page } = await studio.open(`/import?into=${id}`);
    const changed = structuredClone(example('prompt-chain')) as { nodes: { name: string }[] };
    changed.nodes = changed.nodes.filter(({ name }) => name !== changed.nodes.at(-2)!.name);
    await page.getByLabel('Flow', { exact: true }).fill(JSON.stringify(changed));
    await page
      .getByRole('region', { name: 'What changes in the draft of to-replace' })
      .getByText('1 removed')
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Replace draft' }).click();
    await page.getByText('Draft of to-replace replaced').waitFor();
    expect((await flowNamed('to-replace'))!.definition!.nodes).toHaveLength(changed.nodes.length);
  });
});

test.each(['light', 'dark'] as const)('axe finds nothing in %s mode', async (colorScheme) => {
  const id = await create(`access-${colorScheme}`, example('support-desk'));
  const { page } = await studio.open(`/flows/${id}/export`, { colorScheme });
  await page.getByRole('button', { name: 'Terraform' }).click();
  await page.getByText('ARNs as parameters').waitFor();
  expect(await accessProblems(page)).toEqual([]);
  await page.goto(`${studio.server.url}/studio/import`);
  await page.getByLabel('Flow', { exact: true }).fill(template);
  await page.getByText('Left out, since it is no flow', { exact: false }).waitFor();
  expect(await accessProblems(page)).toEqual([]);
});
