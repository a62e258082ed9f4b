import { MODELS } from '../made-up-models.ts';
import type { Scene } from '../scene.ts';
import { bottom, card, made, openEditor } from './parts.ts';

export const streaming: Scene = {
  id: 'S15',
  title: 'running, streaming',
  async show(setting) {
    const { page, stage, after } = setting;
    const id = await made(setting, 'prompt-chain', { modelId: MODELS.slow });
    after(async () => {
      const { streambed } = stage.workshop;
      const { runSummaries } = await streambed.listRuns({ flowIdentifier: id, status: 'Running' });
      for (const { runId } of runSummaries) await streambed.stopRun({ runId });
    });
    await openEditor(setting, id, { panel: 'test' });
    await page.getByRole('button', { name: 'Test', exact: true }).first().click();
    await bottom(page).getByRole('button', { name: 'Stop', exact: true }).waitFor();
    await card(page, 'Summary')
      .getByText(/footbridge over the weir/)
      .first()
      .waitFor();
  },
};
