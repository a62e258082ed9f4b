import {
  CreateFlowCommand,
  CreatePromptCommand,
  GetPromptCommand,
  ListPromptsCommand,
} from '@aws-sdk/client-bedrock-agent';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inputNode, outputNode, wire } from '../support/definitions.ts';
import { openStudio, type Studio } from './support/studio.ts';

/** The library of prompts: writing one, trying it, versions, and who uses it. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const createPrompt = async (name: string, text: string) => {
  const { id, arn } = await studio.client.send(
    new CreatePromptCommand({
      name,
      variants: [
        {
          name: 'default',
          templateType: 'TEXT',
          modelId: 'streambed.offline-extractive-v1',
          templateConfiguration: { text: { text, inputVariables: [{ name: 'ticket' }] } },
        },
      ],
      defaultVariant: 'default',
    }),
  );
  return { id: id!, arn: arn! };
};
const useIn = (flow: string, promptArn: string) =>
  studio.client.send(
    new CreateFlowCommand({
      name: flow,
      executionRoleArn: 'arn:aws:iam::000000000000:role/flows',
      definition: {
        nodes: [
          inputNode(),
          {
            name: 'Ask',
            type: 'Prompt',
            configuration: { prompt: { sourceConfiguration: { resource: { promptArn } } } },
            inputs: [{ name: 'ticket', type: 'String', expression: '$.data' }],
            outputs: [{ name: 'modelCompletion', type: 'String' }],
          },
          outputNode(),
        ],
        connections: [
          wire('FlowInput.document', 'Ask.ticket'),
          wire('Ask.modelCompletion', 'FlowOutput.document'),
        ],
      },
    }),
  );
const textOf = async (promptIdentifier: string, promptVersion?: string) => {
  const { variants } = await studio.client.send(
    new GetPromptCommand({ promptIdentifier, ...(promptVersion !== undefined && { promptVersion }) }),
  );
  return variants![0]!.templateConfiguration!.text!;
};
const dialog = (page: Page) => page.getByRole('dialog');
const rowMenu = async (page: Page, row: string, item: string) => {
  await page.getByRole('button', { name: `Actions for ${row}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
};
/** Puts a text in the place of the prompt's own. */
const write = async (page: Page, text: string) => {
  await page.getByRole('textbox', { name: 'Text', exact: true }).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
};

describe('the library', () => {
  test('begins with a sentence, and a prompt is created from it', async () => {
    const { page } = await studio.open('/prompts');
    await page.getByText('Write a prompt once, use it in many flows.').waitFor();
    await page.getByRole('button', { name: 'Create prompt' }).first().click();
    await dialog(page).getByLabel('Name', { exact: true }).fill('greeting');
    await dialog(page).getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'greeting', level: 1 }).waitFor();
    const { promptSummaries } = await studio.client.send(new ListPromptsCommand({}));
    expect(promptSummaries).toMatchObject([{ name: 'greeting' }]);
  });

  test('tells models, variables and who uses which, and deletes none that is used', async () => {
    const { arn } = await createPrompt('used', 'Answer {{ticket}}');
    await createPrompt('unused', 'Answer {{ticket}} and {{tone}}');
    await useIn('ticket-flow', arn);
    const { page } = await studio.open('/prompts');
    const used = page.getByRole('row', { name: /^used / });
    await used.getByText('ticket-flow').waitFor();
    await used.getByText('streambed.offline-extractive-v1').waitFor();
    await page
      .getByRole('row', { name: /^unused / })
      .getByText('ticket, tone')
      .waitFor();

    await rowMenu(page, 'used', 'Delete');
    await dialog(page).getByRole('heading', { name: 'used is in use' }).waitFor();
    await dialog(page).getByRole('link', { name: 'ticket-flow: node Ask' }).waitFor();
    expect(await dialog(page).getByRole('button', { name: 'Delete' }).count()).toBe(0);
    await dialog(page).getByRole('button', { name: 'Close' }).last().click();

    await rowMenu(page, 'unused', 'Duplicate');
    await page.getByText('Duplicated as unused-copy').waitFor();
    await rowMenu(page, 'unused', 'Delete');
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('unused deleted').waitFor();
    await page.getByRole('row', { name: /^unused-copy / }).waitFor();
    await page.getByRole('row', { name: /^unused / }).waitFor({ state: 'detached' });
  });
});

describe('a prompt', () => {
  test('is written, run with values typed for its variables, saved, and made a version', async () => {
    const { id } = await createPrompt('reply', 'Answer {{ticket}}');
    const { page } = await studio.open(`/prompts/${id}`);
    await page.getByText('Saved', { exact: true }).waitFor();
    await write(page, 'Answer as {{tone}}: {{ticket}}');
    await page.getByText('Not saved', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Try values' }).click();
    await page.getByRole('textbox', { name: 'tone' }).fill('a friend');
    await page
      .getByRole('textbox', { name: 'ticket' })
      .fill('The jacket is too small. I would like a larger one.');
    await page.getByRole('button', { name: /^Run the prompt/ }).click();
    const answer = page.getByRole('group', { name: 'Answer' });
    await answer.getByText(/larger one/).waitFor();
    await answer
      .getByText(/\d+ tok.*ms/)
      .first()
      .waitFor();

    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Draft saved').waitFor();
    expect(await textOf(id)).toEqual({
      text: 'Answer as {{tone}}: {{ticket}}',
      inputVariables: [{ name: 'tone' }, { name: 'ticket' }],
    });

    await write(page, 'Answer kindly: {{ticket}}');
    await page.getByRole('button', { name: 'Create version' }).first().click();
    await dialog(page).getByText('What is not saved yet is saved first.').waitFor();
    await dialog(page).getByLabel('Description').fill('Kinder');
    await dialog(page).getByRole('button', { name: 'Create' }).click();
    await page.getByText('Version 1 created').waitFor();
    expect((await textOf(id, '1')).text).toBe('Answer kindly: {{ticket}}');
  });

  test('is compared with a version, and restored from it', async () => {
    const { id } = await createPrompt('restored', 'Answer {{ticket}} in one sentence.');
    const { page } = await studio.open(`/prompts/${id}`);
    await page.getByRole('button', { name: 'Create version' }).first().click();
    await dialog(page).getByRole('button', { name: 'Create' }).click();
    await page.getByText('Version 1 created').waitFor();
    await write(page, 'Answer {{ticket}} in two sentences.');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Draft saved').waitFor();

    await page.getByRole('tab', { name: 'Versions (1)' }).click();
    await rowMenu(page, '1', 'Compare with the draft');
    await dialog(page).getByText('Prompt text').waitFor();
    expect(await dialog(page).locator('del').allTextContents()).toEqual(['one', 'sentence']);
    expect(await dialog(page).locator('ins').allTextContents()).toEqual(['two', 'sentences']);
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: '1', exact: true }).click();
    await page.getByText('Version 1 · read-only').waitFor();
    await page.getByRole('button', { name: 'Restore to draft' }).click();
    await page.getByText('The draft is version 1 again').waitFor();
    expect((await textOf(id)).text).toBe('Answer {{ticket}} in one sentence.');
  });

  test('gets another name and description while its text is being written', async () => {
    const { id } = await createPrompt('misnamed', 'Answer {{ticket}}');
    const { page } = await studio.open(`/prompts/${id}`);
    await write(page, 'Half-written {{ticket}}');
    await page.getByRole('button', { name: 'Change name and description' }).click();
    await dialog(page).getByLabel('Name', { exact: true }).fill('not a name');
    await dialog(page).getByText('Begin with a letter or digit').waitFor();
    await dialog(page).getByLabel('Name', { exact: true }).fill('well-named');
    await dialog(page)
      .getByLabel(/^Description/)
      .fill('Answers tickets.');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'well-named', level: 1 }).waitFor();
    await page.getByText('Answers tickets.').waitFor();
    await page.getByText('Not saved', { exact: true }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Text', exact: true }).textContent()).toContain(
      'Half-written',
    );
    const stored = await studio.client.send(new GetPromptCommand({ promptIdentifier: id }));
    expect(stored).toMatchObject({ name: 'well-named', description: 'Answers tickets.' });
    expect((await textOf(id)).text).toBe('Answer {{ticket}}');
  });

  test('that is not saved is asked about before it is left', async () => {
    const { id } = await createPrompt('left', 'Answer {{ticket}}');
    const { page } = await studio.open(`/prompts/${id}`);
    await write(page, 'Other {{ticket}}');
    await page.getByRole('navigation').getByRole('link', { name: 'Flows' }).click();
    await dialog(page).getByRole('heading', { name: 'What was typed is not saved' }).waitFor();
    await dialog(page).getByRole('button', { name: 'Leave without saving' }).click();
    await page.waitForURL(/\/flows$/);
    expect((await textOf(id)).text).toBe('Answer {{ticket}}');
  });
});
