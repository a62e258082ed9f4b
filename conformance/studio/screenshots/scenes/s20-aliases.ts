import { ListFlowsCommand } from '@aws-sdk/client-bedrock-agent';
import type { Scene } from '../scene.ts';
import { go } from './parts.ts';

export const aliases: Scene = {
  id: 'S20',
  title: 'versions and aliases',
  on: 'library',
  reflows: true,
  async show(setting) {
    const { page, stage } = setting;
    const { flowSummaries = [] } = await stage.library.agent.send(new ListFlowsCommand({ maxResults: 100 }));
    const { id } = flowSummaries.find(({ name }) => name === 'Ticket-router')!;
    await go(setting, `/flows/${id}/versions`, 'library');
    await page.getByRole('row', { name: /Shorter answers/ }).waitFor();
    await page
      .getByRole('row', { name: /staging/ })
      .first()
      .waitFor();
  },
};
