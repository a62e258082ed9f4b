import { type Conversation, conversationOf, type Turn } from './turns.ts';

const OPEN = '[INST]';
const CLOSE = '[/INST]';
/** How system text is marked inside an instruction (Llama 2), and beside it (Mistral). */
const SYSTEM_MARKS = [
  ['<<SYS>>', '<</SYS>>'],
  ['[SYSTEM_PROMPT]', '[/SYSTEM_PROMPT]'],
] as const;

export const isInstPrompt = (prompt: string): boolean => prompt.includes(OPEN);

/**
 * `<s>[INST] question [/INST] answer</s>[INST] … [/INST]` as a conversation. Reads from mark to mark, once. What stands
 * before the first instruction is the user's too, but for system text that is marked as such.
 * Source: the inference parameters pages of Mistral and Llama models.
 */
export const readInstPrompt = (prompt: string): Conversation => {
  const turns: Turn[] = [];
  let at = 0;
  while (at < prompt.length) {
    const open = prompt.indexOf(OPEN, at);
    const beside = withoutSentenceMarks(prompt.slice(at, open < 0 ? prompt.length : open));
    if (at === 0) addWithSystem(turns, beside);
    else turns.push({ role: 'assistant', text: beside });
    if (open < 0) break;
    const close = prompt.indexOf(CLOSE, open);
    addWithSystem(turns, prompt.slice(open + OPEN.length, close < 0 ? prompt.length : close));
    at = close < 0 ? prompt.length : close + CLOSE.length;
  }
  return conversationOf(turns, prompt);
};

/** What the user says, without the system text that it may hold. */
const addWithSystem = (turns: Turn[], text: string): void => {
  for (const [open, close] of SYSTEM_MARKS) {
    const from = text.indexOf(open);
    const to = from < 0 ? -1 : text.indexOf(close, from);
    if (to < 0) continue;
    turns.push({ role: 'system', text: text.slice(from + open.length, to) });
    turns.push({ role: 'user', text: text.slice(0, from) + text.slice(to + close.length) });
    return;
  }
  turns.push({ role: 'user', text });
};

const withoutSentenceMarks = (text: string): string => text.replaceAll('<s>', '').replaceAll('</s>', '');
