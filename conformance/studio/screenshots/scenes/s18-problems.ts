import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { Scene } from '../scene.ts';
import { bottom, made, openEditor } from './parts.ts';

/** Without the wire into SalesReply, without what feeds OtherOutput, and with a prompt that asks for a tone. */
const broken = (definition: FlowDefinition): FlowDefinition => {
  const copy = structuredClone(definition);
  copy.connections = copy.connections!.filter(
    ({ source, target, type }) =>
      !(target === 'SalesReply' && type === 'Data') &&
      !(source === 'Acknowledge') &&
      target !== 'Acknowledge',
  );
  const reply = copy.nodes!.find(({ name }) => name === 'TechnicalReply')!;
  const { inline } = reply.configuration!.prompt!.sourceConfiguration as {
    inline: { templateConfiguration: { text: { text: string } } };
  };
  inline.templateConfiguration.text.text += '\n\nKeep the tone {{tone}}.';
  return copy;
};

export const problems: Scene = {
  id: 'S18',
  title: 'Problems with Fix',
  async show(setting) {
    const { page } = setting;
    const id = await made(setting, 'ticket-router', { name: 'Dog-licence-questions', change: broken });
    await openEditor(setting, id, { panel: 'problems' });
    await bottom(page).getByRole('button', { name: /Fix/ }).first().waitFor();
  },
};
