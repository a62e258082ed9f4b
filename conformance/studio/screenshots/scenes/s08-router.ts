import type { Scene } from '../scene.ts';
import { bottom, card, inspector, made, openEditor, openInspector } from './parts.ts';

export const router: Scene = {
  id: 'S08',
  title: 'router, all panels open',
  async show(setting) {
    const { page } = setting;
    const id = await made(setting, 'ticket-router');
    await openEditor(setting, id, { panel: 'test' });
    await page.getByRole('button', { name: 'Test', exact: true }).first().click();
    await bottom(page).getByText('Succeeded').first().waitFor();
    await card(page, 'Classify').click({ position: { x: 60, y: 16 } });
    await openInspector(setting);
    await inspector(page).getByText('Classify').first().waitFor();
  },
};
