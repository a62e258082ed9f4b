import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetFlowVersionCommand, ListFlowAliasesCommand } from '@aws-sdk/client-bedrock-agent';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inputNode, outputNode, promptNode, wire } from '../../support/definitions.ts';
import { accessProblems } from '../support/access.ts';
import { openStudio, type Studio } from '../support/studio.ts';
import { createFlow, dialog, streambedOf } from './support/lifecycle.ts';

/** From a draft to a caller's program: publish with notes, take the snippet, run it as it is, and find the run. */

const OFFLINE = 'streambed.offline-extractive-v1';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs a program with nothing but credentials in its environment, and the commands that the packages install. */
const runProgram = async (command: string, parameters: readonly string[]) => {
  const { accessKeyId, secretAccessKey } = studio.server.credentials;
  const child = spawn(command, parameters, {
    env: {
      PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}`,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let complaints = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk;
  });
  const [status] = await once(child, 'close');
  return { status: status as number, printed, complaints };
};

/** Saves the text as a module and runs it. */
const runModule = async (code: string) => {
  // Beside the packages, so that it finds the SDK as an installed program would.
  const file = join(root, `.call-${crypto.randomUUID()}.mjs`);
  await writeFile(file, code);
  try {
    return await runProgram(process.execPath, [file]);
  } finally {
    await rm(file, { force: true });
  }
};

/** Starts the only server of an agent's configuration as agents do, calls its only tool and answers the text. */
const callAsAgent = async (configuration: string, document: string): Promise<string> => {
  const { accessKeyId, secretAccessKey } = studio.server.credentials;
  const own: Readonly<Record<string, string>> = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  expect(configuration).not.toContain(secretAccessKey);
  const { mcpServers } = JSON.parse(
    configuration.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => own[name] ?? ''),
  ) as {
    mcpServers: Record<string, { command: string; args: string[]; env: Record<string, string> }>;
  };
  const [server] = Object.values(mcpServers);
  const client = new Client({ name: 'critic', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      ...server!,
      env: { PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}`, ...server!.env },
    }),
  );
  try {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['to-publish']);
    const { isError, content } = await client.callTool({ name: 'to-publish', arguments: { document } });
    expect(isError).toBeFalsy();
    return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  } finally {
    await client.close();
  }
};

test('a draft is published with notes, its snippets run unmodified, and the runs are found', async () => {
  const id = await createFlow(studio, 'to-publish', {
    nodes: [inputNode(), promptNode('Answer', OFFLINE, 'Text: {{text}}'), outputNode()],
    connections: [
      wire('FlowInput.document', 'Answer.text'),
      wire('Answer.modelCompletion', 'FlowOutput.document'),
    ],
  });
  const { page, context } = await studio.open(`/flows/${id}`);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page
    .getByRole('region', { name: 'Editor bar' })
    .getByRole('button', { name: 'Publish', exact: true })
    .click();
  await dialog(page).getByText('This is the first version.').waitFor();
  await dialog(page).getByLabel('Notes').fill('First one that callers get');
  expect(await accessProblems(page)).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Publish', exact: true }).click();
  await dialog(page).getByText('Version 1 is made, and live points to it.').waitFor();
  const { description } = await studio.client.send(
    new GetFlowVersionCommand({ flowIdentifier: id, flowVersion: '1' }),
  );
  expect(description).toBe('First one that callers get');

  await dialog(page).getByRole('button', { name: 'JavaScript (SDK v3)', exact: true }).click();
  const snippet = dialog(page).getByRole('region', { name: 'JavaScript (SDK v3)' });
  await snippet.waitFor();
  expect(await accessProblems(page)).toEqual([]);
  await dialog(page)
    .getByRole('button', { name: /^Copy JavaScript/ })
    .click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()), { timeout: 20_000 })
    .toBe(await snippet.textContent());
  const code = await page.evaluate(() => navigator.clipboard.readText());
  expect(code).toContain('Credentials come from the environment');
  const { flowAliasSummaries } = await studio.client.send(new ListFlowAliasesCommand({ flowIdentifier: id }));
  const live = flowAliasSummaries!.find(({ name }) => name === 'live')!;
  expect(code).toContain(live.id);

  const { status, printed, complaints } = await runModule(code);
  expect(complaints).toBe('');
  expect(printed).toMatch(/^FlowOutput .+\nSUCCESS\n$/);
  expect(status).toBe(0);

  // The line for a shell does the same.
  await dialog(page).getByRole('button', { name: 'CLI', exact: true }).click();
  const line = await dialog(page).getByRole('region', { name: 'CLI', exact: true }).textContent();
  const shell = await runProgram('sh', ['-c', line!]);
  expect(shell.complaints).toBe('');
  expect(shell.status).toBe(0);
  expect(shell.printed).not.toBe('');

  // So does an agent whose program was given the configuration.
  await dialog(page).getByRole('button', { name: 'MCP', exact: true }).click();
  const configuration = await dialog(page).getByRole('region', { name: 'MCP', exact: true }).textContent();
  expect(await accessProblems(page)).toEqual([]);
  expect(await callAsAgent(configuration!, 'Hello')).toBe(shell.printed.trim());

  // The run shows up in Executions, of the alias and the version, and leads to its page.
  await dialog(page).getByRole('button', { name: 'Done' }).click();
  await page.goto(`${studio.server.url}/studio/executions`);
  const row = page.getByRole('row', { name: /to-publish/ }).first();
  await row.getByText('Succeeded').waitFor();
  await row.getByText('live').waitFor();
  await row.getByText('Invoke', { exact: true }).waitFor();
  // Invocations are written down a little after they were answered.
  const listed = () => streambedOf(studio).listRuns({ flowIdentifier: id });
  await expect.poll(async () => (await listed()).runSummaries.length, { timeout: 20_000 }).toBe(3);
  const { runSummaries } = await listed();
  for (const summary of runSummaries)
    expect(summary).toMatchObject({ kind: 'Invoke', flowVersion: '1', flowAliasId: live.id });
  expect(await accessProblems(page)).toEqual([]);
  await row.getByRole('link').first().click();
  await page.waitForURL(/\/runs\//);
  await page.getByRole('heading', { name: /^Run / }).waitFor();
  await page.getByText('Succeeded').first().waitFor();
  expect(await accessProblems(page)).toEqual([]);
});
