import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FlowDefinition, FlowNode } from '@aws-sdk/client-bedrock-agent';
import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { templates } from '../../packages/studio/src/screens/templates/catalog/index.ts';
import { createFlow, draftOf } from './critic/support/lifecycle.ts';
import { openStudio, type Studio } from './support/studio.ts';

/** To look is not to change: every flow that comes with Streambed is opened, looked at all over, and left as it was. */

let studio: Studio;
let page: Page;
const ids = new Map<string, string>();
beforeAll(async () => {
  studio = await openStudio();
  for (const [name, definition] of flows) ids.set(name, await createFlow(studio, name, definition));
  ({ page } = await studio.open('/flows'));
});
afterAll(() => studio.close());

const examples = new URL('../../examples/', import.meta.url);
const flows: readonly (readonly [string, FlowDefinition])[] = [
  ...readdirSync(examples, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      try {
        const value = JSON.parse(readFileSync(new URL(`${name}/flow.json`, examples), 'utf8'));
        // A template of CloudFormation holds a definition in another form; its flow is a template of the studio, too.
        return value.Resources ? [] : [[`example-${name}`, value.definition ?? value] as const];
      } catch (error) {
        // Folders of functions and buckets hold no flow.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    }),
  ...templates.map(
    ({ id, definition }) => [`template-${id}`, definition as unknown as FlowDefinition] as const,
  ),
];

/** Its nodes, those in loops behind their loop. */
const allNodes = ({ nodes = [] }: FlowDefinition): readonly FlowNode[] =>
  nodes.flatMap((node) => [node, ...allNodes(node.configuration?.loop?.definition ?? {})]);

/** The row of the flow as the server has it on disk, every column of it. */
const rowOnDisk = (id: string): string => {
  const database = new DatabaseSync(join(studio.server.dataFolder, 'streambed.db'), { readOnly: true });
  try {
    return JSON.stringify(database.prepare('SELECT * FROM flow WHERE id = ?').all(id));
  } finally {
    database.close();
  }
};

test('there are flows to look at', () => {
  expect(flows.length).toBeGreaterThanOrEqual(17);
});

test.each(flows)('%s is opened, looked at and closed without a byte of change', async (name, definition) => {
  const id = ids.get(name)!;
  const before = await draftOf(studio, id);
  const row = rowOnDisk(id);
  expect(row).toContain(name);
  const writes: string[] = [];
  const watch = (request: Request) => {
    const { pathname } = new URL(request.url());
    if (request.method() !== 'GET' && pathname.includes(id)) writes.push(`${request.method()} ${pathname}`);
  };
  page.on('request', watch);
  await page.getByRole('link', { name, exact: true }).click();
  const canvas = page.getByRole('application');
  await canvas.getByRole('group', { name: /, Input,/ }).waitFor();
  for (const tab of ['Timeline', 'Data', 'Problems', 'JSON', 'Test']) {
    await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
    await page.getByRole('tabpanel', { name: new RegExp(`^${tab}`) }).waitFor();
  }
  await page.getByRole('button', { name: 'Close panel' }).click();
  // By the keyboard each node in reading order, wherever it lies.
  await page.getByRole('tab', { name: 'Outline' }).click();
  const outline = page.getByRole('tree', { name: 'Outline of the flow' });
  for (const { name: node } of allNodes(definition)) {
    await outline
      .getByRole('treeitem', { name: new RegExp(`^${node},`) })
      .first()
      .click();
    await page.getByRole('heading', { name: `Node ${node}`, exact: true }).waitFor({ state: 'attached' });
  }
  await page.getByRole('button', { name: 'Open navigation' }).click();
  await page.getByRole('link', { name: 'Flows', exact: true }).click();
  await page.getByRole('link', { name, exact: true }).waitFor();
  page.off('request', watch);
  expect(writes).toEqual([]);
  const { definition: found, updatedAt } = await draftOf(studio, id);
  expect(found).toEqual(before.definition);
  expect(JSON.stringify(found)).toBe(JSON.stringify(before.definition));
  expect(updatedAt).toEqual(before.updatedAt);
  expect(rowOnDisk(id)).toBe(row);
});
