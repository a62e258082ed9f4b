import type { Scene } from '../scene.ts';
import { go } from './parts.ts';

export const flowsFull: Scene = {
  id: 'S03',
  title: 'flows list full',
  on: 'library',
  reflows: true,
  async show(setting) {
    const { page } = setting;
    await go(setting, '/flows', 'library');
    await page.getByRole('heading', { name: 'Flows (37)' }).waitFor();
    await page.getByText('9 · 11 % failed').waitFor();
    // What is looked up for each row is there when it is there for the first.
    if (!setting.isNarrow) await page.getByText('prod → 1').first().waitFor();
  },
};
