import {
  CreateFlowCommand,
  CreateFlowVersionCommand,
  DeleteFlowCommand,
  type FlowDefinition,
  GetFlowCommand,
  ListFlowsCommand,
  PrepareFlowCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inputNode, outputNode, promptNode, wire } from '../support/definitions.ts';
import { openStudio, type Studio } from './support/studio.ts';

/* The bar above the canvas: what state the draft is in, where what was typed is, and what can be done about it. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const role = 'arn:aws:iam::000000000000:role/flows';
const asking = (text: string): FlowDefinition => ({
  nodes: [inputNode(), promptNode('Ask', 'amazon.nova-lite-v1:0', text), outputNode()],
  connections: [wire('FlowInput.document', 'Ask.text'), wire('Ask.modelCompletion', 'FlowOutput.document')],
});

let count = 0;
const createFlow = async (definition: FlowDefinition) => {
  const name = `bar-${++count}`;
  const { id } = await studio.client.send(
    new CreateFlowCommand({ name, executionRoleArn: role, definition }),
  );
  return { id: id!, name };
};
const definitionOf = async (flowIdentifier: string) =>
  (await studio.client.send(new GetFlowCommand({ flowIdentifier }))).definition;
const prepare = async (flowIdentifier: string) => {
  await studio.client.send(new PrepareFlowCommand({ flowIdentifier }));
  await expect
    .poll(async () => (await studio.client.send(new GetFlowCommand({ flowIdentifier }))).status)
    .toBe('Prepared');
};

const bar = (page: Page) => page.getByRole('region', { name: 'Editor bar' });
const openEditor = async (id: string, query = '', expected?: RegExp) => {
  const watched = await studio.open(`/flows/${id}${query}`);
  if (expected) watched.expectComplaint(expected);
  await watched.page.getByRole('application').waitFor();
  return watched.page;
};
const template = (page: Page) =>
  page.getByRole('region', { name: 'Inspector' }).getByRole('textbox', { name: 'Text', exact: true });

describe('the state of the draft', () => {
  test('is not prepared, prepared at a time, and not prepared again with the way to the difference', async () => {
    const { id } = await createFlow(asking('Sum up: {{text}}'));
    const page = await openEditor(id);
    await bar(page).getByRole('button', { name: 'Draft · not prepared' }).click();
    await page.getByText('Nothing is prepared yet: TSTALIASID has nothing to run.').waitFor();
    await page.keyboard.press('Escape');

    await bar(page).getByRole('button', { name: 'Prepare', exact: true }).click();
    await bar(page)
      .getByText(/^Prepared \d{2}:\d{2}/)
      .waitFor();

    await page.getByRole('group', { name: /^Ask,/ }).getByText('Ask', { exact: true }).click();
    await template(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' Be brief.');
    await bar(page)
      .getByText(/^Saved \d{2}:\d{2}/)
      .waitFor();
    await bar(page).getByRole('button', { name: 'Draft · not prepared' }).click();
    await page.getByText(/TSTALIASID still runs what was prepared \d{2}:\d{2}/).waitFor();
    await page.getByRole('link', { name: 'See the difference' }).click();
    await page.getByText('1 changed').waitFor();
    await page.getByRole('button', { name: /^From/ }).getByText('Prepared draft').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/studio/flows/${id}/compare/PREPARED..DRAFT`);
    expect(await page.getByRole('link', { name: 'Versions & aliases' }).getAttribute('aria-current')).toBe(
      'page',
    );
  });
});

test('the command bar adds what the words say', async () => {
  const { id } = await createFlow(asking('Sum up: {{text}}'));
  const page = await openEditor(id);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Command bar' }).getByRole('combobox').fill('add LLM after ask');
  await page
    .getByRole('option', { name: /^Add Prompt after Ask connected to Ask\.modelCompletion/ })
    .waitFor();
  await page.keyboard.press('Enter');
  await page
    .getByRole('status')
    .getByText(/^Prompt_\d added and connected to Ask\.modelCompletion$/)
    .waitFor();
  await expect
    .poll(async () =>
      (await definitionOf(id))?.connections?.filter(
        ({ source, target }) => source === 'Ask' && /^Prompt_/.test(target!),
      ),
    )
    .toHaveLength(1);
});

test('the search finds what changed since it was prepared', async () => {
  const { id } = await createFlow(asking('Sum up: {{text}}'));
  await prepare(id);
  const page = await openEditor(id, '?node=Ask');
  await page.getByRole('application').focus();
  await page.keyboard.press('Control+f');
  const search = page.getByRole('search');
  await search.getByRole('searchbox').fill('is:changed');
  await search.getByText('Nothing found').waitFor();
  await template(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Be brief.');
  await search.getByText('1 found').waitFor();
  await bar(page)
    .getByText(/^Saved \d{2}:\d{2}/)
    .waitFor();
  await bar(page).getByRole('button', { name: 'Prepare', exact: true }).click();
  await search.getByText('Nothing found').waitFor();
});

describe('what was typed', () => {
  test('and cannot be sent is kept, said, and led to', async () => {
    const { id } = await createFlow(asking('Sum up: {{text}}'));
    const before = await definitionOf(id);
    const page = await openEditor(id, '?node=Ask');
    await template(page).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    const notSent = bar(page).getByRole('button', { name: 'Not sent: Ask has no text' });
    await notSent.waitFor();
    expect(await definitionOf(id)).toEqual(before);
    await page.getByRole('application').focus();
    await page.getByRole('application').press('Escape');
    await notSent.click();
    await expect
      .poll(() => template(page).evaluate((field) => field.contains(document.activeElement)))
      .toBe(true);
    await page.keyboard.type('Say it shorter: {{{{text}}');
    await bar(page)
      .getByText(/^Saved \d{2}:\d{2}/)
      .waitFor();
    expect(JSON.stringify(await definitionOf(id))).toContain('Say it shorter: {{');
  });

  test('and whose flow is deleted meanwhile becomes a flow of its own', async () => {
    const { id, name } = await createFlow(asking('Sum up: {{text}}'));
    const page = await openEditor(id, '?node=Ask', /status of 404/);
    await studio.client.send(new DeleteFlowCommand({ flowIdentifier: id }));
    await template(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' Kept.');
    await bar(page).getByText('Deleted on the server, kept here').waitFor();
    await bar(page).getByRole('button', { name: 'Save as new flow' }).click();
    await page.waitForURL((url) => /\/flows\/\w+$/.test(url.pathname) && !url.pathname.endsWith(id));
    await page.getByRole('application').waitFor();
    const { flowSummaries } = await studio.client.send(new ListFlowsCommand({}));
    const made = flowSummaries!.find((flow) => flow.name === name);
    expect(made?.id).not.toBe(id);
    expect(JSON.stringify(await definitionOf(made!.id!))).toContain('Kept.');
  });
});

describe('a version', () => {
  test('is looked at, copied, compared, and put back into the draft, which can be undone', async () => {
    const flow = await createFlow(asking('The first wording: {{text}}'));
    await prepare(flow.id);
    await studio.client.send(new CreateFlowVersionCommand({ flowIdentifier: flow.id }));
    const first = await definitionOf(flow.id);
    await studio.client.send(
      new UpdateFlowCommand({
        flowIdentifier: flow.id,
        name: flow.name,
        executionRoleArn: role,
        definition: asking('The second wording: {{text}}'),
      }),
    );
    const { page, context } = await studio.open(`/flows/${flow.id}?v=1`);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('application').waitFor();
    await bar(page).getByText('Version 1 · read-only').waitFor();
    await bar(page).getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('The definition of version 1 is on the clipboard').waitFor();
    const copied = JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()')) as unknown;
    expect(copied).toEqual(first);

    await bar(page).getByRole('button', { name: 'Restore to draft' }).click();
    await page.getByText('The draft is what version 1 is').waitFor();
    expect(await definitionOf(flow.id)).toEqual(first);
    await page.getByRole('alert').or(page.getByRole('status')).getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(async () => JSON.stringify(await definitionOf(flow.id)))
      .toContain('The second wording');
  });

  test('that is not there says so, and a flow that is not there too', async () => {
    const { page, expectComplaint } = await studio.open('/flows/ABCDEFGHIJ');
    expectComplaint(/status of 404/);
    await page.getByText(/No flow ABCDEFGHIJ here/).waitFor();
    await page.goto(`${studio.server.url}/studio/flows/ABCDEFGHIJ/versions`);
    await page.getByText(/No flow ABCDEFGHIJ here/).waitFor();

    const { id } = await createFlow(asking('Answer {{text}}'));
    await page.goto(`${studio.server.url}/studio/flows/${id}?v=7`);
    await page.getByText(`No version 7 of flow ${id} here.`).waitFor();
    await page.getByRole('link', { name: 'Its versions' }).click();
    await page.getByRole('heading', { name: /^Versions/ }).waitFor();
    await page.goto(`${studio.server.url}/studio/flows/${id}/compare/7..DRAFT`);
    await page.getByText('There is no version 7 of this flow.').waitFor();
  });
});

describe('a flow made of a template', () => {
  test('opens on Test with the input that the template brings', async () => {
    const { page } = await studio.open('/templates');
    await page.getByRole('button', { name: /Use template.*Hello prompt|Hello prompt.*Use template/ }).click();
    await page.getByRole('application').waitFor();
    const saved = new URL(page.url()).searchParams.get('input');
    expect(saved).not.toBeNull();
    const form = page.getByRole('region', { name: 'Test' });
    await expect.poll(() => form.getByRole('textbox').first().inputValue()).not.toBe('');
  });
});

test('where the inspector lies above the canvas, the map of a large flow lies below it', async () => {
  const many = Array.from({ length: 16 }, (_, at) => outputNode('String', `Output${at + 1}`));
  const { id } = await createFlow({
    nodes: [inputNode(), ...many],
    connections: many.map(({ name }) => wire('FlowInput.document', `${name}.document`)),
  });
  const { page } = await studio.open(`/flows/${id}?node=FlowInput`, {
    viewport: { width: 1024, height: 768 },
  });
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByRole('heading', { name: 'Node FlowInput' }).waitFor();
  await page.locator('.sb-minimap').waitFor();
  // What a person would press in its lower right corner is the inspector's own.
  expect(
    await inspector.evaluate((region) => {
      const { right, bottom } = region.getBoundingClientRect();
      const found = document.elementFromPoint(right - 60, bottom - 60);
      return found !== null && region.contains(found);
    }),
  ).toBe(true);
});

test('the menu of a node runs parts of the flow, and says what running it alone lacks', async () => {
  const { id } = await createFlow(asking('Sum up: {{text}}'));
  const page = await openEditor(id);
  await page.getByRole('group', { name: /^Ask,/ }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Run until here' }).waitFor();
  await page.getByRole('menuitem', { name: 'Run only this node' }).click();
  await page
    .getByRole('alert')
    .getByText('Ask cannot run alone: no value of text is known yet')
    .first()
    .waitFor();
});
