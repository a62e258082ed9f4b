import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inputNode, outputNode, promptNode, wire } from '../../support/definitions.ts';
import { accessProblems } from '../support/access.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import {
  card,
  changeElsewhere,
  createFlow,
  dialog,
  draftOf,
  promptText,
  withPromptText,
} from './support/lifecycle.ts';

/** A colleague's command line changes the flow that is open here. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const MODEL = 'amazon.nova-lite-v1:0';
const definition: FlowDefinition = {
  nodes: [
    inputNode(),
    promptNode('Shorten', MODEL, 'Shorten {{text}}.'),
    promptNode('Translate', MODEL, 'Translate {{text}}.'),
    outputNode(),
  ],
  connections: [
    wire('FlowInput.document', 'Shorten.text'),
    wire('Shorten.modelCompletion', 'Translate.text'),
    wire('Translate.modelCompletion', 'FlowOutput.document'),
  ],
};

const textField = (page: Page) =>
  page.getByRole('region', { name: 'Inspector' }).getByRole('textbox', { name: 'Text', exact: true });
const openPrompt = async (page: Page, name: string) => {
  await card(page, name).locator('.sb-card-name').click();
  await page.getByRole('heading', { name: `Node ${name}` }).waitFor({ state: 'attached' });
  await textField(page).click();
};
const stored = (id: string, name: string) => async () =>
  promptText((await draftOf(studio, id)).definition!, name);

test('another node that changes comes in with a notice, beside what is edited here', async () => {
  const id = await createFlow(studio, 'merged', definition);
  const { page } = await studio.open(`/flows/${id}`);
  await openPrompt(page, 'Shorten');
  await page.keyboard.press('ControlOrMeta+End');
  await changeElsewhere(studio, id, (now) =>
    withPromptText(now, 'Translate', 'Translate {{text}} into French.'),
  );
  await page.keyboard.insertText(' Be brief.');

  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByText('Changed elsewhere, and brought in: Translate').waitFor();
  expect(await accessProblems(page)).toEqual([]);
  await expect.poll(stored(id, 'Shorten'), { timeout: 20_000 }).toBe('Shorten {{text}}. Be brief.');
  expect(await stored(id, 'Translate')()).toBe('Translate {{text}} into French.');
  // What was brought in is a click away.
  await notices.getByRole('button', { name: 'View' }).click();
  await page.getByRole('heading', { name: 'Node Translate' }).waitFor({ state: 'attached' });
  await textField(page).getByText('into French.').or(page.getByText('into French.')).first().waitFor();
});

describe('the same text changed on both sides', () => {
  const mine = 'Shorten {{text}} to ten words.';
  const theirs = 'Shorten {{text}} to a haiku.';

  const contradict = async (name: string) => {
    const id = await createFlow(studio, name, definition);
    const { page } = await studio.open(`/flows/${id}`);
    await openPrompt(page, 'Shorten');
    await page.keyboard.press('ControlOrMeta+A');
    await changeElsewhere(studio, id, (now) => withPromptText(now, 'Shorten', theirs));
    // Somebody who is typing is told, and not interrupted: every key arrives where it was meant.
    const bar = page.getByRole('button', { name: 'Changed elsewhere too' });
    const [begun, rest] = ['Shorten {{text}} to', ' ten words.'];
    await page.keyboard.insertText(begun);
    await bar.waitFor();
    const notices = page.getByRole('region', { name: 'Notices' });
    await notices.getByText('This flow was changed elsewhere as well, in what you are editing.').waitFor();
    expect(await dialog(page).count()).toBe(0);
    await page.keyboard.type(rest);
    await textField(page).getByText('to ten words.').waitFor();
    expect(await stored(id, 'Shorten')()).toBe(theirs);
    return { id, page, panel: dialog(page), notices, bar };
  };
  /** What is asked when the person turns to it. */
  const title = (panel: Locator) =>
    panel.getByRole('heading', { name: 'This flow was changed elsewhere as well' });

  test.each([
    ['mine', 'Mine', mine],
    ['theirs', 'Theirs', theirs],
  ])(
    'is asked about, three ways and with nothing chosen; %s is kept when it is chosen',
    async (word, label, kept) => {
      const { id, page, panel, notices } = await contradict(`asked-${word}`);
      expect(await accessProblems(page)).toEqual([]);
      await notices.getByRole('button', { name: 'Choose' }).click();
      await title(panel).waitFor();
      const field = panel.getByRole('region', { name: 'Shorten · Prompt text' });
      await field.getByText('Shorten {{text}}.', { exact: true }).waitFor();
      await field.getByText(mine, { exact: true }).waitFor();
      await field.getByText(theirs, { exact: true }).waitFor();
      for (const radio of await field.getByRole('radio').all()) expect(await radio.isChecked()).toBe(false);
      expect(await panel.getByRole('button', { name: 'Use the chosen ones' }).isDisabled()).toBe(true);
      expect(await accessProblems(page)).toEqual([]);
      // Nobody's words are overwritten while it is open.
      expect(await stored(id, 'Shorten')()).toBe(theirs);

      await field.getByRole('radio', { name: label }).check();
      await panel.getByRole('button', { name: 'Use the chosen ones' }).click();
      await panel.waitFor({ state: 'detached' });
      await page.getByText(/^Saved /).waitFor();
      await expect.poll(stored(id, 'Shorten'), { timeout: 20_000 }).toBe(kept);
    },
  );

  test('may be decided later: closing loses nothing, and the bar leads back', async () => {
    const { id, page, panel, bar } = await contradict('asked-later');
    // Leaving the field is turning to it; what was pressed to leave does its own first.
    await card(page, 'Translate').locator('.sb-card-name').click();
    await title(panel).waitFor();
    await page.getByRole('heading', { name: 'Node Translate' }).waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await stored(id, 'Shorten')()).toBe(theirs);
    await bar.click();
    await panel.getByText(mine, { exact: true }).waitFor();
    await panel.getByRole('button', { name: 'All theirs' }).click();
    await panel.getByRole('button', { name: 'Use the chosen ones' }).click();
    await page.getByText(/^Saved /).waitFor();
    expect(await stored(id, 'Shorten')()).toBe(theirs);
    // My words are one step back.
    await card(page, 'Shorten').locator('.sb-card-name').click();
    await page.keyboard.press('ControlOrMeta+Z');
    await expect.poll(stored(id, 'Shorten'), { timeout: 20_000 }).toBe(mine);
  });
});
