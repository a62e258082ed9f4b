import type { Scene } from '../scene.ts';
import { card, go } from './parts.ts';

export const newFlow: Scene = {
  id: 'S07',
  title: 'editor new flow',
  // The list looks up flows that other scenes have taken away by then.
  expects: /404 \(Not Found\).*\/flows\/\w+\/(versions|aliases)/,
  async show(setting) {
    const { page, stage, after } = setting;
    await go(setting, '/flows?create=blank');
    await page.getByRole('dialog').getByLabel('Name').fill('Harbour-notices');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/studio\/flows\/[0-9A-Za-z]{10}/);
    const id = /flows\/(\w{10})/.exec(page.url())![1]!;
    after(() => stage.remove(id));
    // Opened anew: the page that was left does not count.
    await go(setting, `/flows/${id}`);
    await card(page, 'Output').waitFor();
  },
};
