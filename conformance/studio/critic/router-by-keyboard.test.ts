import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStudio, type Studio } from '../support/studio.ts';
import { connectionsIn, definitionOf, editorBar, look, saved } from './support/editor.ts';
import { keyboardOf } from './support/keyboard.ts';

/* The critic's task 3: the router of task 2 without a mouse, and always with a ring around what has the focus. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

test('a router is built and run with the keyboard alone', { timeout: 240_000 }, async () => {
  const { page } = await studio.open('/flows');
  const { press, type, tabTo, focused } = keyboardOf(page);
  const expectFocus = (name: RegExp) => expect.poll(focused).toMatch(name);

  await tabTo('Create flow');
  await press('Enter');
  await expectFocus(/^Blank flow/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Create flow' }).waitFor();
  await expectFocus(/^Name/);
  await page.keyboard.press('Control+a');
  await type('keyboard-router');
  await page.keyboard.press('Enter');
  await page.getByRole('application').waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1)!;

  // The canvas has the keys. The Prompt goes, a Condition comes, wired to the Input.
  await expectFocus(/^Input, Input/);
  await press('ArrowRight');
  await expectFocus(/^Prompt_1, Prompt/);
  await press('Delete');
  await press('Home');
  await expectFocus(/^Input, Input/);
  await press('n');
  await type('condition');
  await press('Enter');
  await expectFocus(/^Condition_1, Condition/);

  // Its conditions, in the inspector.
  await press('Enter');
  await tabTo('Name of condition Condition_1');
  await page.keyboard.press('Control+a');
  await type('billing');
  await tabTo('billing as text');
  await page.keyboard.press('Control+a');
  await type('input == "billing"');
  // Tab indents nothing here, but completes: Esc first, as in every editor of text.
  await page.keyboard.press('Escape');
  await tabTo('+ Condition');
  await press('Enter');
  await tabTo('Name of condition Condition_1', 'Shift+Tab');
  await page.keyboard.press('Control+a');
  await type('technical');
  await tabTo('technical as text');
  await page.keyboard.press('Control+a');
  await type('input == "technical"');
  await page.keyboard.press('Escape');
  await press('Shift+Tab');
  await press('Escape');
  await expectFocus(/^Condition_1, Condition/);

  // A branch by C: the branch, then where it leads. Two more Outputs come behind the others.
  const choose = async (words: string) => {
    await type(words);
    await page.keyboard.press('Enter');
  };
  await press('c');
  await expectFocus(/^Connect from Condition_1/);
  await choose('billing');
  await expectFocus(/^Connect Condition_1.billing to…/);
  await choose('Output');
  const feed = page.getByRole('dialog', { name: /needs data as well/ });
  await feed.waitFor();
  await expectFocus(/^document ← Input.document/);
  await press('Enter');
  await feed.waitFor({ state: 'hidden' });
  await expectFocus(/, (Output|Condition), /);
  for (const output of ['Output_1', 'Output_2']) {
    // Back up the graph, and along what the Input leads to, until the Condition has the focus.
    for (const key of [
      'ArrowLeft',
      'ArrowRight',
      'ArrowDown',
      'ArrowDown',
      'ArrowUp',
      'ArrowUp',
      'ArrowUp',
    ]) {
      if ((await focused()).startsWith('Condition_1')) break;
      await press(key);
    }
    await expectFocus(/^Condition_1, Condition/);
    // Behind the first branch that leads nowhere yet; the data is offered as well.
    await press('n');
    await type('output');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: `${output} needs data as well` }).waitFor();
    await expectFocus(/^document ← Input.document/);
    await press('Enter');
    await expectFocus(new RegExp(`^${output}, Output`));
  }
  await editorBar(page).getByRole('button', { name: 'No problems' }).waitFor();
  await saved(page);
  await look(page, '3-built');
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

  // Run, with words of one's own.
  await page.keyboard.press('Control+Enter');
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByText('Succeeded').waitFor();
  for (let count = 0; count < 8 && (await focused()) !== 'Test'; count++) await press('F6');
  await expectFocus(/^Test$/);
  await tabTo('Input');
  await page.keyboard.press('Control+a');
  await type('technical');
  await page.keyboard.press('Control+Enter');
  await result.getByText('technical', { exact: true }).waitFor();
  await look(page, '3-run');
  await press('F6');
});
