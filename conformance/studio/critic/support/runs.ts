import type { Locator, Page } from 'playwright-core';
import type { Studio } from '../../support/studio.ts';
import { bottomPanel, canvas, editorBar } from './editor.ts';

/** Running and looking at runs in the editor, as the critic's tasks do. */

/** Chooses a template on its page and answers when its flow is open, on Test. */
export const useTemplate = async (studio: Studio, title: string) => {
  const watched = await studio.open('/templates');
  const { page } = watched;
  await page.getByRole('button', { name: `Use template: ${title}`, exact: true }).click();
  await canvas(page).waitFor();
  await testPanel(page).waitFor();
  return watched;
};

export const testPanel = (page: Page): Locator => page.getByRole('region', { name: 'Test', exact: true });

/** Opens a tab of the bottom panel, unless it is the open one. */
export const openTab = async (page: Page, name: string): Promise<void> => {
  const tab = bottomPanel(page).getByRole('tab', { name: new RegExp(`^${name}`) });
  if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
};

/** Presses Test in the bar and waits until nothing runs any more. */
export const testIt = async (page: Page): Promise<void> => {
  await editorBar(page).getByRole('button', { name: 'Test', exact: true }).click();
  await finished(page);
};

/** The run that was started has ended, however it did: screen readers are told so. */
export const finished = (page: Page): Promise<void> =>
  page
    .getByRole('status')
    .filter({ hasText: /^Run (finished|stopped)/ })
    .waitFor();

/** Puts a text into an editor in place of what is there, by the keys: the editors are no plain fields. */
export const rewrite = async (field: Locator, text: string): Promise<void> => {
  await field.click();
  await field.press('ControlOrMeta+a');
  await field.press('Delete');
  await field.page().keyboard.insertText(text);
};

/** What has the focus, as a screen reader names it: `textbox Expression of text`. */
export const focusedField = async (page: Page): Promise<string> => {
  const said = await page.locator(':focus').ariaSnapshot();
  const [, role = '', name = ''] = /^- '?(\w+) "([^"]*)"/.exec(said) ?? [];
  return `${role} ${name}`;
};

/** The node that the inspector shows. */
export const inspected = (page: Page): Locator =>
  page.getByRole('region', { name: 'Inspector' }).getByRole('heading', { level: 2 });
