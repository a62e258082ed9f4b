import {
  CreateFlowCommand,
  type FlowDefinition,
  GetFlowAliasCommand,
  GetFlowCommand,
  GetFlowVersionCommand,
  ListFlowAliasesCommand,
  ListFlowVersionsCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import { createStreambedClient } from '@streambed/client';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inputNode, outputNode, wire } from '../support/definitions.ts';
import { accessProblems } from './support/access.ts';
import { run } from './support/runs.ts';
import { openStudio, type Studio } from './support/studio.ts';

/** Publishing, aliases, comparing, rolling back: as somebody does it who has only the screen. */

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

const role = 'arn:aws:iam::000000000000:role/flows';

const asking = (text: string, temperature?: number): FlowDefinition => ({
  nodes: [
    inputNode(),
    {
      name: 'Ask',
      type: 'Prompt',
      configuration: {
        prompt: {
          sourceConfiguration: {
            inline: {
              modelId: 'amazon.nova-lite-v1:0',
              templateType: 'TEXT',
              templateConfiguration: { text: { text, inputVariables: [{ name: 'text' }] } },
              ...(temperature !== undefined && { inferenceConfiguration: { text: { temperature } } }),
            },
          },
        },
      },
      inputs: [{ name: 'text', type: 'String', expression: '$.data' }],
      outputs: [{ name: 'modelCompletion', type: 'String' }],
    },
    outputNode(),
  ],
  connections: [wire('FlowInput.document', 'Ask.text'), wire('Ask.modelCompletion', 'FlowOutput.document')],
});

let count = 0;
const createFlow = async (definition: FlowDefinition): Promise<{ id: string; name: string }> => {
  const name = `life-cycle-${++count}`;
  const { id } = await studio.client.send(
    new CreateFlowCommand({ name, executionRoleArn: role, definition }),
  );
  return { id: id!, name };
};
const update = ({ id, name }: { id: string; name: string }, definition: FlowDefinition) =>
  studio.client.send(new UpdateFlowCommand({ flowIdentifier: id, name, executionRoleArn: role, definition }));
const aliasesOf = async (flowIdentifier: string) =>
  (await studio.client.send(new ListFlowAliasesCommand({ flowIdentifier }))).flowAliasSummaries!.filter(
    ({ id }) => id !== 'TSTALIASID',
  );
const versionsOf = async (flowIdentifier: string) =>
  (await studio.client.send(new ListFlowVersionsCommand({ flowIdentifier }))).flowVersionSummaries!.map(
    ({ version }) => version,
  );

const dialog = (page: Page) => page.getByRole('dialog');
const rowMenu = async (page: Page, row: string, item: string | RegExp) => {
  await page.getByRole('button', { name: `Actions for ${row}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
};
/** Publishes the draft by the dialog that is open. */
const publish = async (page: Page, notes: string, alias?: string) => {
  await dialog(page).getByLabel('Notes').fill(notes);
  if (alias !== undefined) await dialog(page).getByRole('radio', { name: alias }).check();
  await dialog(page).getByRole('button', { name: 'Publish', exact: true }).click();
};

describe('a flow', () => {
  test('is published with notes and an alias, and the snippet names both', async () => {
    const { id } = await createFlow(asking('Answer {{text}}'));
    const { page } = await studio.open(`/flows/${id}/versions`);
    await page.getByText('The draft has no version yet; callers need one.').waitFor();
    await page.getByRole('button', { name: 'Publish version' }).first().click();
    await dialog(page).getByText('This is the first version.').waitFor();
    await dialog(page).getByText('Not prepared; publishing prepares it first.').waitFor();
    await dialog(page).getByText('No errors').waitFor();
    await publish(page, 'First one that callers get');
    await dialog(page).getByText('Version 1 is made, and live points to it.').waitFor();

    const { description } = await studio.client.send(
      new GetFlowVersionCommand({ flowIdentifier: id, flowVersion: '1' }),
    );
    expect(description).toBe('First one that callers get');
    const [alias] = await aliasesOf(id);
    expect(alias).toMatchObject({ name: 'live', routingConfiguration: [{ flowVersion: '1' }] });
    const code = await dialog(page).getByRole('region', { name: 'Python (boto3)' }).textContent();
    expect(code).toContain(`flowIdentifier="${id}"`);
    expect(code).toContain(`flowAliasIdentifier="${alias!.id}"`);

    await dialog(page).getByRole('button', { name: 'Done' }).click();
    const row = page.getByRole('row', { name: /First one that callers get/ });
    await row.waitFor();
    await row.getByText('live').waitFor();
  });

  test('with errors is not published, and says why', async () => {
    const { nodes = [] } = asking('Answer {{text}}');
    const { id } = await createFlow({ nodes, connections: [] });
    const { page } = await studio.open(`/flows/${id}/versions`);
    await page.getByRole('button', { name: 'Publish version' }).first().click();
    await dialog(page)
      .getByRole('region', { name: 'Checks' })
      .getByText(/errors?; see Problems in the editor/)
      .waitFor();
    expect(await dialog(page).getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(true);
    expect(await versionsOf(id)).toEqual([]);
  });

  test('gives back a version that nobody uses', async () => {
    const { id } = await createFlow(asking('Answer {{text}}'));
    const { page } = await studio.open(`/flows/${id}/versions`);
    await page.getByRole('button', { name: 'Publish version' }).first().click();
    await publish(page, 'Too early', 'Leave aliases as they are');
    await dialog(page).getByText('No alias was moved to it.', { exact: false }).waitFor();
    await dialog(page).getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Version 1 is gone again').waitFor();
    expect(await versionsOf(id)).toEqual([]);
  });
});

describe('an alias', () => {
  test('is moved with its changes in sight, rolled back in one click, and remembers who did it', async () => {
    const flow = await createFlow(asking('Answer {{text}} in one sentence.'));
    const { page } = await studio.open(`/flows/${flow.id}/versions`);
    await page.getByRole('button', { name: 'Publish version' }).first().click();
    await publish(page, 'One');
    await dialog(page).getByRole('button', { name: 'Done' }).click();

    await update(flow, asking('Answer {{text}} in two sentences.', 0.2));
    await page.reload();
    await page.getByRole('button', { name: 'Publish version' }).first().click();
    await dialog(page).getByRole('region', { name: 'Since version 1' }).getByText('1 changed').waitFor();
    await publish(page, 'Two', 'Leave aliases as they are');
    await dialog(page).getByRole('button', { name: 'Done' }).click();

    await page.getByRole('button', { name: 'Version 1, point live to another version' }).click();
    await dialog(page)
      .getByRole('button', { name: /^Points to/ })
      .click();
    await page.getByRole('option', { name: 'Version 2' }).click();
    const preview = dialog(page).getByRole('region', { name: /What changes for callers/ });
    await preview.getByText('changed · 2 fields').click();
    await preview.getByText('Prompt text').waitFor();
    expect(await preview.locator('del').first().textContent()).toBe('one');
    expect(await preview.locator('ins').first().textContent()).toBe('two');
    await dialog(page).getByRole('radio', { name: 'Manual' }).check();
    await dialog(page).getByLabel('Nodes side by side').fill('4');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /^live.*Manual, 4/ }).waitFor();
    const [alias] = await aliasesOf(flow.id);
    expect(alias).toMatchObject({
      routingConfiguration: [{ flowVersion: '2' }],
      concurrencyConfiguration: { type: 'Manual', maxConcurrency: 4 },
    });

    await rowMenu(page, 'live', /^Roll back to 1 \(moved .* by root\)$/);
    await page.getByText('live points to version 1 again').waitFor();
    const found = await studio.client.send(
      new GetFlowAliasCommand({ flowIdentifier: flow.id, aliasIdentifier: alias!.id! }),
    );
    expect(found.routingConfiguration).toEqual([{ flowVersion: '1' }]);
    expect(found.concurrencyConfiguration).toEqual({ type: 'Manual', maxConcurrency: 4 });

    await rowMenu(page, 'live', 'History');
    const history = page.getByRole('dialog', { name: 'History of live' }).getByRole('listitem');
    expect(await history.count()).toBe(3);
    expect(await history.allTextContents()).toEqual([
      expect.stringMatching(/^version 2 → version 1.*by root$/),
      expect.stringMatching(/^version 1 → version 2.*by root$/),
      expect.stringMatching(/^created at version 1.*by root$/),
    ]);
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
  });

  test('is promoted from another, and a version in use is deleted only by its name', async () => {
    const flow = await createFlow(asking('First {{text}}'));
    const { page } = await studio.open(`/flows/${flow.id}/versions`);
    await page.getByRole('button', { name: 'Publish version' }).first().click();
    await publish(page, 'One');
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await update(flow, asking('Second {{text}}'));
    await page.reload();
    await page.getByRole('button', { name: 'Publish version' }).first().click();
    await dialog(page).getByRole('radio', { name: 'Also create an alias for it' }).check();
    await dialog(page).getByLabel('Name of the alias').fill('staging');
    await publish(page, 'Two');
    await dialog(page).getByText('Version 2 is made, and staging points to it.').waitFor();
    await dialog(page).getByRole('button', { name: 'Done' }).click();

    await rowMenu(page, 'live', 'Promote');
    await dialog(page).getByText('staging → 2').waitFor();
    await dialog(page).getByRole('button', { name: 'Promote' }).click();
    await page.getByText('live points to version 2').waitFor();
    const targets = (await aliasesOf(flow.id)).map(
      ({ routingConfiguration }) => routingConfiguration![0]!.flowVersion,
    );
    expect(targets).toEqual(['2', '2']);

    // From a comparison, with the alias chosen there.
    const promoteFrom = async (range: string, choose?: string) => {
      await page.goto(`${studio.server.url}/studio/flows/${flow.id}/compare/${range}`);
      await page.getByRole('button', { name: 'Promote' }).click();
      if (choose !== undefined) {
        await dialog(page)
          .getByRole('button', { name: /^Alias/ })
          .click();
        await page.getByRole('option', { name: choose }).click();
        await dialog(page)
          .getByRole('heading', { name: /^Where staging points to/ })
          .waitFor();
      }
      await dialog(page).getByRole('button', { name: 'Save' }).click();
    };
    await promoteFrom('2..1', 'staging → 2');
    await page.getByText('staging points to version 1').waitFor();
    await promoteFrom('1..2');
    await page.getByText('staging points to version 2').waitFor();
    await page.goto(`${studio.server.url}/studio/flows/${flow.id}/versions`);

    await rowMenu(page, 'Version 2', 'Delete');
    await dialog(page).getByText('Alias live points to version 2; whoever calls it gets an error.').waitFor();
    expect(await dialog(page).getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    await rowMenu(page, 'Version 1', 'Delete');
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Version 1 deleted').waitFor();
    expect(await versionsOf(flow.id)).toEqual(['2']);
  });
});

describe('a comparison', () => {
  test('walks the changes, gives one field back to the draft, and is published from', async () => {
    const flow = await createFlow(asking('Answer {{text}} in one sentence.'));
    const { page } = await studio.open(`/flows/${flow.id}/versions`);
    await page.getByRole('button', { name: 'Publish version' }).first().click();
    await publish(page, 'One', 'Leave aliases as they are');
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    const changed = asking('Answer {{text}} in two sentences.', 0.2);
    await update(flow, {
      nodes: [
        ...changed.nodes!,
        {
          name: 'Shout',
          type: 'InlineCode',
          configuration: { inlineCode: { code: 'text.upper()', language: 'Python_3' } },
          inputs: [{ name: 'text', type: 'String', expression: '$.data' }],
          outputs: [{ name: 'response', type: 'String' }],
        },
      ],
      connections: [...changed.connections!, wire('FlowInput.document', 'Shout.text')],
    });

    await page.goto(`${studio.server.url}/studio/flows/${flow.id}/compare/1..DRAFT`);
    const summary = page.getByRole('list', { name: 'Changes' });
    await summary.waitFor();
    expect(await summary.getByRole('listitem').allTextContents()).toEqual([
      expect.stringContaining('1 added'),
      expect.stringContaining('1 changed'),
      'connections: 1 added',
    ]);
    await page.keyboard.press('.');
    await page.getByText('Change 1 of 3').waitFor();
    await page.getByText('Prompt text').waitFor();
    await page.keyboard.press('.');
    await page.getByText('Change 2 of 3').waitFor();
    await page.keyboard.press(',');
    await page.getByText('Change 1 of 3').waitFor();

    await page.getByRole('button', { name: 'Restore: Prompt text (Ask), as in version 1' }).click();
    await page.getByText('Prompt text is as in version 1').waitFor();
    const prompt = async () => {
      const { definition } = await studio.client.send(new GetFlowCommand({ flowIdentifier: flow.id }));
      return definition!.nodes!.find(({ name }) => name === 'Ask')!.configuration!.prompt!
        .sourceConfiguration!.inline!;
    };
    expect((await prompt()).templateConfiguration!.text!.text).toBe('Answer {{text}} in one sentence.');
    expect((await prompt()).inferenceConfiguration).toEqual({ text: { temperature: expect.closeTo(0.2) } });
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(async () => (await prompt()).templateConfiguration!.text!.text)
      .toContain('two sentences');

    await page.getByText('Shout').last().click();
    await page.getByRole('button', { name: 'Remove from the draft: Shout, as in version 1' }).click();
    await page.getByText('Shout is as in version 1').waitFor();
    const { definition } = await studio.client.send(new GetFlowCommand({ flowIdentifier: flow.id }));
    expect(definition!.nodes!.map(({ name }) => name)).toEqual(['FlowInput', 'Ask', 'FlowOutput']);
    expect(definition!.connections).toHaveLength(2);

    await page.getByRole('button', { name: 'JSON' }).click();
    const json = page.getByRole('region', { name: 'JSON' });
    await json.getByText(/two sentences/).waitFor();
    const folded = json.getByRole('button', { name: /^Show \d+ unchanged lines/ });
    const before = await folded.count();
    await folded.first().click();
    expect(await folded.count()).toBe(before - 1);

    await page.getByRole('button', { name: 'Swap sides' }).click();
    await page.waitForURL(/compare\/DRAFT\.\.1/);
    await page.getByRole('button', { name: 'Publish version' }).click();
    await publish(page, 'Two', 'Leave aliases as they are');
    await dialog(page).getByText('Version 2 is made.', { exact: false }).waitFor();
    expect((await versionsOf(flow.id)).toSorted()).toEqual(['1', '2']);
  });

  test('of what a run ran with the draft begins at the run, and gives it back to the draft', async () => {
    const flow = await createFlow(asking('Answer {{text}} in one sentence.'));
    const { server } = studio;
    const streambed = createStreambedClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: async () => server.credentials,
    });
    const { runId } = await run(streambed, {
      flowIdentifier: flow.id,
      inputs: [{ document: 'The bridge is closed. Take the ferry.' }],
    });
    await update(flow, asking('Answer {{text}} in two sentences.'));
    const { page } = await studio.open(`/runs/${runId}`);
    await page.getByRole('link', { name: 'Compare with the draft' }).click();
    await page.getByRole('list', { name: 'Changes' }).getByText('1 changed').waitFor();
    await page.keyboard.press('.');
    await page.getByText('Prompt text').waitFor();
    const side = `run ${runId.slice(0, 8)}`;
    await page.getByRole('button', { name: `Restore: Ask, as in ${side}` }).click();
    await page.getByText(`Ask is as in ${side}`).waitFor();
    await page.getByText('Both are the same.').waitFor();

    const other = await createFlow(asking('Answer {{text}}'));
    await page.goto(`${server.url}/studio/flows/${other.id}/compare/run-${runId}..DRAFT`);
    await page.getByText('This run is not of this flow, or what it ran is not kept.').waitFor();
  });

  test('says what cannot be compared', async () => {
    const { id } = await createFlow(asking('Answer {{text}}'));
    const { page, complaints } = await studio.open(`/flows/${id}/compare/nonsense`);
    await page.getByText('A comparison is between two of DRAFT, version numbers and run-ID').waitFor();
    expect(complaints).toEqual([]);
  });
});

describe.each(['light', 'dark'] as const)('in %s mode', (colorScheme) => {
  test('axe finds nothing on versions, publishing, moving and comparing', async () => {
    const flow = await createFlow(asking('Answer {{text}} in one sentence.'));
    const { page } = await studio.open(`/flows/${flow.id}/versions`, { colorScheme });
    await page.getByRole('button', { name: 'Publish version' }).first().click();
    await dialog(page).getByText('No errors').waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await publish(page, 'One');
    await dialog(page).getByRole('region', { name: 'Python (boto3)' }).waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: /point live to another version/ }).waitFor();
    expect(await accessProblems(page)).toEqual([]);

    await update(flow, asking('Answer {{text}} in two sentences.', 0.2));
    await page.goto(`${studio.server.url}/studio/flows/${flow.id}/compare/1..DRAFT`);
    await page.getByText('1 changed').waitFor();
    await page.keyboard.press('.');
    await page.getByText('Prompt text').waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'JSON' }).click();
    await page.getByRole('region', { name: 'JSON' }).waitFor();
    expect(await accessProblems(page)).toEqual([]);
  });
});
