import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Studio } from '../../support/studio.ts';
import { bottomPanel, canvas, editorBar } from './editor.ts';

/** Running and looking at runs in the editor, as the critic's tasks do. */

/** So long a slow machine may take for what it is waited for: Python's first run takes seconds on a quick one. */
const PATIENCE = 120_000;
/** And for a whole task. */
export const TASK = 300_000;

/** As `expect.poll`, with the patience that a page deserves. */
export const soon = <Value>(read: () => Value | Promise<Value>, message?: string) =>
  expect.poll(read, { timeout: PATIENCE, ...(message !== undefined && { message }) });

/** Lets everything on the page take its time. */
export const patiently = (page: Page): Page => {
  page.setDefaultTimeout(PATIENCE);
  return page;
};

/** Chooses a template on its page and answers when its flow is open, on Test. */
export const useTemplate = async (studio: Studio, title: string) => {
  const watched = await studio.open('/templates');
  const page = patiently(watched.page);
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
