import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChatProvider } from '../../support/chat-provider.ts';
import {
  collectorNode,
  inputNode,
  iteratorNode,
  outputNode,
  promptNode,
  wire,
} from '../../support/definitions.ts';
import { accessProblems } from '../support/access.ts';
import { all } from '../support/runs.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import { canvas, card, createFlow, paste, streambedOf } from './support/lifecycle.ts';

/** A run of ten thousand items, and somebody who wants it to end. */

const ITEMS = 10_000;
/** So long the model thinks about an item, in milliseconds: the whole run would take minutes. */
const THINKING = 20;

const provider = await openChatProvider();
provider.on('slow', async ({ chunk, end }) => {
  await sleep(THINKING);
  await chunk({ content: 'short' });
  await end();
});

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio({
    files: {
      'streambed.yaml': `models:
  providers:
    local: { type: openai-compatible, baseUrl: "${provider.url}" }
  mappings:
    - { model: "local.*", provider: local, as: slow }
`,
    },
  });
});
afterAll(async () => {
  await studio.close();
  await provider.close();
});

test('a run of 10,000 items stops at once, its counts are the recorded ones, and keys are answered throughout', async () => {
  const id = await createFlow(studio, 'ten-thousand', {
    nodes: [
      inputNode('Array'),
      iteratorNode(),
      promptNode('Shorten', 'local.model', 'Shorten {{text}}'),
      collectorNode(),
      outputNode('Array'),
    ],
    connections: [
      wire('FlowInput.document', 'Each.array'),
      wire('Each.arrayItem', 'Shorten.text'),
      wire('Shorten.modelCompletion', 'All.arrayItem'),
      wire('Each.arraySize', 'All.arraySize'),
      wire('All.collectedArray', 'FlowOutput.document'),
    ],
  });
  const { page } = await studio.open(`/flows/${id}?panel=test`);
  const panel = page.getByRole('region', { name: 'Test' });
  await panel.getByRole('button', { name: 'Paste a column or CSV' }).click();
  await panel.getByRole('textbox', { name: 'Column or CSV' }).focus();
  await paste(page, Array.from({ length: ITEMS }, (_, at) => `item ${at + 1}`).join('\n'));
  await panel.getByRole('button', { name: 'Use these lines' }).click();
  await panel.getByText('10,000 items').waitFor();
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  const region = canvas(page).getByText(/^[\d,]+ ok( · 1 running)? · [\d,]+ not run$/);
  await region.waitFor();
  expect(await accessProblems(page)).toEqual([]);

  // The keyboard is heard while events come in.
  await card(page, 'FlowInput').locator('.sb-card-name').click();
  const focused = () => page.evaluate(() => document.activeElement?.ariaLabel?.split(',')[0]);
  for (const [key, name] of [
    ['End', 'FlowOutput'],
    ['Home', 'FlowInput'],
    ['ArrowRight', 'Each'],
    ['s', 'Shorten'],
  ] as const) {
    await page.keyboard.press(key);
    await expect.poll(focused, { message: key, timeout: 20_000 }).toBe(name);
  }
  // Whatever is open below, Stop is in sight.
  const stop = page
    .getByRole('region', { name: 'Editor bar' })
    .getByRole('button', { name: 'Stop', exact: true });
  for (const tab of ['Timeline', 'Data', 'Problems', 'JSON', 'Test']) {
    await page.getByRole('tab', { name: tab }).click();
    await stop.waitFor();
  }
  const running = page.getByRole('banner', { name: 'Top bar' }).getByRole('link', { name: '1 running' });
  await running.waitFor();
  await stop.click();
  const result = panel.getByRole('region', { name: 'Result' });
  await result.getByText('Stopped', { exact: true }).waitFor();
  await result.getByText('The run was stopped before anything left the flow.').waitFor();
  await panel.getByRole('button', { name: 'Run', exact: true }).waitFor();
  await stop.waitFor({ state: 'detached' });
  await running.waitFor({ state: 'detached' });

  // What is shown is what is recorded, to the item.
  const client = streambedOf(studio);
  const runId = new URL(page.url()).searchParams.get('run')!;
  const { run } = await client.getRun({ runId });
  const events = await all((await client.getRunEvents({ runId })).events);
  const ended = (node: string) =>
    events.filter((event) => event.type === 'nodeSettled' && event.node === node && event.iteration).length;
  const counted = (count: number) => count.toLocaleString('en');
  const ok = ended('Shorten');
  const handed = ended('Each');
  expect(run.status).toBe('Stopped');
  expect(ok).toBeGreaterThan(0);
  expect(handed).toBeLessThan(ITEMS);
  expect(run.figures.iterations).toBe(handed);
  await canvas(page)
    .getByText(
      [
        `${counted(ok)} ok`,
        ...(handed > ok ? [`${counted(handed - ok)} stopped`] : []),
        `${counted(ITEMS - handed)} not run`,
      ].join(' · '),
      { exact: true },
    )
    .waitFor();
  await result
    .getByText(`${counted(run.figures.inputTokens!)} / ${counted(run.figures.outputTokens!)}`)
    .waitFor();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await inspector.getByText(new RegExp(`Stopped.* ${counted(ok)} of 10,000 ok`)).waitFor();
  await card(page, 'Shorten')
    .and(page.getByRole('group', { name: /, stopped,/ }))
    .waitFor();
  expect(await accessProblems(page)).toEqual([]);

  // And so says the page of the run.
  await page.goto(`${studio.server.url}/studio/runs/${runId}`);
  await page.getByText('Stopped', { exact: true }).first().waitFor();
  expect(await accessProblems(page)).toEqual([]);
});
