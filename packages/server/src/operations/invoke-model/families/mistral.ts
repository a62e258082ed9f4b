import type { TextFamily } from '../family.ts';
import { malformedBody } from '../native-body.ts';
import { mistralChat } from './mistral-chat.ts';
import { mistralPrompt } from './mistral-prompt.ts';

/**
 * Mistral has two bodies: a prompt with `[INST]` marks, and messages as in its own chat API.
 * Source: services-data.md section 2.
 */
export const mistral: TextFamily = (body, about) => {
  if (body.has('prompt') && body.has('messages'))
    throw malformedBody(body.path, 'expected either [prompt] or [messages], found both');
  if (body.has('messages')) return mistralChat(body, about);
  return body.has('prompt') ? mistralPrompt(body, about) : body.missing('prompt');
};
