import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  branch,
  conditionNode,
  inputNode,
  outputNode,
  promptNode,
  slot,
  wire,
} from '../../support/definitions.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import {
  accessProblemsInBothModes,
  bottomPanel,
  canvas,
  card,
  editorBar,
  focusCard,
  inspector,
  look,
  openEditor,
} from './support/editor.ts';
import { focusedField, inspected, openTab, patiently, rewrite, soon, TASK } from './support/runs.ts';

/** Task 7: a flow is broken in three ways; Test says so, and each problem is mended where Enter or F8 leads. */

vi.setConfig({ testTimeout: TASK });

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(async () => {
  await studio.close();
});

const greeting = (): FlowDefinition => {
  const prompt = promptNode('Greet', 'amazon.nova-lite-v1:0', 'Greet {{name}}', [
    slot('name', 'String', '$.data.name'),
  ]);
  delete prompt.configuration!.prompt!.sourceConfiguration!.inline!.inferenceConfiguration;
  return {
    nodes: [
      inputNode('Object'),
      prompt,
      conditionNode('Size', [slot('amount', 'Number', '$.data.amount')], { large: 'amount > 10' }),
      outputNode('String', 'Large'),
      outputNode('Object', 'Small'),
    ],
    connections: [
      wire('FlowInput.document', 'Greet.name'),
      wire('FlowInput.document', 'Size.amount'),
      wire('Greet.modelCompletion', 'Large.document'),
      wire('FlowInput.document', 'Small.document'),
      branch('Size.large', 'Large'),
      branch('Size.default', 'Small'),
    ],
  };
};

test('three breaks are three problems; Enter and F8 lead into the fields, and mending empties the list', async () => {
  const { page } = await openEditor(studio, greeting());
  patiently(page);
  const field = (name: string) => inspector(page).getByRole('textbox', { name, exact: true });

  // A connection is deleted, an expression is torn off, a condition names what is not there.
  await focusCard(page, 'Small');
  await inspector(page).getByRole('button', { name: 'Disconnect document' }).click();
  await focusCard(page, 'Greet');
  await rewrite(field('Expression of name'), '$.data.name[');
  await focusCard(page, 'Size');
  await rewrite(field('large as text'), 'total > 10');
  // What is written is shown as it is, and said once.
  await soon(() =>
    inspector(page).getByRole('combobox', { name: 'Rows of large, operator' }).inputValue(),
  ).toBe('>');
  await inspector(page).getByText('No input is called total.').waitFor();
  expect(await inspector(page).getByText('cannot be evaluated').count()).toBe(0);
  await look(page, '07-broken');

  await editorBar(page).getByRole('button', { name: 'Test', exact: true }).click();
  const rows = bottomPanel(page).getByRole('listitem');
  await soon(() => rows.count()).toBe(3);
  await bottomPanel(page).getByRole('tab', { name: 'Problems (3)', selected: true }).waitFor();
  await look(page, '07-problems');
  expect(await accessProblemsInBothModes(page)).toEqual([]);

  const places = [
    ['Greet', /^The expression of input name/, 'textbox Expression of name'],
    ['Size', /^Condition large/, 'textbox large as text'],
    ['Small', /^Input document/, 'button Connect document'],
  ] as const;
  for (const [node, message, focused] of places) {
    const row = bottomPanel(page).getByRole('region', { name: node }).getByRole('button').first();
    expect(await row.textContent()).toMatch(message);
    await row.focus();
    await page.keyboard.press('Enter');
    await soon(() => focusedField(page), node).toBe(focused);
    expect(await inspected(page).textContent()).toContain(node);
    await look(page, `07-at-${node}`);
  }

  // F8 goes the same round from the canvas.
  await page.keyboard.press('Escape');
  for (const [node, , focused] of places) {
    await card(page, 'FlowInput').focus();
    await page.keyboard.press('F8');
    await soon(() => focusedField(page), `F8 to ${node}`).toBe(focused);
  }

  // Each is mended where one was led; the list follows by itself.
  await inspector(page).getByRole('button', { name: 'Connect document', exact: true }).click();
  await page.getByRole('option', { name: /FlowInput\.document/ }).click();
  await bottomPanel(page).getByRole('tab', { name: 'Problems (2)' }).waitFor();
  await focusCard(page, 'Greet');
  await rewrite(field('Expression of name'), '$.data.name');
  await bottomPanel(page).getByRole('tab', { name: 'Problems (1)' }).waitFor();
  await focusCard(page, 'Size');
  await rewrite(field('large as text'), 'amount > 10');
  await bottomPanel(page).getByText('Nothing is wrong with this flow.').waitFor();
  await bottomPanel(page).getByRole('tab', { name: 'Problems', exact: true }).waitFor();
  await canvas(page)
    .and(page.getByRole('application', { name: /, 5 nodes$/ }))
    .waitFor();
  await openTab(page, 'Problems');
  await look(page, '07-mended');
});
