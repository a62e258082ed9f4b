import { afterAll, beforeAll, expect, test } from 'vitest';
import { inputNode, outputNode } from '../../support/definitions.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import {
  accessProblemsInBothModes,
  connect,
  connectionsIn,
  definitionOf,
  editorBar,
  look,
  openEditor,
  saved,
} from './support/editor.ts';

/* The critic's task 4: a Number does not go into a String. The reason is at the pointer, and two ways out with it. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const loose = { nodes: [inputNode('Number'), outputNode('String')], connections: [] };

const refused = async () => {
  const { page, id } = await openEditor(studio, loose);
  const before = await definitionOf(studio, id);
  await connect(page, 'FlowInput.document', 'FlowOutput.document');
  const refusal = page.getByRole('dialog', { name: /^Not connected/ });
  await refusal.getByText(/Number does not fit String/).waitFor();
  expect(await definitionOf(studio, id)).toEqual(before);
  return { page, id, refusal };
};

test('the input takes the type of what comes', async () => {
  const { page, id, refusal } = await refused();
  await page
    .getByRole('status')
    .getByText(/Number does not fit String/)
    .waitFor();
  await look(page, '4-refused');
  expect(await accessProblemsInBothModes(page)).toEqual([]);
  await refusal.getByRole('button', { name: 'Set document to Number' }).click();
  await saved(page);
  const definition = await definitionOf(studio, id);
  expect(connectionsIn(definition)).toEqual(['FlowInput.document → FlowOutput.document']);
  expect(definition.nodes!.at(-1)!.inputs![0]!.type).toBe('Number');
  await editorBar(page).getByRole('button', { name: 'No problems' }).waitFor();
});

test('code makes the one of the other, and runs', async () => {
  const { page, id, refusal } = await refused();
  await refusal.getByRole('button', { name: /Inline code between/ }).click();
  await saved(page);
  expect(connectionsIn(await definitionOf(studio, id)).toSorted()).toEqual([
    'FlowInput.document → InlineCode_1.value',
    'InlineCode_1.response → FlowOutput.document',
  ]);
  await editorBar(page).getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByRole('region', { name: 'Result' }).getByText('Succeeded').waitFor({ timeout: 50_000 });
  await look(page, '4-with-code');
});

test('Esc leaves everything as it was', async () => {
  const { page, id, refusal } = await refused();
  await page.keyboard.press('Escape');
  await refusal.waitFor({ state: 'hidden' });
  expect(connectionsIn(await definitionOf(studio, id))).toEqual([]);
});
