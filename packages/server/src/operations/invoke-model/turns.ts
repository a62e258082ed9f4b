import type { ContentBlock, Message, SystemContentBlock } from '@streambed/flow/ports';

/** What is said in a prompt that spells a conversation out, in its order. */
export interface Turn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
}

export interface Conversation {
  readonly messages: Message[];
  readonly system?: SystemContentBlock[];
}

/**
 * Messages of one role in a row are one: Converse wants the roles to alternate, and the families' own bodies do not.
 * Messages of nothing are left out.
 */
export const alternating = (messages: readonly Message[]): Message[] => {
  const merged: Message[] = [];
  for (const { role, content } of messages) {
    const last = merged.at(-1);
    if (content.length === 0) continue;
    if (last?.role !== role) merged.push({ role, content: [...content] });
    // One by one: a call has no room for as many arguments as a body has blocks.
    else for (const block of content) last.content.push(block);
  }
  return merged;
};

/**
 * Turns as messages and system text; blank turns say nothing, so the last one that only asks the assistant to begin is
 * gone. A prompt whose turns do not begin with the user is one message as it stands.
 */
export const conversationOf = (turns: readonly Turn[], prompt: string): Conversation => {
  const spoken = turns
    .map(({ role, text }) => ({ role, text: text.trim() }))
    .filter(({ text }) => text !== '');
  const system = spoken.filter(({ role }) => role === 'system').map(({ text }) => ({ text }));
  const messages = alternating(
    spoken.flatMap(({ role, text }) => (role === 'system' ? [] : [{ role, content: [{ text }] }])),
  );
  if (messages[0]?.role !== 'user') return { messages: [userText(prompt)] };
  return { messages, ...(system.length > 0 && { system }) };
};

export const userText = (text: string): Message => ({ role: 'user', content: [{ text }] });

/** Puts blocks in front of the last message of the user. */
export const withBlocksBefore = (
  messages: readonly Message[],
  blocks: readonly ContentBlock[],
): Message[] => {
  const at = messages.findLastIndex(({ role }) => role === 'user');
  return messages.map((message, index) =>
    index === at ? { ...message, content: [...blocks, ...message.content] } : message,
  );
};
