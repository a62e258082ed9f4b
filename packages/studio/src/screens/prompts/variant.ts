import { templateVariables } from '@streambed/flow/expressions';
import type {
  ContentBlock,
  Message,
  PromptTemplateConfiguration,
  PromptVariant,
} from '@streambed/model/bedrock-agent';

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

const textOf = (blocks: readonly ContentBlock[]): string =>
  blocks.flatMap(({ text }) => text ?? []).join('\n');

/** A text becomes the one turn of a chat; nothing is lost. */
const asChat = (variant: PromptVariant): PromptVariant => ({
  ...variant,
  templateType: 'CHAT',
  templateConfiguration: {
    chat: {
      messages: [{ role: 'user', content: [{ text: variant.templateConfiguration.text?.text ?? '' }] }],
    },
  },
});

/** System text and turns of a chat become one text; see `lostAsText`. */
const asText = (variant: PromptVariant): PromptVariant => {
  const { system = [], messages = [] } = variant.templateConfiguration.chat ?? {};
  const parts = [textOf(system), ...messages.map(({ content }) => textOf(content))];
  return {
    ...variant,
    templateType: 'TEXT',
    templateConfiguration: { text: { text: parts.filter((part) => part !== '').join('\n\n') } },
  };
};

export const withKind = (variant: PromptVariant, kind: 'TEXT' | 'CHAT'): PromptVariant =>
  variant.templateType === kind
    ? variant
    : withVariables(kind === 'CHAT' ? asChat(variant) : asText(variant));

/** What of a chat has no place in a text: `tools`, `cachePoints`. */
export const lostAsText = ({
  templateConfiguration,
}: PromptVariant): readonly ('tools' | 'cachePoints')[] => {
  const { chat } = templateConfiguration;
  if (!chat) return [];
  const blocks = [...(chat.system ?? []), ...chat.messages.flatMap(({ content }) => content)];
  return [
    ...(chat.toolConfiguration ? (['tools'] as const) : []),
    ...(blocks.some(({ cachePoint }) => cachePoint !== undefined) ? (['cachePoints'] as const) : []),
  ];
};

/** The text of a turn, or of the system: what its blocks say. */
export const blocksText = textOf;

/** Blocks with their text replaced; cache points stay behind it. */
export const withBlocksText = (blocks: readonly ContentBlock[], text: string): ContentBlock[] => [
  { text },
  ...blocks.filter(({ cachePoint }) => cachePoint !== undefined),
];

export type { Message };
