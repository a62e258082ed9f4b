import { GetFlowCommand, ListFlowsCommand, ListTagsForResourceCommand } from '@aws-sdk/client-bedrock-agent';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { router } from '../support/definitions.ts';
import { accessProblems } from './support/access.ts';
import { openPage } from './support/browser.ts';
import { openStudio, signIn } from './support/studio.ts';

/** The pages around the editor, as people use them: sign-in, first steps, flows, templates, settings, the shell. */

const studio = await openStudio();
afterAll(() => studio.close());
const { client, server } = studio;
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

describe('sign-in', () => {
  test('says what is missing, and what is wrong with a key, and forgets the secret', async () => {
    const { page, context } = await openOutside('/sign-in?to=/executions');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect.poll(() => page.getByText('Needed to sign in.').count()).toBe(2);
    await page.getByLabel('Access key ID').fill('AKIAUNKNOWN000000000');
    await page.getByLabel('Secret access key').fill('a-secret-that-is-not-one');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('No such access key here').waitFor();
    expect(await page.getByLabel('Secret access key').inputValue()).toBe('');
    await signIn(page, server.credentials);
    expect(new URL(page.url()).pathname).toBe('/studio/executions');
    await context.close();
  });

  test('never sends the secret', async () => {
    const { page, context } = await openOutside('/sign-in');
    const sent: string[] = [];
    page.on('request', (request) =>
      sent.push(JSON.stringify([request.url(), request.headers(), request.postData()])),
    );
    await signIn(page, server.credentials);
    expect(sent.some((text) => text.includes('/streambed/v1/sessions'))).toBe(true);
    expect(sent.filter((text) => text.includes(server.credentials.secretAccessKey))).toEqual([]);
    const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(kept).not.toContain(server.credentials.secretAccessKey);
    expect(kept).not.toMatch(/ASIA|sessionToken/);
    await context.close();
  });

  test('by the link that the server prints works once, and leaves no code behind', async () => {
    const link = /\S*\/studio\/sign-in#code=\S+/.exec(server.output())?.[0] ?? '';
    const { page, context } = await openPage(studio.browser, server.url);
    await page.goto(link.replace('#', '?to=/settings/about#'));
    await page.getByRole('heading', { name: 'About' }).waitFor();
    expect(page.url()).toBe(at('/settings/about'));
    await page.reload();
    await page.getByRole('heading', { name: 'About' }).waitFor();
    await context.close();

    const second = await openPage(studio.browser, server.url);
    await second.page.goto(link);
    await second.page.getByText('This link was used already').waitFor();
    expect(second.page.url()).toBe(at('/sign-in'));
    await signIn(second.page, server.credentials);
    await second.context.close();
  });

  test('leads to pages of the studio only', async () => {
    const { page, context } = await openOutside(`/sign-in?to=${encodeURIComponent('//evil.example/')}`);
    await signIn(page, server.credentials);
    expect(new URL(page.url()).origin).toBe(new URL(server.url).origin);
    await context.close();
  });

  test('is asked for again over the page when the session is over, and the page stays', async () => {
    const { page, context } = await openOutside('/sign-in?to=/flows?create=blank');
    await signIn(page, server.credentials);
    const name = page.getByRole('dialog').getByLabel('Name');
    await name.fill('Half-written');
    // Ended from elsewhere: the page's credentials are worth nothing, and nothing renews them.
    await context.request.post(`${server.url}/streambed/v1/session/end`, {
      headers: { origin: server.url },
      data: {},
    });
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    const over = page.getByRole('dialog', { name: 'Your session is over' });
    await over.waitFor();
    await over.getByLabel('Access key ID').fill(server.credentials.accessKeyId);
    await over.getByLabel('Secret access key').fill(server.credentials.secretAccessKey);
    await over.getByRole('button', { name: 'Continue' }).click();
    await over.waitFor({ state: 'detached' });
    expect(await name.inputValue()).toBe('Half-written');
    await context.close();
  });
});

describe('the shell', () => {
  test('signs out for good', async () => {
    const { page } = await studio.open('/settings/about');
    await page.getByRole('button', { name: 'root' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Streambed' }).waitFor();
    await page.goto(at('/flows'));
    await page.getByRole('heading', { name: 'Sign in to Streambed' }).waitFor();
  });

  test('goes everywhere by the keyboard', async () => {
    const { page } = await studio.open('/settings/about');
    await page.getByRole('heading', { name: 'About' }).waitFor();
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    expect(await focused()).toBe('Skip to main content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.keyboard.press('F6');
    expect(await page.evaluate('document.activeElement.closest("header") !== null')).toBe(true);
    await page.keyboard.press('F6');
    expect(await page.evaluate('document.activeElement.closest("#navigation") !== null')).toBe(true);
    await page.keyboard.press('Shift+F6');
    expect(await page.evaluate('document.activeElement.closest("header") !== null')).toBe(true);

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('health');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Health' }).waitFor();
    expect(await page.title()).toBe('Health · Settings · Streambed Studio');
    await page.getByText('Health · Settings, page').waitFor({ state: 'attached' });

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await expect
      .poll(() => page.evaluate('document.activeElement.getAttribute("aria-label")'))
      .toBe('Find a shortcut');
    await page.keyboard.type('region');
    await page.getByText('Next region of the page').waitFor();
    await expect.poll(() => page.getByText('Open the command bar').count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('keeps the theme that was chosen', async () => {
    const { page } = await studio.open('/settings/theme');
    await page.getByRole('radio', { name: 'Dark' }).check();
    const isDark = () => page.evaluate('document.body.classList.contains("awsui-dark-mode")');
    expect(await isDark()).toBe(true);
    await page.reload();
    await page.getByRole('radio', { name: 'Dark' }).waitFor();
    expect(await isDark()).toBe(true);
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitemradio', { name: 'Light' }).click();
    expect(await isDark()).toBe(false);
  });

  test('says that there is no such page', async () => {
    const { page } = await studio.open('/nowhere');
    await page.getByText('No page has the address /nowhere.').waitFor();
    await page.getByRole('link', { name: 'All flows' }).click();
    await page.getByRole('heading', { name: 'Flows' }).waitFor();
  });

  test('says that the server does not answer, and goes on when it does again', async () => {
    const { page, context } = await openOutside('/sign-in?to=/settings/models');
    await signIn(page, server.credentials);
    await page.getByText('streambed.offline-extractive-v1').first().waitFor();
    await context.route('**/*', (route) => route.abort('connectionrefused'));
    await page.getByRole('link', { name: 'Health' }).click();
    await page.getByText('The server does not answer.').first().waitFor();
    await page.getByText(/Trying again in \d+ s/).waitFor();
    await context.unroute('**/*');
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByText('The server does not answer.').first().waitFor({ state: 'detached' });
    await page.getByRole('table').waitFor();
    await context.close();
  });
});

describe('first steps', () => {
  test('tick themselves, name the offline model for what it is, and do not come back', async () => {
    const { page } = await studio.open('/');
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    await page.getByText('It picks sentences out of the text it is given; it does not write.').waitFor();
    const step = (name: string) => page.getByRole('listitem').filter({ hasText: name });
    expect(await step('Run it once').getByRole('img', { name: 'to do' }).count()).toBe(1);
    await step('Call it from your own code').getByText(`AWS_ENDPOINT_URL=${server.url}`).waitFor();
    await page.getByRole('button', { name: 'Skip, and do not show this again' }).click();
    await page.getByRole('heading', { name: 'Flows' }).waitFor();
    await page.getByRole('link', { name: 'Streambed: home' }).click();
    await page.waitForURL(at('/flows'));
  });
});

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
    await page.route('**/flows/', (route) =>
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
    await page.unroute('**/flows/');
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('table').waitFor();
    await context.close();
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

describe('settings', () => {
  test('of a flow are saved, and only they', async () => {
    const id = await createFlow('To-be-set');
    const before = await client.send(new GetFlowCommand({ flowIdentifier: id }));
    const { page } = await studio.open(`/flows/${id}/settings`);
    await page.getByLabel('Description').fill('Sorts what comes in.');
    await page.getByRole('button', { name: 'Add tag' }).click();
    await page.getByRole('textbox', { name: 'Tags Key' }).fill('team');
    await page.getByRole('textbox', { name: 'Tags Value' }).fill('flows');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Settings saved').waitFor();
    const after = await client.send(new GetFlowCommand({ flowIdentifier: id }));
    expect(after).toMatchObject({ name: 'To-be-set', description: 'Sorts what comes in.' });
    expect(after.definition).toEqual(before.definition);
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: after.arn }));
    expect(tags).toEqual({ team: 'flows' });
  });

  test('of models test what answers, and write the lines for the file', async () => {
    const { page } = await studio.open('/settings/models');
    await page.getByRole('button', { name: 'Test streambed.offline-extractive-v1' }).click();
    await page.getByText('Answers', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add provider' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add provider' });
    await dialog.getByLabel('Base URL').fill('somewhere');
    await dialog.getByText('An address that begins with http:// or https://.').waitFor();
    await dialog.getByLabel('Base URL').fill('https://models.example.com/v1');
    await dialog.getByText('baseUrl: https://models.example.com/v1').waitFor();
  });

  test('of health show the checks with what to do', async () => {
    const { page } = await studio.open('/settings/health');
    await page.getByRole('rowheader', { name: 'all models' }).waitFor();
    await page.getByText('What to do:').first().waitFor();
  });
});

describe('nothing is in the way of anybody', () => {
  const places: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
    ['/flows', async (page) => page.getByRole('table').waitFor()],
    ['/flows?create=blank', async (page) => page.getByRole('dialog').waitFor()],
    ['/flows?f=name%3Azebra', async (page) => page.getByText('Nothing matches this filter.').waitFor()],
    ['/templates', async (page) => page.getByRole('heading', { name: 'Hello prompt' }).waitFor()],
    ['/templates?template=invoice-totals', async (page) => page.getByRole('dialog').waitFor()],
    ['/welcome', async (page) => page.getByText('offline model').waitFor()],
    ['/settings/models', async (page) => page.getByRole('table').waitFor()],
    ['/settings/health', async (page) => page.getByRole('table').waitFor()],
    ['/settings/theme', async (page) => page.getByRole('radio').first().waitFor()],
    ['/settings/about', async (page) => page.getByText('0.1.0').waitFor()],
    ['/nowhere', async (page) => page.getByText('No page has the address').waitFor()],
  ];
  const sizes = [
    { width: 1440, height: 900 },
    { width: 1024, height: 768 },
  ];
  test.each(
    sizes.flatMap((viewport) =>
      (['light', 'dark'] as const).map((colorScheme) => ({ viewport, colorScheme })),
    ),
  )(
    'at $viewport.width px, $colorScheme',
    async (options) => {
      const { page, context } = await studio.open('/settings/about', options);
      for (const [path, ready] of places) {
        await page.goto(at(path));
        await ready(page);
        expect(await accessProblems(page), path).toEqual([]);
        const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
        expect(isWide, `${path} scrolls sideways`).toBe(false);
      }
      await context.close();
      const outside = await openPage(studio.browser, server.url, options);
      await outside.page.goto(at('/sign-in'));
      await outside.page.getByLabel('Access key ID').waitFor();
      expect(await accessProblems(outside.page)).toEqual([]);
      outside.verify();
      await outside.context.close();
    },
    240_000,
  );
});
