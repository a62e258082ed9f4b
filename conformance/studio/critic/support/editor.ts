import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CreateFlowCommand, type FlowDefinition, GetFlowCommand } from '@aws-sdk/client-bedrock-agent';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { accessProblems } from '../../support/access.ts';
import type { WatchedPage } from '../../support/browser.ts';
import { middleOf, type Place, pull } from '../../support/places.ts';
import type { Studio } from '../../support/studio.ts';

/** The editor in the hands of a newcomer: what the critic's tasks find on it by role and name, and do there. */

let flows = 0;

/** Makes a flow by the SDK, with a name of its own unless one is given. */
export const createFlow = async (
  { client }: Studio,
  definition: FlowDefinition,
  name = `critic-${++flows}`,
): Promise<string> => {
  const { id } = await client.send(
    new CreateFlowCommand({ name, executionRoleArn: 'arn:aws:iam::000000000000:role/flows', definition }),
  );
  return id!;
};

/** What the server has as the draft of a flow. */
export const definitionOf = async ({ client }: Studio, flowIdentifier: string): Promise<FlowDefinition> =>
  (await client.send(new GetFlowCommand({ flowIdentifier }))).definition ?? { nodes: [], connections: [] };

/** The connections of a definition, each as `Node.output → Node.input` or `Node.branch → Node`. */
export const connectionsIn = ({ connections = [] }: FlowDefinition): readonly string[] =>
  connections.map(({ source, target, configuration }) =>
    configuration?.data
      ? `${source}.${configuration.data.sourceOutput} → ${target}.${configuration.data.targetInput}`
      : `${source}.${configuration?.conditional?.condition} → ${target}`,
  );

/** Opens the editor of a flow (an id, or a definition to make one of) as somebody who has signed in. */
export const openEditor = async (
  studio: Studio,
  flow: string | FlowDefinition,
  query = '',
  options: BrowserContextOptions = {},
): Promise<WatchedPage & { readonly id: string }> => {
  const id = typeof flow === 'string' ? flow : await createFlow(studio, flow);
  const watched = await studio.open(`/flows/${id}${query}`, options);
  await canvas(watched.page).waitFor();
  return { ...watched, id };
};

export const canvas = (page: Page): Locator => page.getByRole('application');
export const editorBar = (page: Page): Locator => page.getByRole('region', { name: 'Editor bar' });
export const inspector = (page: Page): Locator => page.getByRole('region', { name: 'Inspector' });
export const bottomPanel = (page: Page): Locator => page.getByRole('region', { name: 'Bottom panel' });

/** The card of a node, by its name. */
export const card = (page: Page, name: string): Locator =>
  canvas(page).getByRole('group', { name: new RegExp(`^${name},`) });

/** The middle of the mark of a port, where people take hold of it; ports are no elements of their own to a screen reader. */
export const port = (page: Page, node: string, name: string): Promise<Place> =>
  middleOf(card(page, node).locator(`[data-name="${name}"] .sb-port-mark`));

/** Selects a node by a click on its name: the inspector shows it, and the canvas has the keys. */
export const focusCard = (page: Page, name: string): Promise<void> =>
  card(page, name).getByText(name, { exact: true }).first().click();

/** Draws a line from an output or branch to an input, or to a card as a whole. Both as `Node.port`, the card as `Node`. */
export const connect = async (page: Page, from: string, to: string): Promise<void> => {
  await aim(page, from, to);
  await page.mouse.up();
};

/** The same as {@link connect}, with the button still held: what the line says can be read. */
export const aim = async (page: Page, from: string, to: string): Promise<void> => {
  const [source, output] = from.split('.') as [string, string];
  const [target, input] = to.split('.') as [string, string?];
  const end =
    input === undefined
      ? await middleOf(card(page, target).getByText(target, { exact: true }).first())
      : await port(page, target, input);
  await pull(page, await port(page, source, output), end);
};

/** Waits until the draft on the server holds what is on the screen. */
export const saved = async (page: Page): Promise<void> => {
  await editorBar(page)
    .getByText(/^Saved \d{2}:\d{2}/)
    .waitFor();
};

/** Axe's complaints of the page as it stands, in light and in dark; the page is light again afterwards. */
export const accessProblemsInBothModes = async (page: Page): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page
      .locator(colorScheme === 'dark' ? 'body.awsui-dark-mode' : 'body:not(.awsui-dark-mode)')
      .waitFor();
    await settled(page);
    found.push(...(await accessProblems(page)).map((problem) => `${colorScheme}: ${problem}`));
  }
  return found;
};

/** Colours fade from one mode to the other; what is measured in between belongs to neither. */
const settled = async (page: Page): Promise<void> => {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity),
  );
};

/** Writes a picture of the page into the folder that STREAMBED_LOOK names, for people to look at; nothing without it. */
export const look = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.STREAMBED_LOOK;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
};
