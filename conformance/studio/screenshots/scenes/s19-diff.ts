import {
  CreateFlowVersionCommand,
  GetFlowCommand,
  PrepareFlowCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import type { Scene } from '../scene.ts';
import { go, made } from './parts.ts';

export const diff: Scene = {
  id: 'S19',
  title: 'version diff',
  async show(setting) {
    const { page, stage } = setting;
    const { agent } = stage.workshop;
    const flowIdentifier = await made(setting, 'ticket-router', { name: 'Parking-appeals' });
    await agent.send(new PrepareFlowCommand({ flowIdentifier }));
    while ((await agent.send(new GetFlowCommand({ flowIdentifier }))).status === 'Preparing');
    await agent.send(new CreateFlowVersionCommand({ flowIdentifier }));
    const { name, executionRoleArn, definition } = await agent.send(new GetFlowCommand({ flowIdentifier }));
    const changed = JSON.parse(
      JSON.stringify(definition)
        .replace(
          'Find out what was charged and answer in one sentence.',
          'Say what was charged, and until when it is paid back.',
        )
        .replace('"temperature":0.2', '"temperature":0.6')
        .replaceAll('Acknowledge', 'Thanks'),
    ) as { nodes: { name: string; inputs?: unknown }[]; connections: { source: string; target: string }[] };
    const gone = ['SalesReply', 'SalesOutput'];
    changed.nodes = changed.nodes.filter((node) => !gone.includes(node.name));
    changed.connections = changed.connections.filter(
      ({ source, target }) => !gone.includes(source) && !gone.includes(target),
    );
    changed.nodes.push({
      name: 'Archive',
      type: 'Storage',
      configuration: { storage: { serviceConfiguration: { s3: { bucketName: 'town-letters' } } } },
      inputs: [
        { name: 'content', type: 'String', expression: '$.data' },
        { name: 'objectKey', type: 'String', expression: '$.data.name' },
      ],
      outputs: [{ name: 's3Uri', type: 'String' }],
    } as never);
    await agent.send(
      new UpdateFlowCommand({ flowIdentifier, name, executionRoleArn, definition: changed as never }),
    );
    await go(setting, `/flows/${flowIdentifier}/compare/1..DRAFT`);
    await page.getByRole('application').waitFor();
    await page
      .getByRole('button', { name: 'Next' })
      .or(page.getByRole('button', { name: /next change/i }))
      .first()
      .click();
  },
};
