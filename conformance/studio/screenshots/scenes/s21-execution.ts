import type { Scene } from '../scene.ts';
import { go, madeAndRun } from './parts.ts';

export const execution: Scene = {
  id: 'S21',
  title: 'execution detail',
  reflows: true,
  async show(setting) {
    const { page } = setting;
    const { run } = await madeAndRun(setting, 'draft-and-critic', { name: 'Ferry-notices' });
    await go(setting, `/runs/${run}`);
    await page.getByRole('treegrid').waitFor();
  },
};
