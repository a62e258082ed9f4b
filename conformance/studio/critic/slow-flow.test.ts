import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { inputNode, outputNode, promptNode, wire } from '../../support/definitions.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import { accessProblemsInBothModes, bottomPanel, look, openEditor } from './support/editor.ts';
import { openLocalModels } from './support/local-models.ts';
import { openTab, patiently, TASK, testIt, testPanel } from './support/runs.ts';

/** Task 10: a slow flow; the node that costs most time and the one that costs most money are named at a glance. */

const models = await openLocalModels({
  // Far above what the other two can need, however busy the machine is.
  slow: { says: 'an outline', thinks: 4_000, price: { input: 1, output: 2 } },
  dear: { says: 'a text', price: { input: 900, output: 1800 } },
  quick: { says: 'a title', price: { input: 1, output: 2 } },
});
vi.setConfig({ testTimeout: TASK });

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio({ files: models.files });
});
afterAll(async () => {
  await studio.close();
  await models.close();
});

/** Outline and then Write, with Title beside them. */
const article: FlowDefinition = {
  nodes: [
    inputNode(),
    promptNode('Outline', 'local.slow', 'Outline {{text}}'),
    promptNode('Write', 'local.dear', 'Write {{text}}'),
    promptNode('Title', 'local.quick', 'A title for {{text}}'),
    outputNode('String', 'Text'),
    outputNode('String', 'Headline'),
  ],
  connections: [
    wire('FlowInput.document', 'Outline.text'),
    wire('Outline.modelCompletion', 'Write.text'),
    wire('FlowInput.document', 'Title.text'),
    wire('Write.modelCompletion', 'Text.document'),
    wire('Title.modelCompletion', 'Headline.document'),
  ],
};

test('the waterfall names the slowest node, its critical path leads through it, the cost column names the dearest', async () => {
  const { page } = await openEditor(studio, article, '?panel=test');
  patiently(page);
  await testPanel(page).getByRole('textbox', { name: 'Input' }).fill('swifts');
  await testIt(page);
  await openTab(page, 'Timeline');
  const grid = bottomPanel(page).getByRole('treegrid', { name: 'Nodes by their first start' });
  const row = (name: string) => grid.getByRole('row', { name: new RegExp(`^Succeeded, ${name} `) });

  await row('Outline')
    .getByRole('gridcell', { name: /\(takes most time\)$/ })
    .waitFor();
  expect(await grid.getByRole('gridcell', { name: /\(takes most time\)$/ }).count()).toBe(1);
  // 11 tokens at $900 and 7 at $1,800 a million.
  await grid.getByRole('columnheader', { name: 'Cost' }).waitFor();
  await row('Write').getByRole('gridcell', { name: '$0.022 (costs most)', exact: true }).waitFor();
  expect(await grid.getByRole('gridcell', { name: /\(costs most\)$/ }).count()).toBe(1);
  await look(page, '10-timeline');

  const critical = grid.getByRole('gridcell', { name: /on the critical path$/ });
  expect(await critical.count()).toBe(0);
  const toggle = bottomPanel(page).getByRole('button', { name: 'Critical path' });
  await toggle.click();
  await bottomPanel(page).getByRole('button', { name: 'Critical path', pressed: true }).waitFor();
  for (const name of ['Outline', 'Write'])
    await row(name)
      .getByRole('gridcell', { name: /on the critical path$/ })
      .waitFor();
  // What lies beside it is not on it.
  expect(
    await row('Title')
      .getByRole('gridcell', { name: /on the critical path$/ })
      .count(),
  ).toBe(0);
  await look(page, '10-critical-path');
  expect(await accessProblemsInBothModes(page)).toEqual([]);

  // The same as a table, for those who do not read bars.
  await bottomPanel(page).getByRole('radio', { name: 'Table' }).check();
  for (const name of ['Outline', 'Write'])
    await row(name)
      .getByRole('gridcell', { name: /\(on the critical path\)$/ })
      .waitFor();
  await toggle.click();
  await row('Outline')
    .getByRole('gridcell', { name: /\(takes most time\)$/ })
    .waitFor();
  await row('Write')
    .getByRole('gridcell', { name: /\(costs most\)$/ })
    .waitFor();
  await look(page, '10-table');
});
