import { type Conversation, conversationOf, type Turn } from '../turns.ts';

/** The special tokens of Llama 3 and of Llama 4. */
const TEMPLATES = [
  { open: '<|start_header_id|>', close: '<|end_header_id|>', ends: ['<|eot_id|>', '<|eom_id|>'] },
  { open: '<|header_start|>', close: '<|header_end|>', ends: ['<|eot|>', '<|eom|>'] },
] as const;

const TEXT_MARKS = ['<|begin_of_text|>', '<|end_of_text|>'] as const;

/** What tools answer comes back to the model as something that it is told. */
const ROLES: ReadonlyMap<string, Turn['role']> = new Map([
  ['system', 'system'],
  ['assistant', 'assistant'],
]);

/**
 * A prompt with Llama's special tokens as a conversation; undefined for one without. Reads from header to header, once.
 * Source: the inference parameters page of Llama models, "prompt".
 */
export const readLlamaPrompt = (prompt: string): Conversation | undefined => {
  const template = TEMPLATES.find(({ open }) => prompt.includes(open));
  if (template === undefined) return undefined;
  const { open, close, ends } = template;
  const [before = '', ...parts] = prompt.split(open);
  const turns: Turn[] = [{ role: 'user', text: without(before, [...ends, ...TEXT_MARKS]) }];
  for (const part of parts) {
    const end = part.indexOf(close);
    const role = end < 0 ? 'user' : part.slice(0, end).trim();
    const text = end < 0 ? part : part.slice(end + close.length);
    turns.push({ role: ROLES.get(role) ?? 'user', text: without(text, [...ends, ...TEXT_MARKS]) });
  }
  return conversationOf(turns, prompt);
};

const without = (text: string, marks: readonly string[]): string =>
  marks.reduce((rest, mark) => rest.replaceAll(mark, ''), text);
