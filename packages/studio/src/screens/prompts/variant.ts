import { templateVariables } from '@streambed/flow/expressions';
import type { PromptTemplateConfiguration, PromptVariant } from '@streambed/model/bedrock-agent';

/** What a prompt without any variant becomes when somebody writes in it. */
export const emptyVariant = (): PromptVariant => ({
  name: 'default',
  templateType: 'TEXT',
  templateConfiguration: { text: { text: '' } },
});

/** The variant with the list of its variables as its texts have them. */
export const withVariables = (variant: PromptVariant): PromptVariant => {
  const names = templateVariables(variant.templateConfiguration);
  const inputVariables = names.map((name) => ({ name }));
  const { text, chat } = variant.templateConfiguration;
  const templateConfiguration: PromptTemplateConfiguration = text
    ? { text: { ...text, inputVariables } }
    : chat
      ? { chat: { ...chat, inputVariables } }
      : variant.templateConfiguration;
  return { ...variant, templateConfiguration };
};

/** Whether there is nothing to ask yet. */
export const isBlank = ({ templateConfiguration: { text, chat } }: PromptVariant): boolean =>
  (text?.text ?? '').trim() === '' &&
  (chat?.messages ?? []).every(({ content }) => content.every((block) => (block.text ?? '').trim() === ''));
