import type { Scene } from '../scene.ts';
import { inspector, madeAndRun, openEditor, openInspector } from './parts.ts';

export const expression: Scene = {
  id: 'S10',
  title: 'expression with live result',
  async show(setting) {
    const { page } = setting;
    const { id, run } = await madeAndRun(setting, 'price-check', { name: 'Market-stall-prices' });
    await openEditor(setting, id, { node: 'Total', run });
    await openInspector(setting);
    await inspector(page)
      .getByRole('button', { name: /^Inputs/ })
      .click();
    const field = inspector(page)
      .getByRole('textbox', { name: /expression/i })
      .first();
    await field.click();
    await inspector(page).getByText('→').first().waitFor();
  },
};
