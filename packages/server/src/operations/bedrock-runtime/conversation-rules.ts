import type { ContentBlock, Message, ToolConfiguration } from '@streambed/model/bedrock-runtime';
import { type ServiceException, validationException } from '../../protocol/index.ts';

/**
 * What Converse wants of a conversation beyond the shapes of its model (services-data.md section 2; API reference
 * "Message", "ContentBlock", user guide "Use a tool"). Models differ in what they would tolerate; whoever keeps to these
 * rules can ask every one of them. The wording follows the service's where that is known.
 */

/** Throws ValidationException for the first rule that is broken. System messages have been taken out before. */
export const checkConversation = (
  messages: readonly Message[],
  toolConfig: ToolConfiguration | undefined,
): void => {
  if (messages.length === 0)
    throw broken('A conversation must have at least one message. Add a user message and try again.');
  if (messages[0]?.role !== 'user')
    throw broken(
      'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    );
  let previous: Message | undefined;
  for (const [index, message] of messages.entries()) {
    if (message.role === previous?.role)
      throw broken(
        'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.',
      );
    checkContent(message, `messages.${index}.content`);
    checkTools(message, previous, `messages.${index}.content`);
    previous = message;
  }
  checkToolConfig(messages, toolConfig);
};

const checkContent = ({ role, content }: Message, at: string): void => {
  if (content.length === 0)
    throw broken(
      `The content field in the Message object at ${at.slice(0, at.lastIndexOf('.'))} is empty. Add a ContentBlock object to the content field and try again.`,
    );
  const names = new Set<string>();
  let hasText = false;
  for (const [index, block] of content.entries()) {
    const place = `${at}.${index}`;
    checkBlank(block, place);
    const misplaced = role === 'user' ? OF_ASSISTANT : OF_USER;
    const member = misplaced.find((name) => block[name] !== undefined);
    if (member !== undefined)
      throw broken(
        `The ContentBlock object at ${place} has the member ${member}, and messages of the role ${role} have none. Move it to a message of the role ${role === 'user' ? 'assistant' : 'user'} and try again.`,
      );
    hasText ||= block.text !== undefined || block.guardContent?.text !== undefined;
    const { document } = block;
    if (document === undefined) continue;
    if (names.has(document.name))
      throw broken(
        `The document at ${place} has the name of one before it. Give each document of a message its own name and try again.`,
      );
    names.add(document.name);
  }
  if (names.size > 0 && !hasText)
    throw broken(
      `The content at ${at} has a document and no text. Add a text block that says what to do with the document and try again.`,
    );
};

/** What only a user says, and what only an assistant does. */
const OF_USER = ['image', 'document', 'video', 'audio', 'toolResult', 'guardContent'] as const;
const OF_ASSISTANT = ['toolUse', 'reasoningContent'] as const;

const checkBlank = ({ text }: ContentBlock, place: string): void => {
  if (text !== undefined && text.trim() === '')
    throw broken(
      `The text field in the ContentBlock object at ${place} is blank. Add text to the text field, and try again.`,
    );
};

/** The results of a turn answer the uses of the turn before, each exactly once. */
const checkTools = (message: Message, previous: Message | undefined, at: string): void => {
  // A use by the service itself is answered in the same turn.
  const asked = new Set(
    (previous?.content ?? [])
      .filter(({ toolUse }) => toolUse?.type === undefined)
      .flatMap(({ toolUse }) => (toolUse === undefined ? [] : [toolUse.toolUseId])),
  );
  const answered = new Set<string>();
  for (const { toolResult } of message.content) {
    if (toolResult === undefined) continue;
    const { toolUseId } = toolResult;
    if (answered.has(toolUseId))
      throw broken(
        `The toolResult blocks at ${at} contain the Id ${toolUseId} twice. Answer each toolUse once and try again.`,
      );
    if (!asked.has(toolUseId))
      throw broken(
        `The toolResult at ${at} has the Id ${toolUseId}, and no toolUse of the previous turn has it. Answer the toolUse blocks of the previous turn and try again.`,
      );
    answered.add(toolUseId);
  }
  const missing = [...asked].filter((id) => !answered.has(id));
  if (missing.length > 0)
    throw broken(
      `Expected toolResult blocks at ${at} for the following Ids: ${missing.slice(0, 10).join(', ')}`,
    );
};

const checkToolConfig = (messages: readonly Message[], toolConfig: ToolConfiguration | undefined): void => {
  const usesTools = messages.some(({ content }) =>
    content.some(({ toolUse, toolResult }) => toolUse !== undefined || toolResult !== undefined),
  );
  if (toolConfig === undefined) {
    if (!usesTools) return;
    throw broken('The toolConfig field must be defined when using toolUse and toolResult content blocks.');
  }
  const names = new Set<string>();
  for (const [index, { toolSpec }] of toolConfig.tools.entries()) {
    if (toolSpec === undefined) continue;
    if (names.has(toolSpec.name))
      throw broken(
        `The tool at toolConfig.tools.${index} is called ${toolSpec.name}, as one before it is. Give each tool its own name and try again.`,
      );
    names.add(toolSpec.name);
  }
  const chosen = toolConfig.toolChoice?.tool?.name;
  if (chosen !== undefined && !names.has(chosen))
    throw broken(
      `toolConfig.toolChoice names the tool ${chosen}, and toolConfig.tools has none of that name. Name one of them and try again.`,
    );
};

const broken = (message: string): ServiceException => validationException(message);
