import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessProblems } from './support/access.ts';
import { launchBrowser, openPage, type WatchedPage } from './support/browser.ts';
import { openWorkshop, type Workshop } from './support/workshop.ts';

/* Testing a flow and understanding its runs, with runs that are written down: what people see and do, by role and name. */

let browser: Browser;
let workshop: Workshop;
beforeAll(async () => {
  [browser, workshop] = await Promise.all([launchBrowser(), openWorkshop('executions')]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await workshop?.close();
});

const withPage = async (query: string, use: (page: Page, watched: WatchedPage) => Promise<void>) => {
  const url = workshop.url(query);
  const watched = await openPage(browser, url);
  try {
    await watched.page.goto(url);
    await use(watched.page, watched);
    watched.verify();
  } finally {
    await watched.context.close();
  }
};

const says = async (locator: Locator, text: string | RegExp) => {
  await locator.getByText(text).filter({ visible: true }).first().waitFor();
};
const pick = (page: Page, group: string, name: string) =>
  page.getByRole('radiogroup', { name: group }).getByRole('radio', { name }).check();

/** What the scripted server was asked to run, latest last. */
const requests = (page: Page) =>
  page.evaluate(
    () =>
      (globalThis as unknown as { workshop: { client: { requests: Record<string, unknown>[] } } }).workshop
        .client.requests,
  );

describe('a test', () => {
  test('fills in the form, runs, and shows what left the flow', () =>
    withPage('show=test&script=digest&speed=60', async (page) => {
      const test = page.getByRole('region', { name: 'Test' });
      await test.getByRole('textbox', { name: 'Item 2' }).fill('A new second text.');
      await test.getByRole('button', { name: 'Remove item 10' }).click();
      await test.getByRole('button', { name: 'Run', exact: true }).click();
      const result = test.getByRole('region', { name: 'Result' });
      await says(result, 'Succeeded');
      await says(result, /The week in short/);
      const [request] = await requests(page);
      expect(request).toMatchObject({ flowIdentifier: 'FLOW123456', flowVersion: 'DRAFT', mode: 'Whole' });
      const [{ document }] = request!.inputs as [{ document: string[] }];
      expect(document).toHaveLength(9);
      expect(document[1]).toBe('A new second text.');
    }));

  test('takes a pasted column, and says before sending that a type does not fit', () =>
    withPage('show=test&script=digest&speed=60', async (page) => {
      const test = page.getByRole('region', { name: 'Test' });
      await test.getByRole('button', { name: 'Paste a column or CSV' }).click();
      await test.getByRole('textbox', { name: 'Column or CSV' }).fill('first text\nsecond text\n');
      await test.getByRole('button', { name: 'Use these lines' }).click();
      await says(test, '2 items');
      await pick(page, 'Way to fill in', 'JSON');
      await test.getByRole('textbox', { name: 'Input' }).fill('{"text": 1}');
      await says(test, 'This is a value of type Object; the Input node takes Array.');
      await test.getByRole('textbox', { name: 'Input' }).fill('["x"');
      await says(test, /Not valid JSON/);
      expect(await requests(page)).toEqual([]);
    }));

  test('says which of saving, preparing and running failed', () =>
    withPage('show=test&script=digest&unprepared', async (page) => {
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      const alert = page.getByRole('alert');
      await says(alert, 'The draft was saved but could not be prepared, so nothing was run');
      await says(alert, /Prompt Summarize has no model/);
      await alert.getByRole('button', { name: 'Close this message' }).click();
      await alert.waitFor({ state: 'detached' });
    }));

  test('can be stopped at any time', () =>
    withPage('show=test&script=digest&speed=1', async (page) => {
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await says(page.getByRole('region', { name: 'Result' }), 'Stopped');
      await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    }));

  test('keeps inputs and runs all of them', () =>
    withPage('show=test&script=digest&speed=200', async (page) => {
      const saved = page.getByRole('region', { name: 'Saved inputs' });
      await saved.getByRole('button', { name: 'Save input' }).click();
      await saved.getByRole('textbox', { name: 'Name of the saved input' }).fill('Mine');
      await page.keyboard.press('Enter');
      await saved.getByRole('button', { name: 'Mine', exact: true }).waitFor();
      await saved.getByRole('button', { name: 'Run all' }).click();
      const table = page.getByRole('table', { name: 'Outcomes of all saved inputs' });
      await table.getByRole('row', { name: /Mine.*Succeeded/ }).waitFor();
      await table.getByRole('row', { name: /Only two.*Succeeded/ }).waitFor();
      await saved.getByRole('button', { name: 'Remove saved input Mine' }).click();
      await saved.getByRole('button', { name: 'Mine', exact: true }).waitFor({ state: 'detached' });
    }));

  test('can be copied as code, without secrets', () =>
    withPage('show=test&script=digest', async (page) => {
      await page.getByRole('button', { name: 'Copy as code' }).click();
      const dialog = page.getByRole('dialog', { name: 'Copy as code' });
      await dialog.getByRole('radio', { name: 'Python (boto3)' }).check();
      await says(dialog, /client\.invoke_flow/);
      await says(dialog, /flowIdentifier="FLOW123456"/);
    }));
});

describe('a failed run', () => {
  test('names node, item, cause and a way out, and leads to the item', () =>
    withPage('show=data&script=failing&speed=60&start', async (page) => {
      const banner = page.getByRole('region', { name: 'Failure of the last run' });
      await says(banner, 'Summarize failed on item 7 of 10');
      await says(banner, /throttlingException, bedrock Converse, request 9f2c7e11/);
      for (const name of ['Show', 'Re-run from here', 'Change model'])
        await banner.getByRole('button', { name }).waitFor();
      const picker = page.getByRole('listbox', { name: 'Iterations of Summarize' });
      await says(page.locator('body'), '6 ok · 1 failed · 3 not run');
      expect(await picker.getByRole('option').count()).toBe(10);
      await picker.getByRole('option', { name: 'item 7, Failed', selected: true }).waitFor();
      await page.getByRole('tab', { name: 'Input' }).click();
      await says(page.getByRole('region', { name: 'text' }).first(), /Children counted 412 swifts/);
      // The same item upstream, without picking it again.
      await page
        .getByRole('navigation', { name: 'Nodes that ran' })
        .getByRole('button', { name: /Each_text/ })
        .click();
      await page.getByRole('tab', { name: 'Output' }).click();
      await says(page.getByRole('region', { name: 'arrayItem' }).first(), /Children counted 412 swifts/);
    }));

  test('starts again from where it failed, with what was recorded', () =>
    withPage('show=data&script=failing&speed=60&start', async (page) => {
      const banner = page.getByRole('region', { name: 'Failure of the last run' });
      await banner.getByRole('button', { name: 'Re-run from here' }).click();
      await expect.poll(async () => (await requests(page)).length).toBe(2);
      const [, again] = await requests(page);
      expect(again).toMatchObject({
        mode: 'FromNode',
        node: 'Summarize',
        iteration: [{ nodeName: 'Each_text', type: 'Iterator', index: 6 }],
      });
      expect(again!.fromRun).toMatch(/^[0-9a-f-]{36}$/);
    }));
});

describe('data', () => {
  test('of an iteration are found by keys, alike for every node', () =>
    withPage('show=data&script=digest&speed=60&start', async (page) => {
      await says(page.getByRole('navigation', { name: 'Nodes that ran' }), 'Digest');
      await page.getByRole('button', { name: /Summarize/ }).click();
      const picker = page.getByRole('listbox', { name: 'Iterations of Summarize' });
      await picker.focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      await picker.getByRole('option', { name: 'item 2, Succeeded', selected: true }).waitFor();
      await says(page.getByRole('region', { name: 'modelCompletion' }).first(), /Seven rings/);
    }));

  test('can be pinned as they are or changed, and the next run takes the pin', () =>
    withPage('show=data&script=digest&speed=200&start', async (page) => {
      await page.getByRole('button', { name: /Write_digest/ }).click();
      await page.getByRole('button', { name: 'Edit as pin' }).click();
      const dialog = page.getByRole('dialog', { name: 'Value of modelCompletion' });
      await dialog.getByRole('textbox').fill('An awkward answer');
      await dialog.getByRole('button', { name: 'Save pin' }).click();
      const pins = page.getByRole('region', { name: 'Pinned outputs' });
      await says(pins, '1 pin active');
      await page.evaluate(() =>
        (
          globalThis as unknown as { workshop: { executions: { again(): void } } }
        ).workshop.executions.again(),
      );
      await expect
        .poll(async () => (await requests(page)).at(-1)?.pins)
        .toEqual([{ node: 'Write_digest', outputs: { modelCompletion: 'An awkward answer' } }]);
      await pins.getByRole('button', { name: 'Clear pins' }).click();
      await pins.waitFor({ state: 'detached' });
    }));

  test('are written into expressions by picking them', () =>
    withPage('show=data&script=digest&speed=200&start', async (page) => {
      await page.getByRole('button', { name: /Gather/ }).click();
      const tree = page.getByRole('tree', { name: 'collectedArray' });
      await tree.focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.getByRole('button', { name: 'Use in an expression' }).click();
      await page.getByRole('menuitem', { name: 'Write_digest.summaries ← $.data[1]' }).click();
      const expression = await page.evaluate(() => {
        const { flow } = (
          globalThis as unknown as {
            workshop: {
              flow: { definition(): { nodes: { name: string; inputs?: { expression: string }[] }[] } };
            };
          }
        ).workshop;
        return flow.definition().nodes.find(({ name }) => name === 'Write_digest')?.inputs?.[0]?.expression;
      });
      expect(expression).toBe('$.data[1]');
    }));

  test('formatted by a model load nothing and show where links lead', () =>
    withPage('show=data&script=digest&speed=200&start', async (page) => {
      await page.getByRole('button', { name: /Write_digest/ }).click();
      await pick(page, 'View', 'Markdown');
      const value = page.getByRole('region', { name: 'modelCompletion' }).last();
      await value.getByRole('link', { name: 'the paper' }).waitFor();
      await says(value, '(paper.example)');
    }));

  test('of fifty megabytes are shown by parts', () =>
    withPage('show=data&script=large&speed=200&start', async (page) => {
      await says(page.locator('body'), 'First 64 KB of 47.7 MB');
      await page.getByRole('button', { name: 'Show 192 KB more' }).click();
      await says(page.locator('body'), 'First 256 KB of 47.7 MB');
    }));
});

describe('the timeline', () => {
  test('names the node that takes most time and the one that costs most', () =>
    withPage('show=timeline&script=digest&speed=200&start', async (page) => {
      const grid = page.getByRole('treegrid', { name: 'Nodes by their first start' });
      await grid
        .getByRole('row', { name: /Digest/ })
        .last()
        .waitFor();
      const row = grid.getByRole('row', { name: /Summarize/ });
      await row.getByText('(takes most time)').waitFor({ state: 'attached' });
      await row.getByText('(costs most)').waitFor({ state: 'attached' });
      await grid.getByRole('row', { name: /Write_digest.*no price known/ }).waitFor();
    }));

  test('is walked by keys: iterations unfold, a row leads to its node and iteration', () =>
    withPage('show=timeline&script=digest&speed=200&start', async (page) => {
      const grid = page.getByRole('treegrid', { name: 'Nodes by their first start' });
      await grid.getByRole('row', { name: /Write_digest/ }).waitFor();
      await grid.focus();
      for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'Enter'])
        await page.keyboard.press(key);
      await grid.getByRole('row', { name: /item 2/, selected: true }).waitFor();
      const place = await page.evaluate(() => {
        const { executions } = (
          globalThis as unknown as {
            workshop: { executions: { state: { getState(): { dataNode: string; iteration: unknown } } } };
          }
        ).workshop;
        const { dataNode, iteration } = executions.state.getState();
        return { dataNode, iteration };
      });
      expect(place).toEqual({
        dataNode: 'Summarize',
        iteration: [{ nodeName: 'Each_text', type: 'Iterator', index: 1 }],
      });
    }));

  test('of twenty thousand spans opens and scrolls to its end', () =>
    withPage('show=timeline&script=iterations&items=20000&speed=1000&start', async (page) => {
      const grid = page.getByRole('treegrid', { name: 'Nodes by their first start' });
      await says(page.locator('body'), 'Succeeded');
      await grid.getByRole('button', { name: 'Show iterations of Summarize' }).click();
      await grid.focus();
      await page.keyboard.press('End');
      await grid.getByRole('row', { name: /item 20000/ }).waitFor();
      expect(await grid.getByRole('row').count()).toBeLessThan(120);
    }));
});

describe('executions', () => {
  test('are listed with what they cost and why they failed', () =>
    withPage('show=list', async (page) => {
      await page.getByRole('heading', { name: /Executions/ }).waitFor();
      await page
        .getByRole('row', { name: /run-0003.*Failed|Failed.*run-0003/ })
        .first()
        .waitFor();
      await says(page.locator('body'), /no price known/);
    }));

  test('lead to a page with everything that a run has to tell', () =>
    withPage('show=run&run=run-0003', async (page) => {
      await page.getByRole('heading', { name: 'Run run-0003' }).waitFor();
      const banner = page.getByRole('region', { name: 'Failure of the last run' });
      await says(banner, 'Summarize failed on item 7 of 10');
      for (const name of ['Re-run from here', 'Change model'])
        await banner.getByRole('button', { name }).waitFor();
      await banner.getByRole('button', { name: 'Show' }).click();
      await page.getByRole('option', { name: 'item 7, Failed', selected: true }).waitFor();
      await page.getByRole('tab', { name: 'Events' }).click();
      await page.getByRole('searchbox', { name: 'Filter events' }).fill('failed');
      await says(page.locator('body'), /1 of \d+ events|2 of \d+ events/);
      await page.getByRole('row', { name: /nodeFailed/ }).click();
      await page.getByRole('tree', { name: /nodeFailed/ }).waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download JSON' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('run-run-0003.json');
    }));
});

describe('in light and in dark, axe finds nothing wrong with', () => {
  test.each([
    ['the test panel', 'show=test&script=failing&speed=200&start'],
    ['the timeline', 'show=timeline&script=failing&speed=200&start'],
    ['the data panel', 'show=data&script=failing&speed=200&start'],
    ['a run', 'show=run&run=run-0003'],
    ['the list', 'show=list'],
  ])('%s', (_, query) =>
    withPage(`${query}&theme=light`, async (page) => {
      await page
        .getByText(query.includes('list') ? 'run-0003' : 'Failed')
        .first()
        .waitFor();
      expect(await accessProblems(page)).toEqual([]);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      // As the studio switches: by the class that Cloudscape's dark mode is.
      await page.evaluate("document.body.classList.add('awsui-dark-mode')");
      expect(await accessProblems(page)).toEqual([]);
    }),
  );
});
