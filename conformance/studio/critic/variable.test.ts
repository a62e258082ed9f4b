import { afterAll, beforeAll, expect, test } from 'vitest';
import { inputNode, outputNode, promptNode, wire } from '../../support/definitions.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import {
  accessProblemsInBothModes,
  bottomPanel,
  card,
  connectionsIn,
  definitionOf,
  editorBar,
  focusCard,
  inspector,
  look,
  openEditor,
  saved,
} from './support/editor.ts';

/* The critic's task 6: a new variable in a prompt becomes an input at once, is named as a problem, and is wired by Fix. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

test('a variable that is typed is an input, is missed, and is fixed', async () => {
  const { page, id } = await openEditor(studio, {
    nodes: [inputNode(), promptNode('Reply', 'amazon.nova-lite-v1:0', 'Answer: {{text}}'), outputNode()],
    connections: [
      wire('FlowInput.document', 'Reply.text'),
      wire('Reply.modelCompletion', 'FlowOutput.document'),
    ],
  });
  await focusCard(page, 'Reply');
  await inspector(page).getByRole('textbox', { name: 'Text', exact: true }).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Keep it {{tone}}.');
  const input = inspector(page).getByRole('group', { name: 'Input tone' });
  await input.waitFor();
  await input
    .getByText(/not connected/i)
    .first()
    .waitFor();
  await page.getByRole('group', { name: /^Reply, Prompt, 1 error, .*2 inputs/ }).waitFor();
  await card(page, 'Reply').getByText('tone', { exact: true }).waitFor();
  await editorBar(page)
    .getByRole('button', { name: /1 error/ })
    .click();
  const problem = bottomPanel(page).getByRole('region', { name: 'Reply' });
  await problem.getByText(/tone/).first().waitFor();
  await look(page, '6-missing');
  expect(await accessProblemsInBothModes(page)).toEqual([]);

  await problem.getByRole('button', { name: /Connect FlowInput\.document to Reply\.tone$/ }).click();
  // The keyboard goes on in the list.
  await expect
    .poll(() => bottomPanel(page).evaluate((panel) => panel.contains(document.activeElement)))
    .toBe(true);
  await saved(page);
  await expect
    .poll(async () => connectionsIn(await definitionOf(studio, id)))
    .toContain('FlowInput.document → Reply.tone');
  await editorBar(page).getByRole('button', { name: /error/ }).waitFor({ state: 'hidden' });
  await look(page, '6-fixed');
});
