import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { codeNode, inputNode, outputNode, promptNode, slot, wire } from '../../support/definitions.ts';
import { restingBox } from '../support/places.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import {
  accessProblemsInBothModes,
  bottomPanel,
  card,
  editorBar,
  focusCard,
  inspector,
  look,
  openEditor,
} from './support/editor.ts';
import { openLocalModels } from './support/local-models.ts';
import { focusedField, openTab, patiently, rewrite, soon, TASK, testIt, testPanel } from './support/runs.ts';

/** Task 12: an awkward answer of a model is pinned, and the code after it is mended on it. */

const models = await openLocalModels({ plain: { says: '{"total": 12.5}' } });
vi.setConfig({ testTimeout: TASK });

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio({ files: models.files });
});
afterAll(async () => {
  await studio.close();
  await models.close();
});

const bill: FlowDefinition = {
  nodes: [
    inputNode(),
    promptNode('Ask', 'local.plain', 'The total of {{text}} as JSON'),
    codeNode('Read', 'import json\n\nbill = json.loads(answer)\nbill["total"]', [slot('answer')], 'Number'),
    outputNode('Number'),
  ],
  connections: [
    wire('FlowInput.document', 'Ask.text'),
    wire('Ask.modelCompletion', 'Read.answer'),
    wire('Read.response', 'FlowOutput.document'),
  ],
};

const AWKWARD = 'Here you are:\n```json\n{"total": "12.50"}\n```';

test('pinned, the answer is what the code runs on, until the code can take it and the pin is cleared', async () => {
  const { page } = await openEditor(studio, bill, '?panel=test');
  patiently(page);
  await testPanel(page).getByRole('textbox', { name: 'Input' }).fill('a bill');
  await testIt(page);
  expect(models.asked('plain')).toBe(1);

  // The answer is made awkward where it is looked at.
  await focusCard(page, 'Ask');
  await openTab(page, 'Data');
  const data = page.getByRole('region', { name: 'Data', exact: true });
  await data.getByRole('button', { name: 'Edit as pin' }).click();
  const dialog = page.getByRole('dialog', { name: 'Value of modelCompletion' });
  await dialog.getByRole('textbox', { name: 'modelCompletion' }).fill(AWKWARD);
  await look(page, '12-pinning');
  await dialog.getByRole('button', { name: 'Save pin' }).click();
  const pins = bottomPanel(page).getByRole('region', { name: 'Pinned outputs' });
  await pins.getByText('1 pin active').waitFor();
  await card(page, 'Ask')
    .and(page.getByRole('group', { name: /, pinned output,/ }))
    .waitFor();

  // Run code, on the pin: the line that fails.
  await focusCard(page, 'Read');
  const code = inspector(page).getByRole('textbox', { name: 'Python' });
  const run = inspector(page).getByRole('group', { name: 'Run code' });
  await run.getByRole('button', { name: 'Run code' }).click();
  await run.getByText('Failed in line 3.').waitFor();
  await inspector(page)
    .getByText(/JSONDecodeError: .* in line 3 of the code: bill = json\.loads\(answer\)/)
    .first()
    .waitFor();
  await look(page, '12-failed');
  const banner = bottomPanel(page).getByRole('region', { name: 'Failure of the last run' });
  // In a narrow window too, where the inspector lies over the canvas, and the bar stays in sight.
  await page.setViewportSize({ width: 1024, height: 768 });
  const { y } = await restingBox(editorBar(page));
  await banner.getByRole('button', { name: 'Show' }).click();
  await soon(() => focusedField(page)).toBe('textbox Python');
  await look(page, '12-at-the-line');
  expect((await restingBox(editorBar(page))).y).toBe(y);
  // The cursor stands at the line that failed.
  await page.keyboard.insertText('# ');
  await soon(() => code.textContent()).toContain('# bill = json.loads(answer)');
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(await accessProblemsInBothModes(page)).toEqual([]);

  // Half mended: it runs, and the result has not the type that is declared.
  await rewrite(
    code,
    'import json\n\nbill = json.loads(answer.split("```")[1].removeprefix("json"))\nbill["total"]',
  );
  await run.getByRole('button', { name: 'Run code' }).click();
  await run.getByText(/response .*to be NUMBER\. Actual type is STRING/).waitFor();
  await inspector(page)
    .getByRole('group', { name: 'Output response' })
    .getByText(/to be NUMBER\. Actual type is STRING/)
    .waitFor();
  await look(page, '12-wrong-type');
  await rewrite(
    code,
    'import json\n\nbill = json.loads(answer.split("```")[1].removeprefix("json"))\nfloat(bill["total"])',
  );
  await run.getByRole('button', { name: 'Run code' }).click();
  await run.getByText('12.5', { exact: true }).waitFor();
  await run.getByRole('img', { name: 'fits the declared type' }).waitFor();
  await look(page, '12-mended');

  // The whole flow takes the pin, and no model is asked.
  await testIt(page);
  await page.getByRole('group', { name: /^Ask, Prompt,.* pinned output taken,/ }).waitFor();
  await testPanel(page).getByRole('region', { name: 'FlowOutput' }).getByText('12.5').waitFor();
  expect(models.asked('plain')).toBe(1);
  await look(page, '12-run-with-pin');

  // Cleared, the model is asked again.
  await pins.getByRole('button', { name: 'Clear pins' }).click();
  await pins.waitFor({ state: 'detached' });
  await page.getByRole('group', { name: /^Ask,(?!.* pinned output,)/ }).waitFor();
  await testIt(page);
  await soon(() => models.asked('plain')).toBe(2);
});
