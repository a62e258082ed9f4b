import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessProblems } from '../support/access.ts';
import { largeFlow } from '../support/large-flow.ts';
import { middleOf } from '../support/places.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import { canvas, createFlow, paste } from './support/lifecycle.ts';

/** A thousand nodes, one of them unlike the others. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const BROKEN = 'InlineCode_3';
const { definition } = largeFlow(1_000);
const broken = structuredClone(definition) as unknown as FlowDefinition;
broken.nodes!.find(({ name }) => name === BROKEN)!.configuration!.inlineCode!.code =
  'text.strip().no_such_method()';

/** The cards that the canvas shows at least in part, how many of them have nothing on them, and in how many places they lie. */
const cardsInView = (page: Page) =>
  page.evaluate(() => {
    const view = document.querySelector('[role="application"]')!.getBoundingClientRect();
    const shown: string[] = [];
    const places = new Set<string>();
    let blank = 0;
    for (const element of document.querySelectorAll<HTMLElement>('[aria-roledescription="node"]')) {
      const box = element.getBoundingClientRect();
      if (
        box.right <= view.left ||
        box.left >= view.right ||
        box.bottom <= view.top ||
        box.top >= view.bottom
      )
        continue;
      shown.push(element.ariaLabel!.split(',')[0]!);
      places.add(`${box.left} ${box.top}`);
      if (element.querySelector('.sb-card-name, svg') === null) blank++;
    }
    return { shown, blank, places: places.size };
  });

test('a thousand pasted nodes are laid out, searched, panned over without a blank card, and tidied', {
  timeout: 180_000,
}, async () => {
  const id = await createFlow(studio, 'thousand', {});
  // More nodes than the service stores: the working copy holds them.
  const { page, expectComplaint } = await studio.open(`/flows/${id}`);
  expectComplaint(/status of 400/);
  await page.getByText('This flow has no nodes. It begins with what callers send.').waitFor();
  await canvas(page).focus();
  await paste(page, JSON.stringify(broken));
  await canvas(page).getByRole('group').first().waitFor();

  // The editor holds what the service would not take, and says so.
  await page.getByRole('button', { name: /^Not sent: / }).waitFor();
  // A layout of a thousand takes its moment; then they lie apart.
  await expect.poll(async () => (await cardsInView(page)).places, { timeout: 40_000 }).toBeGreaterThan(50);

  // To one node by its name: the rest is dimmed, Enter goes there.
  await page.keyboard.press('ControlOrMeta+F');
  const search = page.getByRole('searchbox', { name: 'Search this flow' });
  await search.fill('no_such_method');
  await page.getByText('1 found', { exact: true }).waitFor();
  await search.press('Enter');
  await page.getByRole('heading', { name: `Node ${BROKEN}` }).waitFor({ state: 'attached' });
  await search.press('Escape');
  await search.waitFor({ state: 'detached' });

  // At 100 % it is panned over, and every card that comes into view has its face.
  await page
    .getByRole('toolbar', { name: 'View of the canvas' })
    .getByRole('button', { name: /back to 100 %/ })
    .click();
  const middle = await middleOf(canvas(page));
  const seen = new Set<string>();
  for (const [dx, dy] of [
    [600, 0],
    [600, 300],
    [0, 300],
    [-900, -300],
    [-600, 0],
  ] as const) {
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.wheel(dx, dy);
    const { shown, blank } = await cardsInView(page);
    expect(blank).toBe(0);
    for (const name of shown) seen.add(name);
  }
  expect(seen.size).toBeGreaterThan(8);

  // Tidied, it is all there still.
  await page.getByRole('button', { name: 'Tidy the layout' }).click();
  await page.getByRole('status').getByText('Layout tidied').waitFor();
  expect((await cardsInView(page)).blank).toBe(0);
  expect(await accessProblems(page)).toEqual([]);
});
