import { GetFlowCommand, ListTagsForResourceCommand } from '@aws-sdk/client-bedrock-agent';
import { afterAll, describe, expect, test } from 'vitest';
import { router } from '../support/definitions.ts';
import { openStudio } from './support/studio.ts';

/** Settings: of a flow, of models, of this device. */

// Nobody waits for the cloud's own metadata service while health is looked at.
const studio = await openStudio({ environment: { AWS_EC2_METADATA_DISABLED: 'true' } });
afterAll(() => studio.close());
const { client } = studio;

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

  test('of health show the checks with what to do', { timeout: 180_000 }, async () => {
    const { page } = await studio.open('/settings/health');
    // What is known stands there while the sandbox for Python tests itself, which takes its time.
    await page.getByRole('rowheader', { name: 'Node.js' }).waitFor();
    await page.getByRole('rowheader', { name: 'all models' }).waitFor();
    await page.getByText('What to do:').first().waitFor();
    await page.getByRole('rowheader', { name: 'inline code' }).waitFor({ timeout: 150_000 });
    await page.getByText('Looking', { exact: false }).first().waitFor({ state: 'detached' });
  });

  test('of the keyboard turn characters off and give them to others, and the editor follows', async () => {
    const id = await createFlow('Played-by-keys');
    const { page } = await studio.open('/settings/keyboard');
    const tidy = page.getByLabel('Key for Tidy layout', { exact: true });
    await tidy.fill('n');
    await page.getByText('N is the key for Add a node.').waitFor();
    expect(await tidy.inputValue()).toBe('L');
    const json = page.getByLabel('Key for Show JSON', { exact: true });
    await json.fill('y');
    await expect.poll(() => json.inputValue()).toBe('Y');

    const canvas = page.getByRole('application');
    const tab = page.getByRole('tab', { name: 'JSON', selected: true });
    await page.goto(`${studio.server.url}/studio/flows/${id}`);
    await canvas.focus();
    await page.keyboard.press('y');
    await tab.waitFor();
    await canvas.focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByLabel('Find a shortcut').fill('Show JSON');
    await page.getByRole('dialog').getByText('Y', { exact: true }).waitFor();

    await page.goto(`${studio.server.url}/studio/settings/keyboard`);
    await page.getByRole('button', { name: 'Usual keys for all' }).click();
    await expect.poll(() => json.inputValue()).toBe('J');
    await page.getByRole('checkbox', { name: 'Shortcuts of one character' }).uncheck();
    expect(await tidy.isDisabled()).toBe(true);
    await page.keyboard.press('?');
    await page.reload();
    await expect.poll(() => tidy.isDisabled()).toBe(true);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('of the keyboard give plain text fields for code, and the flow keeps in step with them', async () => {
    const id = await createFlow('Plain-text');
    const { page, context } = await studio.open('/settings/keyboard');
    await page.getByRole('checkbox', { name: 'Plain text fields for code' }).check();
    await page.goto(`${studio.server.url}/studio/flows/${id}`);
    await page.getByRole('tab', { name: 'JSON' }).click();
    const field = page.getByRole('textbox', { name: 'Definition' });
    await field.waitFor();
    expect(await field.evaluate(({ localName }) => localName)).toBe('textarea');
    const before = await field.inputValue();
    const isInvalid = () => field.getAttribute('aria-invalid');
    const text = async () => {
      const said = await field.getAttribute('aria-describedby');
      return page.locator(`[id="${said}"]`).innerText();
    };
    await field.fill(`x${before}`);
    await expect.poll(isInvalid).toBe('true');
    expect(await text()).toMatch(/line 1/i);
    await field.fill(before.replaceAll('FlowInput', 'Begin'));
    await page.getByRole('group', { name: /^Begin, Input/ }).waitFor();
    await expect.poll(isInvalid).toBe('false');
    // Tab leaves a plain field at once.
    await field.press('Tab');
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(false);
    await context.close();
  });
});
