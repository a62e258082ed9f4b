import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStudio, type Studio } from '../support/studio.ts';
import { accessProblemsInBothModes, canvas, card, focusCard, inspector, look } from './support/editor.ts';
import { TASK, testIt, testPanel, useTemplate } from './support/runs.ts';

/** Task 9: the loop of "Draft and critic" is made to end after three rounds. */

vi.setConfig({ testTimeout: TASK });

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(async () => {
  await studio.close();
});

test('the loop opens in place, says when it continues, and ends after three rounds', async () => {
  const { page } = await useTemplate(studio, 'Draft and critic');
  const loop = (said: RegExp) => card(page, 'UntilItFits').and(page.getByRole('group', { name: said }));
  await focusCard(page, 'UntilItFits');
  await page.keyboard.press('Shift+Enter');
  // Opened, it can be read, with its rule; the whole of it is a key away, and what is around it is still there.
  await card(page, 'UntilItFits').getByText('Continue while').waitFor();
  await card(page, 'Writer').getByText('modelCompletion').waitFor();
  await look(page, '09-opened');
  await page.keyboard.press('2');
  for (const name of ['Notice', 'Draft', 'Writer', 'Critic', 'Again', 'Text', 'Words'])
    await card(page, name).waitFor();
  await canvas(page).getByRole('button', { name: 'Close loop UntilItFits' }).waitFor();
  await look(page, '09-open');

  // As it came it goes round more often.
  await testIt(page);
  await loop(/, [4-9] rounds,/).waitFor();

  await focusCard(page, 'Again');
  await inspector(page).getByRole('heading', { name: 'Continue while', level: 3 }).waitFor();
  expect(await inspector(page).getByRole('textbox', { name: 'Continue while as text' }).textContent()).toBe(
    'tooLong == true',
  );
  const most = inspector(page).getByRole('spinbutton', { name: 'Max iterations' });
  await most.fill('3');
  await card(page, 'Again')
    .and(page.getByRole('group', { name: /differs from the run/ }))
    .waitFor();
  await look(page, '09-controller');
  await testIt(page);
  await loop(/, 3 rounds,/).waitFor();
  await canvas(page).getByText('3 rounds', { exact: true }).waitFor();
  await inspector(page)
    .getByText(/Succeeded · .* · 3 ok/)
    .waitFor();
  await testPanel(page).getByRole('region', { name: 'Words' }).waitFor();
  await look(page, '09-three-rounds');
  expect(await accessProblemsInBothModes(page)).toEqual([]);

  // Closed, it still tells its rounds, and when it continues.
  await canvas(page).getByRole('button', { name: 'Close loop UntilItFits' }).click();
  await card(page, 'Writer').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Fit the flow' }).click();
  await loop(/, 3 rounds,/)
    .getByText('3 rounds', { exact: true })
    .waitFor();
  await card(page, 'UntilItFits')
    .getByText(/while tooLong == true · ≤ 3/)
    .waitFor();
  await look(page, '09-closed');
});
