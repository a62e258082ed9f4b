import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { inputNode, outputNode, promptNode, wire } from '../../support/definitions.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import {
  accessProblemsInBothModes,
  card,
  editorBar,
  focusCard,
  inspector,
  look,
  openEditor,
  saved,
} from './support/editor.ts';
import { streambedOf } from './support/lifecycle.ts';
import { openLocalModels } from './support/local-models.ts';
import { finished, patiently, rewrite, soon, TASK, testIt, testPanel } from './support/runs.ts';

/** Task 11: a prompt in the middle is changed, and only what follows it runs again. */

const models = await openLocalModels({
  outline: { says: 'an outline' },
  write: { says: 'a text' },
  title: { says: 'a title' },
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

const article: FlowDefinition = {
  nodes: [
    inputNode(),
    promptNode('Outline', 'local.outline', 'Outline {{text}}'),
    promptNode('Write', 'local.write', 'Write {{text}}'),
    promptNode('Title', 'local.title', 'A title for {{text}}'),
    outputNode(),
  ],
  connections: [
    wire('FlowInput.document', 'Outline.text'),
    wire('Outline.modelCompletion', 'Write.text'),
    wire('Write.modelCompletion', 'Title.text'),
    wire('Title.modelCompletion', 'FlowOutput.document'),
  ],
};

test('what lies before is taken as recorded, no service is asked for it, and the new run names its parent', async () => {
  const { page, id } = await openEditor(studio, article, '?panel=test');
  patiently(page);
  await testPanel(page).getByRole('textbox', { name: 'Input' }).fill('swifts');
  await testIt(page);
  const first = new URL(page.url()).searchParams.get('run')!;
  expect(['outline', 'write', 'title'].map(models.asked)).toEqual([1, 1, 1]);

  await focusCard(page, 'Write');
  await rewrite(
    inspector(page).getByRole('textbox', { name: 'Text', exact: true }),
    'Write a poem on {{text}}',
  );
  await card(page, 'Write').getByText('differs from the run').waitFor();
  await look(page, '11-changed');
  await inspector(page).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /^Re-run from here/ }).click();
  await soon(() => new URL(page.url()).searchParams.get('run')).not.toBe(first);
  await finished(page);
  await page.getByRole('group', { name: /^Outline, Prompt,.* recorded output taken,/ }).waitFor();
  await card(page, 'Outline').getByText('Recorded', { exact: true }).waitFor();
  for (const name of ['Write', 'Title'])
    await card(page, name)
      .and(page.getByRole('group', { name: /, succeeded/ }))
      .waitFor();
  await card(page, 'Write').getByText('differs from the run').waitFor({ state: 'detached' });
  expect(['outline', 'write', 'title'].map(models.asked)).toEqual([1, 2, 2]);
  expect(models.heard('write').at(-1)).toContain('Write a poem on an outline');
  await look(page, '11-from-here');
  expect(await accessProblemsInBothModes(page)).toEqual([]);

  // The menu of the card runs as well: here the last node alone, on what was recorded before it.
  const second = new URL(page.url()).searchParams.get('run')!;
  await card(page, 'Title').click({ button: 'right', position: { x: 60, y: 12 } });
  await page.getByRole('menuitem', { name: 'Run only this node' }).click();
  await soon(() => ['outline', 'write', 'title'].map(models.asked).join()).toBe('1,2,3');
  await finished(page);

  // Among the runs of the flow it is found, with a way to the run that it was made from, which is as it was.
  await saved(page);
  await editorBar(page).getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('link', { name: new RegExp(second.slice(0, 8)) }).click();
  await page.getByRole('heading', { name: `Run ${second.slice(0, 8)}` }).waitFor();
  await look(page, '11-run');
  await page.getByRole('definition').getByText('From Write').waitFor();
  await page.getByRole('group', { name: /^Outline, Prompt, recorded output taken,/ }).waitFor();
  await page.getByRole('link', { name: first.slice(0, 8) }).click();
  await page.getByRole('heading', { name: `Run ${first.slice(0, 8)}` }).waitFor();
  await page.getByRole('group', { name: /^Outline, Prompt, succeeded/ }).waitFor();

  const { run } = await streambedOf(studio).getRun({ runId: second });
  expect(run).toMatchObject({ flowId: id, parentRunId: first, mode: 'FromNode', node: 'Write' });
});
