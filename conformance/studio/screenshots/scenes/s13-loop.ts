import type { Scene } from '../scene.ts';
import { card, madeAndRun, openEditor } from './parts.ts';

export const loop: Scene = {
  id: 'S13',
  title: 'loop open in place',
  async show(setting) {
    const { page } = setting;
    const { id, run } = await madeAndRun(setting, 'draft-and-critic');
    await openEditor(setting, id, { run });
    await card(page, 'UntilItFits').dblclick({ position: { x: 80, y: 16 } });
    await card(page, 'Critic').waitFor();
  },
};
