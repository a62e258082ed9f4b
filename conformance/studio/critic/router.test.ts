import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStudio, type Studio } from '../support/studio.ts';
import {
  accessProblemsInBothModes,
  bottomPanel,
  card,
  connect,
  connectionsIn,
  definitionOf,
  editorBar,
  focusCard,
  inspector,
  look,
  port,
} from './support/editor.ts';

/* The critic's task 2: a router from scratch, with the pointer, in at most thirty actions, tried and run. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

test('a router is built, its truth is tried, and a run lights one branch', async () => {
  const { page } = await studio.open('/flows');
  const field = (name: string) => inspector(page).getByRole('textbox', { name, exact: true });
  const dialog = page.getByRole('dialog');
  /** What a person does, one at a time: a click, a drag, something typed, a key. */
  let actions = 0;
  const act = async (action: Promise<unknown>) => {
    actions++;
    await action;
  };
  const write = async (name: string, text: string) => {
    await act(field(name).click());
    await page.keyboard.press('Control+a');
    await act(page.keyboard.type(text));
  };

  await act(page.getByRole('button', { name: 'Create flow', exact: true }).click());
  await act(page.getByRole('menuitem', { name: 'Blank flow' }).click());
  await act(page.getByRole('button', { name: 'Create', exact: true }).click());
  await page.getByRole('application').waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1)!;

  // The Input decides at once, so the Prompt that a new flow brings goes.
  await focusCard(page, 'Prompt_1');
  await act(page.keyboard.press('Delete'));
  const output = await port(page, 'Input', 'document');
  await page.mouse.move(output.x - 30, output.y);
  await act(page.getByRole('button', { name: 'Add a node after Input.document' }).click());
  await act(page.keyboard.type('if'));
  await act(page.keyboard.press('Enter'));
  await card(page, 'Condition_1').waitFor();

  const rename = async (name: string, to: string) => {
    await act(field(`Name of condition ${name}`).fill(to));
    await page.keyboard.press('Tab');
  };
  await rename('Condition_1', 'billing');
  await write('billing as text', 'input == "billing"');
  await act(inspector(page).getByRole('button', { name: '+ Condition' }).click());
  await rename('Condition_1', 'technical');
  await write('technical as text', 'input == "technical"');

  // Each branch leads to an Output of its own, and what brings the data is offered.
  await act(connect(page, 'Condition_1.billing', 'Output'));
  await act(dialog.getByRole('button', { name: 'document ← Input.document' }).click());
  for (const branch of ['technical', 'default']) {
    await act(page.getByRole('button', { name: `Add a node after Condition_1.${branch}` }).click());
    await act(page.keyboard.type('output'));
    await act(page.keyboard.press('Enter'));
    await act(dialog.getByRole('button', { name: 'document ← Input.document' }).click());
  }
  await editorBar(page).getByRole('button', { name: 'No problems' }).waitFor();
  await look(page, '2-1-built');

  // Truth, before anything has run.
  await focusCard(page, 'Condition_1');
  await act(inspector(page).getByRole('button', { name: 'Try values' }).click());
  await act(field('input').fill('technical'));
  const condition = (name: string) => inspector(page).getByRole('group', { name: `Condition ${name}` });
  await condition('billing').getByRole('img', { name: 'false' }).first().waitFor();
  await condition('technical').getByRole('img', { name: 'true' }).first().waitFor();
  await inspector(page).getByText('would go to').waitFor();
  await look(page, '2-2-truth');
  expect(await accessProblemsInBothModes(page)).toEqual([]);

  await act(editorBar(page).getByRole('button', { name: 'Test', exact: true }).click());
  await page.getByRole('region', { name: 'Result' }).getByText('Succeeded').waitFor();
  await act(bottomPanel(page).getByRole('textbox', { name: 'Input' }).fill('billing'));
  await act(bottomPanel(page).getByRole('button', { name: 'Run', exact: true }).click());
  await page.getByRole('region', { name: 'Result' }).getByText('billing', { exact: true }).waitFor();
  expect(actions).toBeLessThanOrEqual(30);

  // All of the flow in sight, for the eye and the test.
  await page.getByRole('button', { name: /^Fit/ }).click();
  await page.getByRole('group', { name: /^Output, Output, succeeded/ }).waitFor();

  for (const name of ['Output_1', 'Output_2']) {
    await page.getByRole('group', { name: new RegExp(`^${name}, Output, skipped`) }).waitFor();
    await card(page, name).getByText('Skipped').waitFor();
  }
  await look(page, '2-3-run');
  expect(await accessProblemsInBothModes(page)).toEqual([]);
  expect(connectionsIn(await definitionOf(studio, id)).toSorted()).toEqual(
    [
      'Condition_1.billing → Output',
      'Condition_1.default → Output_2',
      'Condition_1.technical → Output_1',
      'Input.document → Condition_1.input',
      'Input.document → Output.document',
      'Input.document → Output_1.document',
      'Input.document → Output_2.document',
    ].toSorted(),
  );
});
