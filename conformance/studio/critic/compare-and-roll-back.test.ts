import { GetFlowAliasCommand, ListFlowAliasesCommand } from '@aws-sdk/client-bedrock-agent';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inputNode, outputNode, promptNode, wire } from '../../support/definitions.ts';
import { accessProblems } from '../support/access.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import { card, createFlow, dialog, draftOf, promptText, rowMenu } from './support/lifecycle.ts';

/** A second version, looked at before it reaches callers, and taken back from them. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const publish = async (page: Page, notes: string, alias: { create?: string; leave?: true }) => {
  await page
    .getByRole('region', { name: 'Editor bar' })
    .getByRole('button', { name: 'Publish', exact: true })
    .click();
  await dialog(page).getByLabel('Notes').fill(notes);
  if (alias.leave) await dialog(page).getByRole('radio', { name: 'Leave aliases as they are' }).check();
  if (alias.create !== undefined) {
    await dialog(page).getByRole('radio', { name: 'Also create an alias for it' }).check();
    await dialog(page).getByLabel('Name of the alias').fill(alias.create);
  }
  await dialog(page).getByRole('button', { name: 'Publish', exact: true }).click();
  await dialog(page)
    .getByText(/^Version \d is made/)
    .waitFor();
  await dialog(page).getByRole('button', { name: 'Done' }).click();
};

test('version 2 is compared by field, prod is moved to it and rolled back in one click, and history names who', async () => {
  const id = await createFlow(studio, 'compared', {
    nodes: [
      inputNode(),
      promptNode('Answer', 'amazon.nova-lite-v1:0', 'Answer {{text}} in one sentence.'),
      outputNode(),
    ],
    connections: [
      wire('FlowInput.document', 'Answer.text'),
      wire('Answer.modelCompletion', 'FlowOutput.document'),
    ],
  });
  const { page } = await studio.open(`/flows/${id}`);
  await publish(page, 'Short answers', { create: 'prod' });

  // The prompt is reworded where it is shown, and published again.
  await card(page, 'Answer').locator('.sb-card-name').click();
  const template = page
    .getByRole('region', { name: 'Inspector' })
    .getByRole('textbox', { name: 'Text', exact: true });
  await template.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('Answer {{text}} in two sentences.');
  await expect
    .poll(async () => promptText((await draftOf(studio, id)).definition!, 'Answer'), { timeout: 20_000 })
    .toBe('Answer {{text}} in two sentences.');
  await publish(page, 'Longer answers', { leave: true });

  await page.getByRole('link', { name: 'Versions & aliases' }).click();
  await page.getByRole('row', { name: /Longer answers/ }).waitFor();
  expect(await accessProblems(page)).toEqual([]);
  await rowMenu(page, 'Version 2', 'Compare with the version before');
  await page.waitForURL(/compare\/1\.\.2$/);
  await page.getByRole('list', { name: 'Changes' }).getByText('1 changed').waitFor();
  await page.keyboard.press('.');
  await page.getByText('Prompt text').first().waitFor();
  expect(await page.locator('del').allTextContents()).toEqual(['one', 'sentence']);
  expect(await page.locator('ins').allTextContents()).toEqual(['two', 'sentences']);
  expect(await accessProblems(page)).toEqual([]);

  // From the comparison straight to callers, with what changes for them in sight.
  await page.getByRole('button', { name: 'Promote' }).click();
  const preview = dialog(page).getByRole('region', {
    name: 'What changes for callers: Version 1 → Version 2',
  });
  await preview.getByText('changed · 1 field').click();
  await preview.getByText('Prompt text').waitFor();
  expect(await accessProblems(page)).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await page.getByText('prod points to version 2').waitFor();
  const [prod] = (
    await studio.client.send(new ListFlowAliasesCommand({ flowIdentifier: id }))
  ).flowAliasSummaries!.filter(({ name }) => name === 'prod');
  const target = async () =>
    (
      await studio.client.send(new GetFlowAliasCommand({ flowIdentifier: id, aliasIdentifier: prod!.id! }))
    ).routingConfiguration!.map(({ flowVersion }) => flowVersion);
  expect(await target()).toEqual(['2']);

  // One item of one menu takes it back, and the row says where it was.
  await page.getByRole('link', { name: 'Versions & aliases' }).click();
  await page.getByRole('row', { name: /^prod/ }).waitFor();
  await rowMenu(page, 'prod', /^Roll back to 1 \(moved /);
  await page.getByText('prod points to version 1 again').waitFor();
  expect(await target()).toEqual(['1']);
  await page.getByRole('row', { name: /^prod.*Version 1/ }).waitFor();

  await rowMenu(page, 'prod', 'History');
  const history = dialog(page).getByRole('listitem');
  await history.first().waitFor();
  expect(await history.allTextContents()).toEqual([
    expect.stringMatching(/^version 2 → version 1.*by root$/),
    expect.stringMatching(/^version 1 → version 2.*by root$/),
    expect.stringMatching(/^created at version 1.*by root$/),
  ]);
  expect(await accessProblems(page)).toEqual([]);
});
