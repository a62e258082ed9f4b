import type { Page } from 'playwright-core';
import { middleOf, pull } from '../../support/places.ts';
import type { Scene, Setting } from '../scene.ts';
import { card, made, openEditor } from './parts.ts';

const port = (page: Page, node: string, name: string) =>
  middleOf(card(page, node).locator(`[data-name="${name}"] .sb-port-mark`));

/** Draws from the Number of an Iterator to a text of a Prompt. */
const draw = async (setting: Setting, name: string) => {
  const { page } = setting;
  await openEditor(setting, await made(setting, 'review-digest', { name }));
  await card(page, 'Mood').waitFor();
  await pull(page, await port(page, 'EachReview', 'arraySize'), await port(page, 'Mood', 'review'));
};

export const connecting: Scene = {
  id: 'S09',
  title: 'connecting with refusal',
  async show(setting) {
    await draw(setting, 'Harbour-log-digest');
    await setting.page
      .getByText(/Number does not fit String/)
      .first()
      .waitFor();
  },
};

export const refused: Scene = {
  id: 'S09b',
  title: 'refused, with ways out',
  async show(setting) {
    const { page } = setting;
    await draw(setting, 'Swimming-hall-digest');
    await page.mouse.up();
    await page.getByRole('dialog', { name: /^Not connected/ }).waitFor();
  },
};
