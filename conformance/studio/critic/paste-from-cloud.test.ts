import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inputNode, outputNode, promptNode, wire } from '../../support/definitions.ts';
import { accessProblems } from '../support/access.ts';
import { restingBox } from '../support/places.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import { canvas, card, createFlow, draftOf, flowNamed, paste } from './support/lifecycle.ts';

/** What somebody copied out of the cloud's account, pasted here. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:count-words';
const PROMPT = 'arn:aws:bedrock:eu-west-1:123456789012:prompt/PROMPT1234:2';
const MODEL = 'anthropic.claude-3-haiku-20240307-v1:0';
const HERE = 'arn:aws:lambda:us-east-1:000000000000:function:words';

const definition: FlowDefinition = {
  nodes: [
    inputNode(),
    promptNode('Shorten', MODEL, 'Shorten {{text}}'),
    {
      name: 'Judge',
      type: 'Prompt',
      configuration: { prompt: { sourceConfiguration: { resource: { promptArn: PROMPT } } } },
      inputs: [{ name: 'text', type: 'String', expression: '$.data' }],
      outputs: [{ name: 'modelCompletion', type: 'String' }],
    },
    {
      name: 'Count',
      type: 'LambdaFunction',
      configuration: { lambdaFunction: { lambdaArn: FUNCTION } },
      inputs: [{ name: 'text', type: 'String', expression: '$.data' }],
      outputs: [{ name: 'functionResponse', type: 'Number' }],
    },
    outputNode(),
    outputNode('Number', 'Words'),
  ],
  connections: [
    wire('FlowInput.document', 'Shorten.text'),
    wire('Shorten.modelCompletion', 'Judge.text'),
    wire('Shorten.modelCompletion', 'Count.text'),
    wire('Judge.modelCompletion', 'FlowOutput.document'),
    wire('Count.functionResponse', 'Words.document'),
  ],
};

/** As `aws bedrock-agent get-flow` prints it. */
const getFlowAnswer = {
  name: 'from-the-cloud',
  description: 'Shortens and judges',
  executionRoleArn: 'arn:aws:iam::123456789012:role/service-role/AmazonBedrockExecutionRoleForFlows_X',
  id: 'ABCDEFGHIJ',
  arn: 'arn:aws:bedrock:eu-west-1:123456789012:flow/ABCDEFGHIJ',
  status: 'Prepared',
  createdAt: '2025-03-01T10:00:00.000000+00:00',
  updatedAt: '2025-03-02T10:00:00.000000+00:00',
  version: 'DRAFT',
  validations: [],
  definition,
};

const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Work: {Type: AWS::Lambda::Function}
  Playlist:
    Type: AWS::Bedrock::Flow
    Properties:
      Name: playlist
      Definition:
        Nodes:
          - Name: FlowInput
            Type: Input
            Colour: red
            Outputs: [{Name: document, Type: String}]
          - Name: Count
            Type: LambdaFunction
            Configuration: {LambdaFunction: {LambdaArn: !GetAtt Work.Arn}}
            Inputs: [{Name: codeHookInput, Type: String, Expression: $.data}]
            Outputs: [{Name: functionResponse, Type: String}]
          - Name: FlowOutput
            Type: Output
            Inputs: [{Name: document, Type: String, Expression: $.data}]
        Connections:
          - {Name: First, Type: Data, Source: FlowInput, Target: Count, Configuration: {Data: {SourceOutput: document, TargetInput: codeHookInput}}}
          - {Name: Second, Type: Data, Source: Count, Target: FlowOutput, Configuration: {Data: {SourceOutput: functionResponse, TargetInput: document}}}
`;

/** Every card is in sight, and none lies on another. */
const isLaidOut = async (page: Page, names: readonly string[]) => {
  const boxes = [];
  for (const name of names) boxes.push(await restingBox(card(page, name)));
  for (const [at, one] of boxes.entries())
    for (const other of boxes.slice(at + 1)) {
      const apart =
        one.x + one.width <= other.x ||
        other.x + other.width <= one.x ||
        one.y + one.height <= other.y ||
        other.y + other.height <= one.y;
      expect(apart, `${names[at]} and another card`).toBe(true);
    }
  // Left to right, as the values go.
  expect(boxes[0]!.x).toBeLessThan(boxes.at(-1)!.x);
};

test('a GetFlow answer of another account is pasted: laid out, its ARNs mapped, its problems said', async () => {
  const { page } = await studio.open('/import');
  await page.getByRole('heading', { name: 'Import a flow' }).click();
  await paste(page, JSON.stringify(getFlowAnswer, null, 4));
  await page.getByText('A flow, as the API has it').waitFor();
  await page.getByText('6 nodes, 5 connections').waitFor();
  const mapping = page.getByRole('region', { name: 'Models and resources it names' });
  for (const value of [FUNCTION, PROMPT, MODEL]) await mapping.getByText(value, { exact: true }).waitFor();
  await mapping.getByLabel(`Here, in place of ${FUNCTION}`).fill(HERE);
  expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('from-the-cloud');
  expect(await accessProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL(/\/flows\/[0-9A-Z]{10}/);

  await isLaidOut(page, ['FlowInput', 'Shorten', 'Judge', 'Count', 'FlowOutput', 'Words']);
  await page.getByRole('tab', { name: /^Problems/ }).click();
  await page
    .getByRole('tabpanel')
    .getByText(/^Shorten sets both temperature and topP/)
    .waitFor();
  expect(await accessProblems(page)).toEqual([]);
  const stored = (await flowNamed(studio, 'from-the-cloud'))!.definition!;
  expect(stored).toEqual(JSON.parse(JSON.stringify(definition).replaceAll(FUNCTION, HERE)));
});

test('a CloudFormation template is pasted onto the canvas, and what is no flow is listed', async () => {
  const id = await createFlow(studio, 'pasted-into', {});
  const { page } = await studio.open(`/flows/${id}`);
  await page.getByText('This flow has no nodes. It begins with what callers send.').waitFor();
  await canvas(page).focus();
  await page.clock.install();
  await paste(page, TEMPLATE);
  await card(page, 'Count').waitFor();
  const toast = page.getByRole('region', { name: 'Notices' });
  await toast.getByText(/Nodes\[0\] has no property Colour/).waitFor();
  await toast
    .getByText('Left out, since it is no flow: Bucket (AWS::S3::Bucket), Work (AWS::Lambda::Function).')
    .waitFor();
  await toast.getByText('Work.Arn has no value here; ${Work.Arn} stands in its place.').waitFor();
  // It stays for whoever was not looking, and can be taken along.
  await page.clock.fastForward('01:00');
  await toast.getByRole('button', { name: 'Copy' }).click();
  await toast.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /has no property Colour.*\nLeft out, since it is no flow: Bucket/,
  );
  expect(await accessProblems(page)).toEqual([]);
  await toast.getByRole('button', { name: 'Dismiss' }).click();
  await toast.waitFor({ state: 'detached' });
  await isLaidOut(page, ['FlowInput', 'Count', 'FlowOutput']);
  // What only a stack knows stands in for itself, and is a problem until it is given.
  await page.getByRole('button', { name: /^Not sent: Count, lambdaArn/ }).waitFor();
  await page.getByRole('tab', { name: 'Problems (1)' }).click();
  await page
    .getByRole('tabpanel')
    .getByText(/lambdaArn/)
    .first()
    .click();
  const field = page
    .getByRole('region', { name: 'Inspector' })
    .getByRole('textbox', { name: /^Function ARN/ });
  await field.fill(HERE);
  await page.keyboard.press('Tab');
  await expect
    .poll(
      async () =>
        (await draftOf(studio, id)).definition?.nodes?.find(({ name }) => name === 'Count')?.configuration
          ?.lambdaFunction?.lambdaArn,
      { timeout: 20_000 },
    )
    .toBe(HERE);
  expect(await accessProblems(page)).toEqual([]);
});
