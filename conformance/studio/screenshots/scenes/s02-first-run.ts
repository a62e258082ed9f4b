import type { Scene } from '../scene.ts';
import { go } from './parts.ts';

export const firstRun: Scene = {
  id: 'S02',
  title: 'first run',
  on: 'fresh',
  reflows: true,
  async show(setting) {
    await go(setting, '/welcome', 'fresh');
    await setting.page.getByText('offline model').first().waitFor();
  },
};
