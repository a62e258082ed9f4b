import type { Scene } from '../scene.ts';
import { go } from './parts.ts';

export const flowsEmpty: Scene = {
  id: 'S04',
  title: 'flows list empty',
  on: 'fresh',
  reflows: true,
  async show(setting) {
    await go(setting, '/flows', 'fresh');
    await setting.page.getByText(/A flow chains prompts, knowledge and code/).waitFor();
  },
};
