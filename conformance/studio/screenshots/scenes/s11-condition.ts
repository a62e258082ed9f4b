import type { Scene } from '../scene.ts';
import { inspector, madeAndRun, openEditor, openInspector } from './parts.ts';

export const condition: Scene = {
  id: 'S11',
  title: 'condition with truth marks',
  async show(setting) {
    const { page } = setting;
    const { id, run } = await madeAndRun(setting, 'ticket-router', { name: 'Letters-to-the-mayor' });
    await openEditor(setting, id, { node: 'Route', run });
    await openInspector(setting);
    await inspector(page).getByText('would go to').first().waitFor();
    await inspector(page).getByRole('heading', { name: 'Conditions' }).first().scrollIntoViewIfNeeded();
  },
};
