import { afterAll, describe, expect, test } from 'vitest';
import { openPage } from './support/browser.ts';
import { openStudio, signIn } from './support/studio.ts';

/** What is around all pages, as people use it: sign-in, the shell, first steps. */

const studio = await openStudio();
afterAll(() => studio.close());
const { server } = studio;
const at = (path: string) => `${server.url}/studio${path}`;

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

  test('is of one region, which another sign-in changes', async () => {
    const { page, context } = await openOutside('/sign-in?to=/prompts');
    await signIn(page, server.credentials);
    await page.getByRole('button', { name: 'Region us-east-1' }).click();
    await page.getByRole('menuitem', { name: 'Sign in to another region' }).click();
    await page.getByLabel('Region').fill('eu-west-1');
    await signIn(page, server.credentials);
    await page.getByRole('heading', { name: 'Prompts' }).waitFor();
    await page.getByRole('button', { name: 'Region eu-west-1' }).waitFor();
    await context.close();
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

  test.each([
    ['/prompts/ABCDEFGHIJ', /^No prompt ABCDEFGHIJ here/],
    ['/runs/00000000-0000-4000-8000-000000000000', /^No run 00000000-.* here/],
  ])('says of %s that there is none, and leads to another region', async (path, sentence) => {
    const { page, context } = await openOutside(`/sign-in?to=${path}`);
    await signIn(page, server.credentials);
    await page.getByText(sentence).waitFor();
    await page.getByRole('button', { name: 'Sign in to another region' }).click();
    await page.getByLabel('Region').fill('eu-west-1');
    await signIn(page, server.credentials);
    await page.getByText(sentence).waitFor();
    await page.getByText('eu-west-1', { exact: true }).first().waitFor();
    await context.close();
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
