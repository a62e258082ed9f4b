import type { Scene } from '../scene.ts';
import { go } from './parts.ts';

export const templateGallery: Scene = {
  id: 'S06',
  title: 'template gallery',
  reflows: true,
  async show(setting) {
    await go(setting, '/templates');
    await setting.page.getByRole('heading', { name: 'Hello prompt' }).waitFor();
  },
};
