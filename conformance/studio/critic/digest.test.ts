import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStudio, type Studio } from '../support/studio.ts';
import {
  accessProblemsInBothModes,
  bottomPanel,
  canvas,
  card,
  focusCard,
  inspector,
  look,
  saved,
} from './support/editor.ts';
import { paste } from './support/lifecycle.ts';
import {
  focusedField,
  openTab,
  rewrite,
  soon,
  TASK,
  testIt,
  testPanel,
  useTemplate,
} from './support/runs.ts';

/** Task 8: a digest of twenty texts stops at the second one; what failed, where and on which text is found and mended. */

vi.setConfig({ testTimeout: TASK });

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(async () => {
  await studio.close();
});

/** Twenty reviews that begin with their stars; the second one says them in a word. */
const REVIEWS = Array.from(
  { length: 20 },
  (_, at) => `${at === 1 ? 'Many' : (at % 5) + 1} stars for room ${at + 1} and its quiet window.`,
);

test('of twenty texts the second one fails: how many, which one, what went in, the line, and the same item upstream', async () => {
  const { page } = await useTemplate(studio, 'Review digest');
  // A newcomer wants the stars as a number.
  await focusCard(page, 'Card');
  await rewrite(
    inspector(page).getByRole('textbox', { name: 'Python' }),
    'stars = gist.split()[0]\n{"mood": mood, "gist": gist, "stars": int(stars)}',
  );
  const panel = testPanel(page);
  await panel.getByRole('button', { name: 'Paste a column or CSV' }).click();
  await panel.getByRole('textbox', { name: 'Column or CSV' }).focus();
  await paste(page, REVIEWS.join('\n'));
  await panel.getByRole('button', { name: 'Use these lines' }).click();
  await panel.getByText('20 items').waitFor();
  await testIt(page);

  await canvas(page).getByText('1 ok · 1 failed · 18 not run', { exact: true }).waitFor();
  const banner = bottomPanel(page).getByRole('region', { name: 'Failure of the last run' });
  await banner.getByText('Card failed on item 2 of 20').waitFor();
  await banner.getByText(/ValueError: invalid literal for int\(\) with base 10: 'Many'/).waitFor();
  await look(page, '08-failed');

  // The banner leads to the line of the code.
  await banner.getByRole('button', { name: 'Show' }).click();
  await soon(() => focusedField(page)).toBe('textbox Python');
  await inspector(page)
    .getByText(/in line 2 of the code/)
    .first()
    .waitFor();
  expect(new URL(page.url()).searchParams.get('it')).toBe('1');
  await look(page, '08-at-the-line');

  // The grid of items, what went into this one, and its error with its field.
  await openTab(page, 'Data');
  const data = page.getByRole('region', { name: 'Data', exact: true });
  const picked = (name: string) =>
    data
      .getByRole('listbox', { name: `Iterations of ${name}` })
      .getByRole('option', { name: 'item 2, Failed', selected: true });
  await picked('Card').waitFor();
  await soon(() => data.getByRole('option').count()).toBe(20);
  await data.getByRole('heading', { name: 'Card · item 2' }).waitFor();
  await data.getByRole('definition').getByText('code, line 2', { exact: true }).waitFor();
  await data.getByRole('tab', { name: 'Input' }).click();
  await data.getByRole('region', { name: 'gist' }).getByText(REVIEWS[1]!).waitFor();
  await look(page, '08-data');
  expect(await accessProblemsInBothModes(page)).toEqual([]);

  // The same item upstream, without picking it again.
  const ran = data.getByRole('navigation', { name: 'Nodes that ran' });
  await ran.getByRole('button', { name: /Gist/ }).click();
  await data.getByRole('heading', { name: 'Gist · item 2' }).waitFor();
  await data.getByRole('tab', { name: 'Output' }).click();
  await data.getByRole('region', { name: 'modelCompletion' }).getByText(REVIEWS[1]!).waitFor();
  await ran.getByRole('button', { name: /EachReview/ }).click();
  await data.getByRole('region', { name: 'arrayItem' }).getByText(REVIEWS[1]!).waitFor();
  await look(page, '08-upstream');

  // The address names the item: whoever opens it looks at the same.
  await ran.getByRole('button', { name: /, Card/ }).click();
  await soon(() => new URL(page.url()).searchParams.get('node')).toBe('Card');
  await saved(page);
  await page.goto(page.url().replace('panel=test', 'panel=data'));
  await picked('Card').waitFor();
  await data.getByRole('tab', { name: 'Input' }).click();
  await data.getByRole('region', { name: 'gist' }).getByText(REVIEWS[1]!).waitFor();

  // Mended, the card says that it is not any more what failed; run again, all twenty go through.
  await rewrite(
    inspector(page).getByRole('textbox', { name: 'Python' }),
    'stars = gist.split()[0]\n{"mood": mood, "gist": gist, "stars": int(stars) if stars.isdigit() else 0}',
  );
  await card(page, 'Card')
    .and(page.getByRole('group', { name: /, failed, differs from the run,/ }))
    .waitFor();
  await card(page, 'Card').getByText('differs from the run').waitFor();
  await look(page, '08-differs');
  await banner.getByRole('button', { name: 'Re-run from here' }).click();
  await canvas(page).getByText('20 ok', { exact: true }).waitFor();
  await banner.waitFor({ state: 'detached' });
});
