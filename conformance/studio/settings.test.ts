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

  test('of health show the checks with what to do', async () => {
    const { page } = await studio.open('/settings/health');
    await page.getByRole('rowheader', { name: 'all models' }).waitFor();
    await page.getByText('What to do:').first().waitFor();
  });
});
