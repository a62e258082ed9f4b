import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStudio, type Studio } from '../support/studio.ts';
import {
  accessProblemsInBothModes,
  canvas,
  card,
  connectionsIn,
  definitionOf,
  editorBar,
  inspector,
  look,
  saved,
} from './support/editor.ts';
import { handsOn } from './support/keyboard.ts';
import { finished, testPanel } from './support/runs.ts';

/* The critic's task 3: the router from scratch with the keyboard only. Where the focus is can be seen after each key. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio?.close());

test('a router is built, tried and run with the keyboard alone', { timeout: 240_000 }, async () => {
  const { page } = await studio.open('/flows');
  await page.getByRole('heading', { name: /^Flows/, level: 1 }).waitFor();
  const hands = await handsOn(page);
  const rewrite = async (text: string) => {
    await hands.press('Control+a');
    await hands.type(text);
  };

  await hands.walkTo('Create flow');
  await hands.press('Enter');
  await hands.isOn('Blank flow');
  await hands.press('Enter');
  await hands.isOn(/^Name/);
  await rewrite('keyboard-router');
  await hands.press('Enter');
  await canvas(page).waitFor();

  // What was opened has the keys: the Prompt that a new flow brings goes, a Condition comes after the Input.
  await hands.isOn(/^Input, Input/);
  await look(page, '3-1-opened');
  await hands.press('ArrowRight');
  await hands.isOn(/^Prompt_1, Prompt/);
  await hands.press('Delete');
  await hands.press('Home');
  await hands.press('n');
  await hands.isOn('Add a node after Input.document');
  await hands.type('if');
  await hands.press('Enter');
  await hands.isOn(/^Condition_1, Condition/);

  // Two named branches, by typing conditions.
  await hands.press('Enter');
  await hands.isOn('Name');
  await hands.walkTo('Name of condition Condition_1');
  await rewrite('billing');
  await hands.press('Enter');
  await hands.walkTo('billing as text');
  await rewrite('input == "billing"');
  await hands.walkTo('+ Condition');
  await hands.press('Enter');
  await hands.isOn('Name of condition Condition_1');
  await hands.type('technical');
  await hands.walkTo('technical as text');
  await rewrite('input == "technical"');
  await look(page, '3-2-conditions');

  // Truth, before anything has run.
  await hands.walkTo('Try values', 'Shift+Tab');
  await hands.press('Enter');
  await hands.walkTo('input');
  await hands.type('technical');
  const truth = (name: string, mark: string) =>
    inspector(page)
      .getByRole('group', { name: `Condition ${name}` })
      .getByRole('img', { name: mark })
      .first()
      .waitFor();
  await truth('billing', 'false');
  await truth('technical', 'true');
  await look(page, '3-3-truth');

  // Back on the card. The list connects a branch to the Output that is there, and brings the data along.
  await hands.press('Escape');
  await hands.isOn(/^Condition_1, Condition/);
  await hands.press('c');
  await hands.isOn('Connect from Condition_1');
  await hands.type('billing');
  await hands.press('Enter');
  await hands.isOn('Connect Condition_1.billing to…');
  await look(page, '3-4-list');
  expect(await accessProblemsInBothModes(page)).toEqual([]);
  await hands.type('Output');
  await hands.press('Enter');
  await hands.isOn('document ← Input.document');
  await hands.press('Enter');
  // The other branches get Outputs of their own.
  for (const name of ['Output_1', 'Output_2']) {
    await hands.walkTo(/^Condition_1, /, 'ArrowLeft');
    await hands.press('n');
    await hands.type('output');
    await hands.press('Enter');
    await hands.isOn('document ← Input.document');
    await hands.press('Enter');
    await card(page, name).waitFor();
  }
  await editorBar(page).getByRole('button', { name: 'No problems' }).waitFor();
  await hands.press('l');
  await hands.press('1');
  await look(page, '3-5-built');

  // Run, with an input; the result is where the focus can reach it.
  await hands.walkTo('Test', 'F6');
  await hands.press('Enter');
  await testPanel(page).getByRole('textbox', { name: 'Input' }).waitFor();
  await hands.walkTo('Input');
  await hands.type('technical');
  await hands.press('Control+Enter');
  await finished(page);
  await testPanel(page).getByRole('region', { name: 'Result' }).getByText('Succeeded').waitFor();
  await hands.walkTo(/, Output, /, 'F6');
  await hands.press('End');
  await hands.isOn(/^Output_2, Output, skipped/);
  await hands.walkTo(/^Output_1, Output, succeeded/, 'ArrowUp');
  await hands.walkTo(/^Output, Output, skipped/, 'ArrowUp');
  await look(page, '3-6-run');
  expect(await accessProblemsInBothModes(page)).toEqual([]);

  await saved(page);
  const id = new URL(page.url()).pathname.split('/').at(-1)!;
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
  expect(await hands.pointed()).toBe(0);
});
