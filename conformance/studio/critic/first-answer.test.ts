import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage } from '../support/browser.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import { accessProblemsInBothModes, card, editorBar, look } from './support/editor.ts';

/* The critic's task 1: start, sign in, get a first answer. Nothing is configured, nobody has been here before. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio?.close());

test('from the link that the start prints to the first answer, with a checklist that ticks itself', async () => {
  const link = /\S*\/studio\/sign-in#code=\S+/.exec(studio.server.output())?.[0] ?? '';
  const watched = await openPage(studio.browser, studio.server.url);
  const { page } = watched;
  await page.goto(link);

  await page.getByRole('heading', { name: 'First steps', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/studio/welcome');
  const step = (name: string) =>
    page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
  const ticked = (name: string) => step(name).getByRole('img', { name: 'done' }).waitFor();
  await step('Models found')
    .getByText(
      'The built-in offline model answers. It picks sentences out of the text it is given; it does not write.',
    )
    .waitFor();
  await ticked('Models found');
  await step('Choose a template').getByRole('img', { name: 'to do' }).waitFor();
  await step('Run it once').getByRole('img', { name: 'to do' }).waitFor();
  expect(await accessProblemsInBothModes(page)).toEqual([]);
  await look(page, '1-1-welcome');

  await page.getByRole('button', { name: 'Start from a template' }).click();
  await page.getByRole('heading', { name: 'Templates', level: 1 }).waitFor();
  await look(page, '1-2-templates');
  await page.getByRole('button', { name: 'Use template: Hello prompt' }).click();

  await page.getByRole('application').waitFor();
  await look(page, '1-4-editor');
  await editorBar(page).getByRole('button', { name: 'Test', exact: true }).click();
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByText('Succeeded').waitFor();
  await card(page, 'Answer')
    .getByRole('button', { name: /^The ferry across the Aller .* Open the data of Answer$/ })
    .waitFor();
  await look(page, '1-5-answer');
  expect(await accessProblemsInBothModes(page)).toEqual([]);

  // Back at the first steps, what was done is ticked, and the credentials can be copied.
  await page.goto(`${studio.server.url}/studio/welcome`);
  await ticked('Choose a template');
  await ticked('Run it once');
  await look(page, '1-6-ticked');
  watched.verify();
  await watched.context.close();
});
