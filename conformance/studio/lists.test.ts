import { DeleteFlowCommand, GetFlowCommand, ListFlowsCommand } from '@aws-sdk/client-bedrock-agent';
import { createStreambedClient } from '@streambed/client';
import { afterAll, describe, expect, test } from 'vitest';
import { router } from '../support/definitions.ts';
import { accessProblems } from './support/access.ts';
import { openPage } from './support/browser.ts';
import { run } from './support/runs.ts';
import { openStudio, signIn } from './support/studio.ts';

/** What every list of the studio can do, and what only one of them can. */

const studio = await openStudio();
afterAll(() => studio.close());
const { client, server } = studio;
/** ListFlows, with whatever it is asked for. */
const LIST = /\/flows\/(\?.*)?$/;
const at = (path: string) => `${server.url}/studio${path}`;

const createFlow = async (name: string) => {
  const { CreateFlowCommand } = await import('@aws-sdk/client-bedrock-agent');
  const { id = '' } = await client.send(
    new CreateFlowCommand({
      name,
      executionRoleArn: 'arn:aws:iam::000000000000:role/flows',
      definition: router(),
    }),
  );
  return id;
};

/** A page on which a failing request is meant, so that the browser's own complaint about it is none. */
const openOutside = async (path: string) => {
  const watched = await openPage(studio.browser, server.url);
  await watched.page.goto(at(path));
  return watched;
};

describe('flows', () => {
  test('are made blank, duplicated, and deleted', async () => {
    const { page } = await studio.open('/flows');
    await page.getByRole('button', { name: 'Create flow' }).click();
    await page.getByRole('menuitem', { name: 'Blank flow' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create flow' });
    await dialog.getByLabel('Name').fill('not a name');
    await dialog.getByText('Begin with a letter or digit').waitFor();
    await dialog.getByLabel('Name').fill('Made-here');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/studio\/flows\/[0-9A-Za-z]{10}$/);
    const id = page.url().split('/').at(-1)!;
    const { definition } = await client.send(new GetFlowCommand({ flowIdentifier: id }));
    expect(definition?.nodes?.map(({ type }) => type)).toEqual(['Input', 'Prompt', 'Output']);

    await page.goto(at('/flows'));
    await page.getByRole('button', { name: 'Actions for Made-here' }).click();
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await page.getByText('Duplicated as Made-here-copy').waitFor();
    await page.getByRole('link', { name: 'Made-here-copy' }).waitFor();

    await page.getByRole('button', { name: 'Actions for Made-here-copy' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('link', { name: 'Made-here-copy' }).waitFor({ state: 'detached' });
    const { flowSummaries = [] } = await client.send(new ListFlowsCommand({}));
    expect(flowSummaries.map(({ name }) => name)).not.toContain('Made-here-copy');
  });

  test('in use want their name typed before they go, and say what breaks', async () => {
    const id = await createFlow('In-use');
    const { CreateFlowAliasCommand, CreateFlowVersionCommand, PrepareFlowCommand } = await import(
      '@aws-sdk/client-bedrock-agent'
    );
    await client.send(new PrepareFlowCommand({ flowIdentifier: id }));
    await expect
      .poll(async () => (await client.send(new GetFlowCommand({ flowIdentifier: id }))).status)
      .toBe('Prepared');
    await client.send(new CreateFlowVersionCommand({ flowIdentifier: id }));
    await client.send(
      new CreateFlowAliasCommand({
        flowIdentifier: id,
        name: 'prod',
        routingConfiguration: [{ flowVersion: '1' }],
      }),
    );
    const { page } = await studio.open('/flows');
    await page.getByText('prod → 1').waitFor();
    await page.getByRole('button', { name: 'Actions for In-use' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('alias prod points to version 1').waitFor();
    expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Type In-use to delete it').fill('In-use');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('link', { name: 'In-use' }).waitFor({ state: 'detached' });
  });

  test('are filtered by what the address says, and the address says how they are filtered', async () => {
    await createFlow('Apple-press');
    await createFlow('Pear-press');
    const { page } = await studio.open('/flows?f=name%3Aapple');
    await page.getByRole('link', { name: 'Apple-press' }).waitFor();
    expect(await page.getByRole('link', { name: 'Pear-press' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('link', { name: 'Pear-press' }).waitFor();
    const filter = page.getByRole('combobox', { name: 'Filter flows' });
    await filter.fill('zebra');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing matches this filter.').waitFor();
    expect(new URL(page.url()).searchParams.getAll('f')).toEqual([':zebra']);
    await page.getByRole('button', { name: 'Clear filter', exact: true }).click();
    await page.getByRole('link', { name: 'Pear-press' }).waitFor();
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').first().press('Enter');
    await expect.poll(() => new URL(page.url()).searchParams.get('sort')).toBe('name');
  });

  test('that cannot be loaded say why, and can be tried again', async () => {
    const { page, context } = await openOutside('/sign-in?to=/settings/about');
    await signIn(page, server.credentials);
    await page.route('**/flows/?*', (route) =>
      route.fulfill({
        status: 400,
        headers: { 'x-amzn-errortype': 'ValidationException', 'x-amzn-requestid': 'request-7' },
        json: { message: 'The list is upside down.' },
      }),
    );
    await page.getByRole('link', { name: 'Flows' }).click();
    await page.getByText('Flows could not be loaded').waitFor();
    await page.getByText('The list is upside down.').waitFor();
    await page.getByText('request-7').waitFor();
    await page.unroute('**/flows/?*');
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('table').waitFor();
    await context.close();
  });
});

describe('a row', () => {
  const runOf = async (name: string) => {
    const flowIdentifier = await createFlow(name);
    const streambed = createStreambedClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: async () => server.credentials,
    });
    const { runId } = await run(streambed, { flowIdentifier, inputs: [{ document: { amount: 12 } }] });
    return { flowIdentifier, short: runId.slice(0, 8), runId };
  };

  test('of a run is looked at beside the list, by the keyboard too, and by its address', async () => {
    const first = await runOf('Looked-at');
    const second = await runOf('Looked-at-next');
    const { page } = await studio.open('/executions');
    const button = (short: string) => page.getByRole('button', { name: `Quick look: ${short}` });
    const panel = (short: string) => page.getByRole('region', { name: `Quick look: ${short}` });
    await button(first.short).focus();
    await page.keyboard.press('Enter');
    await panel(first.short).getByRole('heading', { name: first.short }).waitFor();
    await panel(first.short).getByRole('link', { name: 'Looked-at' }).waitFor();
    await panel(first.short).getByRole('heading', { name: 'Large' }).waitFor();
    await panel(first.short).getByText('12').first().waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await button(second.short).click();
    await panel(second.short).getByRole('link', { name: 'Looked-at-next' }).waitFor();
    expect(await panel(first.short).count()).toBe(0);
    await page.reload();
    await panel(second.short).getByRole('link', { name: 'Looked-at-next' }).waitFor();
    expect(new URL(page.url()).searchParams.get('look')).toBe(second.runId);

    await button(first.short).click();
    await panel(first.short).getByRole('link', { name: 'Looked-at' }).waitFor();
    await page.keyboard.press('Escape');
    await panel(first.short).waitFor({ state: 'detached' });
    await expect.poll(() => button(first.short).evaluate((it) => it === document.activeElement)).toBe(true);
    await button(first.short).click();
    await panel(first.short).getByRole('link', { name: 'Open the run' }).click();
    await page.getByRole('heading', { name: `Run ${first.short}` }).waitFor();
  });

  test('stays when the list cannot be loaded again, which is said with the request and another try', async () => {
    const id = await createFlow('Stays-here');
    const { page, context } = await openOutside('/sign-in?to=/flows');
    await signIn(page, server.credentials);
    await page.getByRole('link', { name: 'Stays-here' }).waitFor();
    await page.route(LIST, (route) =>
      route.fulfill({
        status: 403,
        headers: { 'x-amzn-errortype': 'AccessDeniedException', 'x-amzn-requestid': 'request-8' },
        json: { message: 'User ana is not authorized to perform: bedrock:ListFlows' },
      }),
    );
    // The list looks again by itself, every ten seconds.
    await page.getByText('is not authorized to perform: bedrock:ListFlows').waitFor();
    await page.getByText('What you see is from before.').waitFor();
    await page.getByText('request-8').waitFor();
    await page.getByRole('link', { name: 'Stays-here' }).waitFor();
    await page.unroute(LIST);
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('What you see is from before.').waitFor({ state: 'detached' });
    await context.close();
    await client.send(new DeleteFlowCommand({ flowIdentifier: id }));
  });
});

describe('a template', () => {
  test('becomes a flow with its places and its inputs', async () => {
    const { page } = await studio.open('/templates');
    expect(await page.getByRole('listitem').filter({ hasText: 'Booking chat' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Details: Ticket router' }).click();
    const drawer = page.getByRole('dialog', { name: 'Ticket router' });
    await drawer.getByText('A Condition with three branches and a default').waitFor();
    await drawer.getByRole('button', { name: 'Use template' }).click();
    await page.waitForURL(/\/studio\/flows\/[0-9A-Za-z]{10}\?.*panel=test/);
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    const flow = await client.send(new GetFlowCommand({ flowIdentifier: id }));
    expect(flow).toMatchObject({ name: 'Ticket-router' });
    expect(flow.definition?.nodes).toHaveLength(11);
  });
});
