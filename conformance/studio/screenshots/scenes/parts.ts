import type { Locator, Page } from 'playwright-core';
import type { Setting } from '../scene.ts';
import { runOnce, templateOf } from '../stage.ts';

export { templateOf };

type Panel = 'test' | 'timeline' | 'data' | 'problems' | 'json';

export interface OpenOptions {
  readonly panel?: Panel;
  readonly node?: string;
  readonly run?: string;
  /** Cards that the picture needs. */
  readonly cards?: number;
}

/** Goes to a page of the studio, of the server that the scene is played on. */
export const go = (
  { page, stage }: Setting,
  path: string,
  on: 'workshop' | 'library' | 'fresh' = 'workshop',
) => page.goto(`${stage[on].server.url}/studio${path}`);

/** A card on the canvas. */
export const card = (page: Page, name: string): Locator =>
  page.getByRole('group', { name: new RegExp(`^${name},`) });

/** Opens a flow of the workshop in the editor and waits for its cards. */
export const openEditor = async (
  setting: Setting,
  flowId: string,
  { panel, node, run }: OpenOptions = {},
): Promise<void> => {
  const query = new URLSearchParams({
    ...(panel && { panel }),
    ...(node && { node }),
    ...(run && { run }),
  });
  await go(setting, `/flows/${flowId}?${query}`);
  const { page } = setting;
  await page.getByRole('application').waitFor();
  await page.getByRole('group').first().waitFor();
};

/** Makes a flow of a template that is gone when the picture is taken; answers its id. */
export const made = async (
  { stage, after }: Setting,
  template: string,
  options?: Parameters<typeof stage.make>[1],
): Promise<string> => {
  const id = await stage.make(template, options);
  after(() => stage.remove(id));
  return id;
};

/** Makes a flow of a template and runs it to its end on an input, the template's first if none is given. */
export const madeAndRun = async (
  setting: Setting,
  template: string,
  {
    input = templateOf(template).savedInputs[0]!.document,
    ...options
  }: Parameters<Setting['stage']['make']>[1] = {},
): Promise<{ readonly id: string; readonly run: string }> => {
  const id = await made(setting, template, { ...options, input });
  return { id, run: await runOnce(setting.stage.workshop, id, input) };
};

/** Where the inspector begins closed it is opened. */
export const openInspector = async ({ page, isNarrow }: Setting): Promise<void> => {
  const closed = page.getByRole('region', { name: 'Inspector' }).getByRole('button', {
    name: 'Show or hide the inspector',
  });
  if (isNarrow && (await closed.isVisible())) await closed.click();
};

export const inspector = (page: Page): Locator => page.getByRole('region', { name: 'Inspector' });
export const bottom = (page: Page): Locator => page.getByRole('region', { name: 'Bottom panel' });
