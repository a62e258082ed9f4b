import { MODELS } from '../made-up-models.ts';
import type { Scene } from '../scene.ts';
import { bottom, card, made, openEditor } from './parts.ts';

export const streaming: Scene = {
  id: 'S15',
  title: 'running, streaming',
  async show(setting) {
    const { page } = setting;
    await openEditor(setting, await made(setting, 'prompt-chain', { modelId: MODELS.slow }), {
      panel: 'test',
    });
    await page.getByRole('button', { name: 'Test', exact: true }).first().click();
    await bottom(page).getByRole('button', { name: 'Stop', exact: true }).waitFor();
    await card(page, 'Summary')
      .getByText(/footbridge over the weir/)
      .first()
      .waitFor();
  },
};
