import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BedrockAgentClient,
  CreateFlowCommand,
  type FlowDefinition,
  GetFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { credentials, region, type ServerProcess, startServer } from '../durability/server-process.ts';
import { inputNode, outputNode, promptNode, wire } from '../support/definitions.ts';
import { launchBrowser, openPage, type WatchedPage, watchPage } from './support/browser.ts';
import { signIn } from './support/studio.ts';

/* What the browser keeps of a flow that is edited: over reloads, without a server, beside another tab. */

/** Browsers log every request that gets no answer. */
const NO_ANSWER = /net::ERR_/;

/** Others' work is looked for every four seconds. */
const SOON = { timeout: 30_000 };

const folder = mkdtempSync(join(tmpdir(), 'streambed-working-copy-'));
let server: ServerProcess;
let browser: Browser;
let client: BedrockAgentClient;
let pages: WatchedPage[] = [];

/** On the same data, and the same port as before. */
const start = async (port = 0) => {
  server = await startServer({ dataFolder: join(folder, 'data'), flags: ['--port', String(port)] });
};
beforeAll(async () => {
  await start();
  browser = await launchBrowser();
  client = new BedrockAgentClient({ endpoint: server.url, region, credentials });
});
afterEach(async () => {
  const opened = pages;
  pages = [];
  for (const { context } of opened) await context.close();
  for (const page of opened) page.verify();
});
afterAll(async () => {
  client?.destroy();
  await browser?.close();
  await server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const TEXT = 'Sum up: {{text}}';
const definition: FlowDefinition = {
  nodes: [inputNode(), promptNode('Ask', 'amazon.nova-lite-v1:0', TEXT), outputNode()],
  connections: [wire('FlowInput.document', 'Ask.text'), wire('Ask.modelCompletion', 'FlowOutput.document')],
};
let count = 0;
const createFlow = async () => {
  const name = `kept-${++count}`;
  const executionRoleArn = 'arn:aws:iam::000000000000:role/flows';
  const { id } = await client.send(new CreateFlowCommand({ name, executionRoleArn, definition }));
  return { id: id!, name };
};
const textOnServer = async (flowIdentifier: string) => {
  const flow = await client.send(new GetFlowCommand({ flowIdentifier }));
  return flow.definition?.nodes?.find(({ name }) => name === 'Ask')?.configuration?.prompt
    ?.sourceConfiguration?.inline?.templateConfiguration?.text?.text;
};

const watched = (page: WatchedPage): Page => {
  pages.push(page);
  // Whoever is asked whether to leave with work that is not sent, leaves.
  page.page.on('dialog', (dialog) => void dialog.accept());
  return page.page;
};
const openEditor = async (id: string, options: { readonly mayLoseServer?: boolean } = {}): Promise<Page> => {
  const opened = await openPage(browser, server.url);
  if (options.mayLoseServer) opened.expectComplaint(NO_ANSWER);
  const page = watched(opened);
  await page.goto(`${server.url}/studio/sign-in?to=${encodeURIComponent(`/flows/${id}?node=Ask`)}`);
  await signIn(page, credentials);
  await page.getByRole('application').waitFor();
  return page;
};
const bar = (page: Page) => page.getByRole('region', { name: 'Editor bar' });
const saved = (page: Page) =>
  bar(page)
    .getByText(/^Saved \d{2}:\d{2}/)
    .waitFor();
const offline = (page: Page) => bar(page).getByText('Offline, kept here').waitFor();
const template = (page: Page) =>
  page.getByRole('region', { name: 'Inspector' }).getByRole('textbox', { name: 'Text', exact: true });
/** The text, before and after its editor is loaded. */
const textIn = (page: Page) =>
  template(page).evaluate((field) =>
    field instanceof HTMLTextAreaElement ? field.value : (field as HTMLElement).innerText,
  );
const append = async (page: Page, text: string) => {
  await template(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
};
const undo = async (page: Page) => {
  await bar(page).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: /^Undo / }).click();
};

describe('a reload', () => {
  test('keeps the steps that can be undone', async () => {
    const { id } = await createFlow();
    const page = await openEditor(id);
    await append(page, ' Be brief.');
    await saved(page);
    expect(await textOnServer(id)).toBe(`${TEXT} Be brief.`);
    await page.reload();
    await page.getByRole('application').waitFor();
    await undo(page);
    await expect.poll(() => textIn(page), SOON).toBe(TEXT);
    await expect.poll(() => textOnServer(id), SOON).toBe(TEXT);
  });

  test('keeps what the server would not take', async () => {
    const { id } = await createFlow();
    const page = await openEditor(id);
    await template(page).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await bar(page)
      .getByRole('button', { name: /^Not sent: Ask has no text/ })
      .waitFor();
    await page.reload();
    await bar(page)
      .getByRole('button', { name: /^Not sent: Ask has no text/ })
      .waitFor();
    expect(await textOnServer(id)).toBe(TEXT);
    await undo(page);
    await expect.poll(() => textIn(page), SOON).toBe(TEXT);
  });
});

describe('without a server', () => {
  test('editing goes on, and what was typed is sent when it is back', async () => {
    const { id } = await createFlow();
    const page = await openEditor(id, { mayLoseServer: true });
    await page.context().setOffline(true);
    await append(page, ' Be brief.');
    await offline(page);
    expect(await textOnServer(id)).toBe(TEXT);
    for (const name of ['Prepare', 'Publish'])
      expect(await page.getByRole('button', { name, exact: true }).getAttribute('aria-disabled')).toBe(
        'true',
      );
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText(/^The server does not answer\. Nothing can run until it does/).waitFor();
    await page.context().setOffline(false);
    await page.getByText('One change synced').waitFor();
    await saved(page);
    expect(await textOnServer(id)).toBe(`${TEXT} Be brief.`);
  });

  test('a part of the editor that did not come comes when the server does, and the canvas stays', async () => {
    const { id } = await createFlow();
    const opened = await openPage(browser, server.url);
    opened.expectComplaint(NO_ANSWER);
    const page = watched(opened);
    let isAway = true;
    // The parts, and the question whether anybody is there.
    await page.route(
      (url) => url.pathname.includes('/studio/'),
      (route) => {
        const isPart = /\/assets\/(?:popups|inspector)-/.test(route.request().url());
        return isAway && (isPart || route.request().method() === 'HEAD') ? route.abort() : route.continue();
      },
    );
    const lost = page.waitForEvent('requestfailed', (request) => /\/popups-/.test(request.url()));
    await page.goto(`${server.url}/studio/sign-in?to=${encodeURIComponent(`/flows/${id}?node=Ask`)}`);
    await signIn(page, credentials);
    await page.getByRole('application').waitFor();
    await lost;
    await page.getByRole('group', { name: /^Ask,/ }).waitFor();
    isAway = false;
    await append(page, ' Be brief.');
    await saved(page);
    expect(await textOnServer(id)).toBe(`${TEXT} Be brief.`);
    const styled = await page.evaluate(() => [...document.styleSheets].map(({ href }) => href ?? ''));
    for (const part of ['popups', 'inspector'])
      expect(styled.some((href) => href.includes(`/assets/${part}-`))).toBe(true);
  });

  test('that was killed nothing that was said to be saved is missing, and the flow opens from what is kept here', async () => {
    const { id, name } = await createFlow();
    const page = await openEditor(id, { mayLoseServer: true });
    await append(page, ' One.');
    await saved(page);
    const { port } = server;
    await server.kill();
    await append(page, ' Two.');
    await offline(page);
    await start(port);
    await saved(page);
    expect(await textOnServer(id)).toBe(`${TEXT} One. Two.`);

    await page.getByRole('button', { name: 'Navigation' }).click();
    await page.getByRole('link', { name: 'Flows', exact: true }).click();
    const link = page.getByRole('link', { name, exact: true });
    await link.waitFor();
    await server.kill();
    await link.click();
    await page.getByRole('application').waitFor();
    await offline(page);
    await page.getByRole('group', { name: /^Ask,/ }).getByText('Ask', { exact: true }).click();
    await append(page, ' Three.');
    await offline(page);
    await start(port);
    await saved(page);
    expect(await textOnServer(id)).toBe(`${TEXT} One. Two. Three.`);
    await undo(page);
    await expect.poll(() => textOnServer(id), SOON).toBe(`${TEXT} One. Two.`);
  });
});

describe('two tabs on one flow', () => {
  const openTwo = async (id: string) => {
    const one = await openEditor(id);
    const two = watched(watchPage(await one.context().newPage(), server.url));
    await two.goto(`${server.url}/studio/flows/${id}?node=Ask`);
    await two.getByRole('application').waitFor();
    return [one, two] as const;
  };

  test('show what the other did', async () => {
    const { id } = await createFlow();
    const [one, two] = await openTwo(id);
    await append(one, ' Be brief.');
    await saved(one);
    await two.bringToFront();
    await expect.poll(() => textIn(two), SOON).toBe(`${TEXT} Be brief.`);
    await append(two, ' Be kind.');
    await saved(two);
    await one.bringToFront();
    await expect.poll(() => textIn(one), SOON).toBe(`${TEXT} Be brief. Be kind.`);
    // Each takes back its own.
    await undo(one);
    await expect.poll(() => textOnServer(id), SOON).toBe(`${TEXT} Be kind.`);
  });

  test('ask where both wrote the same text, and lose neither', async () => {
    const { id } = await createFlow();
    const [one, two] = await openTwo(id);
    for (const page of [one, two]) await page.route('**/flows/**', (route) => route.abort());
    for (const page of pages.slice(-2)) page.expectComplaint(NO_ANSWER);
    await append(one, ' Mine.');
    await append(two, ' Theirs.');
    await offline(one);
    await offline(two);
    await two.unroute('**/flows/**');
    await saved(two);
    await one.bringToFront();
    await one.unroute('**/flows/**');
    const dialog = one.getByRole('dialog', { name: 'This flow was changed elsewhere as well' });
    // Who types is not interrupted; the bar says it, and asks when it is pressed.
    await bar(one).getByRole('button', { name: 'Changed elsewhere too' }).click();
    await dialog.getByRole('heading', { name: 'Ask · Prompt text' }).waitFor();
    expect(await textOnServer(id)).toBe(`${TEXT} Theirs.`);
    await dialog.getByText(`${TEXT} Mine.`).waitFor();
    await dialog.getByRole('radio', { name: 'Mine' }).check();
    await dialog.getByRole('button', { name: 'Use the chosen ones' }).click();
    await expect.poll(() => textOnServer(id), SOON).toBe(`${TEXT} Mine.`);
  });
});
