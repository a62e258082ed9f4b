import { afterAll, beforeAll, expect, test } from 'vitest';
import { inputNode, outputNode, promptNode, slot, wire } from '../../support/definitions.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import {
  accessProblemsInBothModes,
  connect,
  connectionsIn,
  definitionOf,
  editorBar,
  focusCard,
  inspector,
  look,
  openEditor,
  saved,
} from './support/editor.ts';

/* The critic's task 5: an object into a prompt's variable. The part is picked, not written, and its value is seen. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

test('a member of a member is picked from what came, and its value shows in the expression', async () => {
  const { page, id } = await openEditor(studio, {
    nodes: [
      inputNode('Object'),
      promptNode('Greet', 'amazon.nova-lite-v1:0', 'Say hello to {{name}}.', [slot('name')]),
      outputNode(),
    ],
    connections: [wire('Greet.modelCompletion', 'FlowOutput.document')],
  });
  // What callers send is told by an example.
  await focusCard(page, 'FlowInput');
  await inspector(page).getByRole('textbox', { name: 'Example value' }).click();
  await page.keyboard.insertText('{"user": {"name": "Amara Okafor", "city": "Bremen"}, "number": 7}');

  await connect(page, 'FlowInput.document', 'Greet.name');
  const members = page.getByRole('tree', { name: 'Members of the value' });
  await members.getByRole('treeitem', { name: /^name "Amara Okafor"/ }).waitFor();
  await look(page, '5-picker');
  expect(await accessProblemsInBothModes(page)).toEqual([]);
  await members.getByRole('treeitem', { name: /^name "Amara Okafor"/ }).click();
  await saved(page);
  const definition = await definitionOf(studio, id);
  expect(connectionsIn(definition)).toContain('FlowInput.document → Greet.name');
  expect(definition.nodes![1]!.inputs![0]!.expression).toBe('$.data.user.name');

  await focusCard(page, 'Greet');
  await inspector(page)
    .getByText(/→ "Amara Okafor" · String/)
    .waitFor();
  await look(page, '5-live');
  await editorBar(page).getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByRole('region', { name: 'Result' }).getByText('Succeeded').waitFor();
});
