import {
  CreateFlowAliasCommand,
  CreateFlowCommand,
  CreateFlowVersionCommand,
  CreatePromptCommand,
  CreatePromptVersionCommand,
  GetFlowCommand,
  PrepareFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import { createStreambedClient } from '@streambed/client';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { router } from '../support/definitions.ts';
import { accessProblems } from './support/access.ts';
import { openPage } from './support/browser.ts';
import { run } from './support/runs.ts';
import { openStudio } from './support/studio.ts';

/** Every screen outside the editor: nothing in the way of anybody, at any size, in both themes. */

// Nobody waits for the cloud's own metadata service while health is looked at.
const studio = await openStudio({ environment: { AWS_EC2_METADATA_DISABLED: 'true' } });
afterAll(() => studio.close());
const { client, server } = studio;
const streambed = createStreambedClient({
  endpoint: server.url,
  region: 'us-east-1',
  credentials: async () => server.credentials,
});
/** Made once: a sandbox that tests itself for every page of this file would be most of what it takes. */
const sandbox = streambed.doctor({ part: 'InlineCode' });
const withChecks = (context: BrowserContext) =>
  context.route('**/streambed/v1/doctor?part=InlineCode', async (route) =>
    route.fulfill({ json: await sandbox }),
  );
const at = (path: string) => `${server.url}/studio${path}`;

/** A flow with two versions, an alias and a run, and a prompt with a version: what the screens have to show. */
const prepareWorld = async () => {
  const { id: flowIdentifier = '' } = await client.send(
    new CreateFlowCommand({
      name: 'A-flow-whose-name-is-as-long-as-names-of-flows-tend-to-become',
      description:
        'Sorts what comes in, and says so in a sentence that needs more than one line on a telephone.',
      executionRoleArn: 'arn:aws:iam::000000000000:role/flows',
      definition: router(),
    }),
  );
  await client.send(new PrepareFlowCommand({ flowIdentifier }));
  await vi.waitFor(
    async () => {
      const { status } = await client.send(new GetFlowCommand({ flowIdentifier }));
      if (status !== 'Prepared') throw new Error(`It is ${status}`);
    },
    { timeout: 60_000 },
  );
  await client.send(new CreateFlowVersionCommand({ flowIdentifier, description: 'The first one' }));
  await client.send(new CreateFlowVersionCommand({ flowIdentifier, description: 'The second one' }));
  await client.send(
    new CreateFlowAliasCommand({
      flowIdentifier,
      name: 'prod',
      routingConfiguration: [{ flowVersion: '1' }],
    }),
  );
  const { runId } = await run(streambed, { flowIdentifier, inputs: [{ document: { amount: 12 } }] });
  const { id: promptIdentifier = '' } = await client.send(
    new CreatePromptCommand({
      name: 'Greeting',
      variants: [
        {
          name: 'default',
          templateType: 'TEXT',
          modelId: 'amazon.nova-lite-v1:0',
          templateConfiguration: { text: { text: 'Greet {{name}}.', inputVariables: [{ name: 'name' }] } },
        },
      ],
      defaultVariant: 'default',
    }),
  );
  await client.send(new CreatePromptVersionCommand({ promptIdentifier, description: 'As it was at first' }));
  return { flow: flowIdentifier, run: runId, prompt: promptIdentifier };
};
const world = await prepareWorld();

const heading = (name: string | RegExp) => (page: Page) =>
  page.getByRole('heading', { name, level: 1 }).waitFor();
const text = (words: string | RegExp) => (page: Page) => page.getByText(words).first().waitFor();
const button = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).waitFor();
const row = (name: string | RegExp) => (page: Page) => page.getByRole('row', { name }).first().waitFor();
const dialog = (page: Page) => page.getByRole('dialog').waitFor();

/** Where, and what says that it is there. */
const places: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ['/flows', row(/A-flow-whose-name.*Prepared/)],
  ['/flows?create=blank', dialog],
  ['/flows?f=name%3Azebra', text('Nothing matches this filter.')],
  ['/templates', heading('Templates')],
  ['/templates?template=invoice-totals', dialog],
  ['/welcome', text('offline model')],
  ['/executions', row(/Succeeded/)],
  [`/runs/${world.run}`, button('Open in editor')],
  [`/flows/${world.flow}/runs`, row(/Succeeded/)],
  [`/flows/${world.flow}/versions`, row(/The second one/)],
  [`/flows/${world.flow}/compare/1..2`, button('Swap sides')],
  [`/flows/${world.flow}/settings`, button('Add tag')],
  [`/flows/${world.flow}/export`, button('Download')],
  ['/import', heading(/Import/)],
  ['/prompts', row(/Greeting/)],
  [`/prompts/${world.prompt}`, button('Create version')],
  [`/prompts/${world.prompt}?tab=versions`, row(/As it was at first/)],
  ['/settings/models', row(/streambed.offline/)],
  ['/settings/health', (page) => page.getByText('all models').waitFor({ timeout: 150_000 })],
  ['/settings/theme', (page) => page.getByRole('radio').first().waitFor()],
  ['/settings/keyboard', (page) => page.getByLabel('Key for All shortcuts').waitFor()],
  ['/settings/about', text('0.1.0')],
  ['/nowhere', text('No page has the address')],
];

/** Layout shifts are counted from the first paint on, those that follow a key or a click left out, as browsers do. */
const COUNT_SHIFTS = `
  globalThis.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (!entry.hadRecentInput)
        shifts.push([entry.value, ...entry.sources.map(({ node }) => node?.className ?? node?.nodeName)]);
  }).observe({ type: 'layout-shift', buffered: true });
`;
const MOST_SHIFT = 0.02;

const shiftsOf = async (page: Page) => {
  const shifts = await page.evaluate<readonly (readonly [number, ...unknown[]])[]>('shifts');
  const sum = shifts.reduce((total, [value]) => total + value, 0);
  return sum > MOST_SHIFT ? shifts : [];
};

/** What makes the page, or what scrolls as the page does, wider than the window: it, and what sticks out of it. */
const OVERFLOW = `(() => {
  const clipped = (each, box) => {
    for (let around = each.parentElement; around && around !== box; around = around.parentElement)
      if (getComputedStyle(around).overflowX !== 'visible') return true;
    return false;
  };
  const main = document.querySelector('#main');
  return [document.documentElement, ...(main ? [main] : [])]
    .filter((box) => box.scrollWidth > box.clientWidth + 1)
    .flatMap((box) => [
      box.nodeName + ' ' + box.scrollWidth + ' > ' + box.clientWidth,
      ...[...box.querySelectorAll('*')]
        .filter((each) => each.getBoundingClientRect().right > box.getBoundingClientRect().right + 1 && !clipped(each, box))
        .slice(0, 8)
        .map((each) => each.nodeName + '.' + each.className),
    ]);
})()`;

/** To another page without loading the studio again, as by the browser's own back and forward. */
const goTo = async (page: Page, path: string) => {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate', { state: null }));
  }, `/studio${path}`);
};

describe.concurrent('nothing is in the way of anybody', () => {
  test('in light and in dark', { timeout: 300_000 }, async () => {
    // What fades in is pale for a moment.
    const { page, context } = await studio.open('/settings/about', {
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    await withChecks(context);
    await context.addInitScript(COUNT_SHIFTS);
    const found: string[] = [];
    for (const [path, ready] of places) {
      const tell = (what: string, problems: readonly unknown[]) =>
        found.push(...problems.map((problem) => `${path}, ${what}: ${problem}`));
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(at(path));
      await ready(page);
      tell('light', await accessProblems(page));
      tell('jumps', await shiftsOf(page));
      tell('scrolls sideways', await page.evaluate<string[]>(OVERFLOW));
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('body.awsui-dark-mode').waitFor();
      tell('dark', await accessProblems(page));
    }
    expect(found).toEqual([]);
    await context.close();
  });

  test('on the page that leads in', async () => {
    const outside = await openPage(studio.browser, server.url, { colorScheme: 'light' });
    await outside.page.goto(at('/sign-in'));
    await outside.page.getByLabel('Access key ID').waitFor();
    expect(await accessProblems(outside.page)).toEqual([]);
    await outside.page.emulateMedia({ colorScheme: 'dark' });
    await outside.page.locator('body.awsui-dark-mode').waitFor();
    expect(await accessProblems(outside.page)).toEqual([]);
    outside.verify();
    await outside.context.close();
  });

  const windows: readonly (readonly [string, BrowserContextOptions])[] = [
    ['1024 px', { viewport: { width: 1024, height: 768 } }],
    ['200 % of a laptop', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
    ['400 %, which is 320 px wide', { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }],
  ];
  test.each(windows)('at %s, without scrolling sideways', { timeout: 300_000 }, async (name, options) => {
    const { page, context } = await studio.open('/settings/about', { ...options, reducedMotion: 'reduce' });
    await withChecks(context);
    const found: string[] = [];
    for (const [path, ready] of places) {
      await goTo(page, path);
      await ready(page);
      const problems = await page.evaluate<string[]>(OVERFLOW);
      if (name === '1024 px') problems.push(...(await accessProblems(page)));
      found.push(...problems.map((problem) => `${path}: ${problem}`));
    }
    expect(found).toEqual([]);
    await context.close();
  });
});
