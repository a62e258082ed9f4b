import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import type { JsonObject } from '@streambed/model';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { accessProblems } from '../support/access.ts';
import { largeFlow } from '../support/large-flow.ts';
import { middleOf } from '../support/places.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import { beginWatching, type Seen } from './support/cards-in-view.ts';
import { bottomPanel, editorBar, inspector, look } from './support/editor.ts';
import { canvas, card, createFlow, draftOf, paste, streambedOf } from './support/lifecycle.ts';
import { openTab, patiently, rewrite, soon, TASK, testIt, testPanel } from './support/runs.ts';

/** Task 23: a thousand nodes, one of which fails: found, mended, tidied, and seen wherever one looks. */

vi.setConfig({ testTimeout: TASK });

let studio: Studio;
beforeAll(async () => {
  // The cloud takes forty nodes.
  studio = await openStudio({ environment: { STREAMBED_QUOTAS: 'off' } });
});
afterAll(() => studio.close());

const { definition, positions } = largeFlow(1_000, { isRunnable: true });
const BROKEN = definition.nodes!.filter(({ type }) => type === 'InlineCode').at(-1)!.name!;
const code = (flow: FlowDefinition) =>
  flow.nodes!.find(({ name }) => name === BROKEN)!.configuration!.inlineCode!;
const broken = structuredClone(definition) as unknown as FlowDefinition;
code(broken).code = 'text.strip().no_such_method()';

const view = (page: Page) => page.getByRole('toolbar', { name: 'View of the canvas' });
const search = (page: Page) => page.getByRole('searchbox', { name: 'Search this flow' });
const openSearch = async (page: Page, text: string) => {
  await page.keyboard.press('ControlOrMeta+F');
  await search(page).fill(text);
};

/** Pans by the wheel over the cards around, one step per frame that was painted. */
const panAround = async (page: Page) => {
  const { x, y } = await middleOf(canvas(page));
  await page.mouse.move(x, y);
  for (const [dx, dy] of [
    [300, 0],
    [300, 300],
    [0, 300],
    [-300, 0],
    [-300, -300],
    [900, 600],
    [-1_500, -900],
  ] as const)
    for (let step = 0; step < 3; step++) {
      await page.mouse.wheel(dx, dy);
      await page.evaluate(() => new Promise((painted) => requestAnimationFrame(painted)));
    }
};

const expectNoneMissing = ({ missing, blank, names, frames }: Seen) => {
  expect({ missing, blank }).toEqual({ missing: [], blank: [] });
  expect(frames).toBeGreaterThan(10);
  return names.length;
};

test('the failing node of a thousand is found by a search, read, mended; then all is tidied in one step', async () => {
  const id = await createFlow(studio, 'thousand', broken);
  const client = streambedOf(studio);
  await client.putStudioDocument({
    flowIdentifier: id,
    content: { version: 1, positions: { ...positions } } as never,
    revision: 0,
  });
  const stored = async () =>
    ((await client.getStudioDocument({ flowIdentifier: id })).content as JsonObject | undefined)?.positions;
  const { page } = await studio.open(`/flows/${id}?panel=test`);
  patiently(page);
  await card(page, 'FlowInput').waitFor();
  await testPanel(page).getByRole('textbox').first().fill('Ten pens came. All of them were blue.');
  await testIt(page);
  await testPanel(page).getByText('Failed', { exact: true }).first().waitFor();

  // As a picture of blocks, from where nothing can be read.
  await page.getByRole('button', { name: 'Close panel' }).click();
  await view(page).getByRole('button', { name: /^Fit/ }).click();
  await soon(async () => (await canvas(page).getByRole('group').first().boundingBox())?.width).toBeLessThan(
    30,
  );
  await openSearch(page, 'is:failed');
  await page.getByText('1 found', { exact: true }).waitFor();
  await search(page).press('Enter');
  await page.getByText('1 of 1', { exact: true }).waitFor();
  // It is gone to, and near enough to be read: its name, its state and why.
  const found = card(page, BROKEN);
  await soon(async () => (await found.boundingBox())?.width).toBeGreaterThanOrEqual(0.74 * 240);
  await found.getByText(BROKEN, { exact: true }).waitFor();
  await page.getByRole('group', { name: new RegExp(`^${BROKEN},.* failed`) }).waitFor();
  const inView = await canvas(page).boundingBox();
  const { x, y } = await middleOf(found);
  expect(x).toBeGreaterThan(inView!.x + inView!.width / 4);
  expect(x).toBeLessThan(inView!.x + (inView!.width * 3) / 4);
  expect(y).toBeGreaterThan(inView!.y + inView!.height / 4);
  expect(y).toBeLessThan(inView!.y + (inView!.height * 3) / 4);
  expect(await search(page).evaluate((field) => field === document.activeElement)).toBe(true);
  await look(page, 'large-flow-found');
  expect(await accessProblems(page)).toEqual([]);
  await search(page).press('Escape');

  // Mended in its field; the problem goes with the next run.
  await openTab(page, 'Problems');
  const problem = bottomPanel(page)
    .getByText(/no_such_method/)
    .first();
  await problem.waitFor();
  const python = inspector(page).getByRole('textbox', { name: 'Python' });
  await python.waitFor();
  await rewrite(python, 'text.strip()');
  await soon(async () => code((await draftOf(studio, id)).definition!).code).toBe('text.strip()');
  await testIt(page);
  await problem.waitFor({ state: 'detached' });
  await openTab(page, 'Test');
  await testPanel(page).getByText('Succeeded', { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Close panel' }).click();
  await openSearch(page, 'is:failed');
  await page.getByText('Nothing found', { exact: true }).waitFor();
  await search(page).press('Escape');

  // Wherever one pans, there is a card with its face in each place that holds one.
  await view(page)
    .getByRole('button', { name: /back to 100 %/ })
    .click();
  const stop = await beginWatching(page, positions);
  await panAround(page);
  expect(expectNoneMissing(await stop())).toBeGreaterThan(15);

  // All of it tidied, and all of that undone at once.
  await canvas(page).focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('l');
  await page.getByRole('status').getByText('Layout tidied').waitFor();
  await soon(async () => JSON.stringify(await stored())).not.toBe(JSON.stringify(positions));
  await page.keyboard.press('ControlOrMeta+Z');
  await soon(stored).toEqual(positions);
  await editorBar(page)
    .getByText(/^Saved /)
    .waitFor();
  expect(await accessProblems(page)).toEqual([]);
});

test('a thousand pasted nodes are not shown in a heap: they are arranged, with a word where it takes its time', async () => {
  const id = await createFlow(studio, 'pasted-thousand', {});
  const { page } = await studio.open(`/flows/${id}`);
  patiently(page);
  await page.getByText('This flow has no nodes. It begins with what callers send.').waitFor();
  // The layout's engine comes over a slow line.
  let letCome = () => {};
  const isWanted = new Promise<void>((resolve) => {
    letCome = resolve;
  });
  await page.route(/\/elk-worker/, async (route) => {
    await isWanted;
    await route.continue();
  });
  await canvas(page).focus();
  await paste(page, JSON.stringify(definition));
  await canvas(page).locator('xpath=..').getByText('Arranging the flow…').waitFor();
  await page.getByRole('status').filter({ hasText: 'Arranging the flow…' }).waitFor();
  expect(await canvas(page).getByRole('group').count()).toBe(0);
  await look(page, 'large-flow-arranging');
  expect(await accessProblems(page)).toEqual([]);
  letCome();
  await canvas(page).getByRole('group').first().waitFor();
  await page.getByText('Arranging the flow…').and(page.locator('p *')).waitFor({ state: 'detached' });
  const places = await canvas(page)
    .getByRole('group')
    .evaluateAll((cards) =>
      cards.map((each) => {
        const { x, y } = each.getBoundingClientRect();
        return `${x} ${y}`;
      }),
    );
  expect(new Set(places).size).toBe(places.length);
  expect(places.length).toBeGreaterThan(50);
  await soon(async () => (await draftOf(studio, id)).definition?.nodes?.length).toBe(1_000);
});
