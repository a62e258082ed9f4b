import {
  CreateFlowCommand,
  type FlowDefinition,
  GetFlowCommand,
  type GetFlowCommandOutput,
  ListFlowsCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import { createStreambedClient, type StreambedClient } from '@streambed/client';
import type { Locator, Page } from 'playwright-core';
import type { Studio } from '../../support/studio.ts';

/** Flows as the critic finds them, and what is read of them beside the screen. */

const executionRoleArn = 'arn:aws:iam::000000000000:role/flows';

/** Makes a flow by the SDK, as somebody did before; answers its id. */
export const createFlow = async (
  { client }: Studio,
  name: string,
  definition: FlowDefinition,
): Promise<string> => {
  const { id } = await client.send(new CreateFlowCommand({ name, executionRoleArn, definition }));
  return id!;
};

/** Streambed's own operations on the server of the studio, to check by. */
export const streambedOf = ({ server }: Studio): StreambedClient =>
  createStreambedClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: async () => server.credentials,
  });

/** What the server has as the draft now. */
export const draftOf = ({ client }: Studio, flowIdentifier: string): Promise<GetFlowCommandOutput> =>
  client.send(new GetFlowCommand({ flowIdentifier }));

/** Replaces the draft beside the editor, as a colleague's command line does. */
export const changeElsewhere = async (
  studio: Studio,
  flowIdentifier: string,
  change: (definition: FlowDefinition) => FlowDefinition,
): Promise<void> => {
  const { name, definition } = await draftOf(studio, flowIdentifier);
  await studio.client.send(
    new UpdateFlowCommand({ flowIdentifier, name, executionRoleArn, definition: change(definition!) }),
  );
};

/** The flow of this name, undefined as long as there is none. */
export const flowNamed = async (studio: Studio, name: string): Promise<GetFlowCommandOutput | undefined> => {
  const { flowSummaries = [] } = await studio.client.send(new ListFlowsCommand({ maxResults: 100 }));
  const { id } = flowSummaries.find((flow) => flow.name === name) ?? {};
  return id === undefined ? undefined : draftOf(studio, id);
};

/** The text of a Prompt node's inline template, `''` where there is none. */
export const promptText = ({ nodes = [] }: FlowDefinition, name: string): string =>
  nodes.find((node) => node.name === name)?.configuration?.prompt?.sourceConfiguration?.inline
    ?.templateConfiguration?.text?.text ?? '';

/** The definition with another text in the template of one Prompt node. */
export const withPromptText = (definition: FlowDefinition, name: string, text: string): FlowDefinition => {
  const copy = structuredClone(definition);
  const prompt = copy.nodes?.find((node) => node.name === name)?.configuration?.prompt;
  prompt!.sourceConfiguration!.inline!.templateConfiguration!.text!.text = text;
  return copy;
};

/** The canvas of the editor that is open. */
export const canvas = (page: Page): Locator => page.getByRole('application');

/** The card of a node, by its name. */
export const card = (page: Page, name: string): Locator =>
  page.getByRole('group', { name: new RegExp(`^${name},`) });

/** The dialog that is open. */
export const dialog = (page: Page): Locator => page.getByRole('dialog').filter({ visible: true });

/** Opens the menu of a row of a table and picks an item. */
export const rowMenu = async (page: Page, row: string, item: string | RegExp): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${row}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

/** Pastes into whatever has the focus, by the keys. Thousands of lines come in as they do for a person: at once. */
export const paste = async (page: Page, text: string): Promise<void> => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await page.keyboard.press('ControlOrMeta+V');
};
