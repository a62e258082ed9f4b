import {
  CreateFlowAliasCommand,
  CreateFlowCommand,
  CreateFlowVersionCommand,
  CreatePromptCommand,
  GetFlowCommand,
  PrepareFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { router } from '../support/definitions.ts';
import { openStudio } from './support/studio.ts';

/** Where the keyboard is, when what had it goes: pages that follow one another, and all that opens over a page. */

const studio = await openStudio();
afterAll(() => studio.close());
const { client } = studio;

const makeFlow = async (name: string) => {
  const { id = '' } = await client.send(
    new CreateFlowCommand({
      name,
      executionRoleArn: 'arn:aws:iam::000000000000:role/flows',
      definition: router(),
    }),
  );
  return id;
};
const flowIdentifier = await makeFlow('Alpha');
await client.send(new PrepareFlowCommand({ flowIdentifier }));
await vi.waitFor(
  async () => {
    const { status } = await client.send(new GetFlowCommand({ flowIdentifier }));
    if (status !== 'Prepared') throw new Error(`It is ${status}`);
  },
  { timeout: 60_000 },
);
await client.send(new CreateFlowVersionCommand({ flowIdentifier }));
await client.send(
  new CreateFlowAliasCommand({
    flowIdentifier,
    name: 'prod',
    routingConfiguration: [{ flowVersion: '1' }],
  }),
);
await client.send(new CreatePromptCommand({ name: 'Greeting' }));

/** Waits until what has the focus is this. */
const isOn = (page: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp) =>
  expect
    .poll(
      () =>
        page
          .getByRole(role, { name, exact: typeof name === 'string' })
          .evaluateAll((all) => all.includes(document.activeElement as never)),
      { message: `the focus is on ${role} ${name}`, timeout: 10_000 },
    )
    .toBe(true);

/** Presses Enter on the button or link, as somebody who came to it by Tab. */
const press = async (page: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp) => {
  const target = page.getByRole(role, { name, exact: typeof name === 'string' }).first();
  await target.focus();
  await target.press('Enter');
};

describe('the focus', () => {
  test('goes along to another page, to the tab that led there or to the page', async () => {
    const { page, context } = await studio.open('/flows');
    await page.getByRole('link', { name: 'Alpha' }).waitFor();
    // What stays keeps it.
    await press(page, 'link', 'Prompts');
    await page.getByRole('heading', { name: /^Prompts/, level: 1 }).waitFor();
    await isOn(page, 'link', 'Prompts');
    // A row goes with its list.
    await press(page, 'link', 'Greeting');
    await page.getByRole('button', { name: 'Create version' }).waitFor();
    await isOn(page, 'main', 'Main content');

    await page.goto(`${studio.server.url}/studio/flows`);
    await press(page, 'link', 'Alpha');
    await isOn(page, 'group', /^FlowInput, Input/);
    for (const [tab, title] of [
      ['Versions & aliases', 'Alpha: versions and aliases · Streambed Studio'],
      ['Runs', 'Alpha: executions · Streambed Studio'],
      ['Settings', 'Settings · Alpha · Streambed Studio'],
    ] as const) {
      await press(page, 'link', tab);
      await isOn(page, 'link', tab);
      await expect.poll(() => page.title()).toBe(title);
    }
    await press(page, 'link', 'Build');
    await isOn(page, 'group', /^FlowInput, Input/);
    await context.close();
  });

  test('begins in a dialog’s first field, and goes back to what opened it', async () => {
    const { page, context } = await studio.open(`/flows/${flowIdentifier}/versions`);
    const visit = async (button: string, role: 'textbox' | 'button', field: string) => {
      await press(page, 'button', button);
      await page.getByRole('dialog').waitFor();
      await isOn(page, role, field);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await isOn(page, 'button', button);
    };
    await visit('Publish version', 'textbox', 'Notes');
    await visit('Create alias', 'textbox', 'Name');
    await page.goto(`${studio.server.url}/studio/prompts`);
    await visit('Create prompt', 'textbox', 'Name');
    await context.close();
  });

  test('of a row that was deleted goes to the page', async () => {
    await makeFlow('Beta');
    const { page, context } = await studio.open('/flows');
    await press(page, 'button', 'Actions for Beta');
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('link', { name: 'Beta' }).waitFor({ state: 'detached' });
    await isOn(page, 'main', 'Main content');
    await context.close();
  });

  test('of what opens over the editor goes back to the canvas, or to the outline', async () => {
    const { page, context } = await studio.open(`/flows/${flowIdentifier}`);
    await isOn(page, 'group', /^FlowInput, Input/);
    // The regions in order: right of the canvas before below it.
    for (const name of ['Inspector', 'Bottom panel']) {
      await page.keyboard.press('F6');
      const region = page.getByRole('region', { name });
      await region
        .locator(':focus')
        .or(region.and(page.locator(':focus')))
        .waitFor();
    }
    await page.getByRole('group', { name: /^FlowInput, Input/ }).focus();
    await page.keyboard.press('Control+f');
    await isOn(page, 'searchbox', 'Search this flow');
    await page.keyboard.press('Escape');
    await isOn(page, 'group', /^FlowInput, Input/);
    await page.keyboard.press('o');
    await isOn(page, 'treeitem', /^FlowInput, Input/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await isOn(page, 'textbox', 'Name');
    await page.keyboard.press('Escape');
    await isOn(page, 'treeitem', /, Condition/);
    await page.keyboard.press('Escape');
    await isOn(page, 'group', /, Condition/);
    await context.close();
  });

  test('finds one first heading before all others on every screen', async () => {
    const { page, context } = await studio.open('/flows');
    for (const path of [
      '/flows',
      '/templates',
      '/executions',
      '/prompts',
      '/settings/models',
      `/flows/${flowIdentifier}`,
      `/flows/${flowIdentifier}/versions`,
    ]) {
      await page.goto(`${studio.server.url}/studio${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const levels = await page
        .getByRole('heading')
        .evaluateAll((all) => all.map(({ localName }) => localName));
      expect(levels[0], path).toBe('h1');
      expect(
        levels.filter((level) => level === 'h1'),
        path,
      ).toHaveLength(1);
    }
    await context.close();
  });
});
