import type { Scene } from '../scene.ts';
import { inspector, madeAndRun, openEditor, openInspector } from './parts.ts';

export const prompt: Scene = {
  id: 'S12',
  title: 'prompt editor with model picker',
  async show(setting) {
    const { page } = setting;
    const { id, run } = await madeAndRun(setting, 'ticket-router', { name: 'School-bus-questions' });
    await openEditor(setting, id, { node: 'BillingReply', run });
    await openInspector(setting);
    const model = inspector(page).getByRole('combobox', { name: /model/i }).first();
    await model.click();
    await page.getByRole('listbox').getByRole('option').first().waitFor();
  },
};
