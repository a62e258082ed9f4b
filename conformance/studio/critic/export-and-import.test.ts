import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessProblems } from '../support/access.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import { createFlow, dialog, draftOf } from './support/lifecycle.ts';

/** A flow taken out for the infrastructure's repository, and brought in again. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const example: FlowDefinition = JSON.parse(
  readFileSync(new URL('../../../examples/condition-router/flow.json', import.meta.url), 'utf8'),
);

const textOf = async (download: Download): Promise<string> => readFileSync((await download.path())!, 'utf8');

/** Takes the file of this form out of the dialog that the editor shows. */
const exported = async (page: Page, form: string): Promise<Download> => {
  await dialog(page).getByRole('button', { name: form, exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog(page).getByRole('button', { name: 'Download' }).click(),
  ]);
  return download;
};

/** Terraform's own verdict where it is installed: the text parses, and is formatted as it would. */
const judgeTerraform = (text: string): void => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-terraform-'));
  try {
    writeFileSync(join(folder, 'main.tf'), text);
    execFileSync('terraform', ['fmt', '-check', '-diff'], { cwd: folder, stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
const hasTerraform = spawnSync('terraform', ['-version']).status === 0;

/** Strings, heredocs and comments aside, every bracket is closed by its own kind. */
const isBalanced = (text: string): boolean => {
  const plain = text
    .replaceAll(/<<-?(\w+)\n[\s\S]*?\n\s*\1\n/g, '""\n')
    .replaceAll(/"(?:\\.|[^"\\])*"/g, '""')
    .replaceAll(/#.*$/gm, '');
  const open: string[] = [];
  for (const [bracket] of plain.matchAll(/[{}[\]()]/g)) {
    if ('{[('.includes(bracket)) open.push(bracket);
    else if ('{[('.indexOf(open.pop() ?? '') !== '}])'.indexOf(bracket)) return false;
  }
  return open.length === 0;
};

test('Terraform is exported and parses; the JSON is imported again without a difference', async () => {
  const id = await createFlow(studio, 'to-export', example);
  const before = await draftOf(studio, id);
  const { page } = await studio.open(`/flows/${id}`);
  const bar = page.getByRole('region', { name: 'Editor bar' });
  await bar.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Export' }).click();
  const terraform = await exported(page, 'Terraform');
  expect(terraform.suggestedFilename()).toBe('to-export.tf');
  const text = await textOf(terraform);
  expect(await accessProblems(page)).toEqual([]);
  expect(text).toContain('resource "aws_bedrockagent_flow" "to_export"');
  for (const { name } of example.nodes!) expect(text).toContain(`"${name}"`);
  expect(isBalanced(text)).toBe(true);
  if (hasTerraform) judgeTerraform(text);

  const json = await textOf(await exported(page, 'API JSON'));
  await dialog(page).getByRole('button', { name: 'Close' }).first().click();
  await bar.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Replace by import' }).click();
  await page.getByLabel('Choose file').setInputFiles({
    name: 'to-export.json',
    mimeType: 'application/json',
    buffer: Buffer.from(json),
  });
  await page.getByText('No difference: the draft is this already.').waitFor();
  expect(await accessProblems(page)).toEqual([]);
  const after = await draftOf(studio, id);
  expect(after.definition).toEqual(before.definition);
  expect(after.updatedAt).toEqual(before.updatedAt);
});
