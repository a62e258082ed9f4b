/**
 * The model that answers when no provider is configured. It is no language model: it understands nothing, invents
 * nothing and calls no tools. When the prompt lists labels it answers the one that shares the most words with the
 * text; otherwise it answers with the best few sentences of what it was given, word for word and in their order.
 * The same request always gets the same answer, so flows can be tried and tested offline. Temperature, topP, tools
 * and additional fields have no effect; maxTokens and stopSequences are honoured. docs/configuration.md tells users.
 */
import type { ConverseMessage, ConverseRequest, TokenUsage } from '@streambed/flow/ports';
import { chooseLabel } from './choose-label.ts';
import { rank } from './extract.ts';
import { readPrompt } from './read-prompt.ts';
import { countTokens, truncateToTokens } from './tokens.ts';

/** The name under which traces and logs show it. */
export const OFFLINE_MODEL = 'streambed.offline-extractive-v1';

export interface OfflineAnswer {
  readonly text: string;
  readonly stopReason: 'end_turn' | 'max_tokens' | 'stop_sequence';
  readonly usage: TokenUsage;
}

/** Sentences of an answer when the prompt does not say how many. */
const DEFAULT_SENTENCES = 3;

/** Answers a Converse request. Pure; the text is empty only when the request holds none, or a stop sequence begins it. */
export function answerOffline(request: ConverseRequest): OfflineAnswer {
  const lastUser = request.messages.findLastIndex((message) => message.role === 'user');
  const prompt = textOf(request.messages[lastUser]?.content ?? []);
  const earlier = request.messages
    .slice(0, Math.max(lastUser, 0))
    .map((message) => textOf(message.content))
    .join('\n');
  const system = textOf(request.system ?? []);
  const complete = compose(prompt, system, earlier, request.inferenceConfig?.maxTokens);
  const { text, stopReason } = cut(complete, request.inferenceConfig ?? {});
  const inputTokens = countTokens(system) + countTokens(earlier) + countTokens(prompt);
  const outputTokens = countTokens(text);
  return { text, stopReason, usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens } };
}

function compose(
  prompt: string,
  system: string,
  earlier: string,
  maxTokens = Number.POSITIVE_INFINITY,
): string {
  const reading = readPrompt(prompt, system, earlier);
  if (reading.labels.length > 0) return chooseLabel(reading.labels, reading.material.join('\n')).name;
  const wanted =
    reading.sentences ?? Math.max(1, Math.min(DEFAULT_SENTENCES, Math.ceil(reading.material.length / 2)));
  const chosen: number[] = [];
  let tokens = 0;
  for (const index of rank(reading.material, reading.query)) {
    if (chosen.length === wanted) break;
    // The space between two sentences may cost a token of its own.
    const cost = countTokens(reading.material[index] ?? '') + 1;
    if (chosen.length > 0 && tokens + cost > maxTokens) continue;
    chosen.push(index);
    tokens += cost;
  }
  return chosen
    .sort((a, b) => a - b)
    .map((index) => reading.material[index] ?? '')
    .join(' ');
}

function cut(
  complete: string,
  { maxTokens, stopSequences = [] }: { maxTokens?: number; stopSequences?: readonly string[] },
): Pick<OfflineAnswer, 'text' | 'stopReason'> {
  const limited = maxTokens === undefined ? complete : truncateToTokens(complete, maxTokens);
  const stops = stopSequences
    .filter((stop) => stop !== '')
    .map((stop) => limited.indexOf(stop))
    .filter((index) => index >= 0);
  if (stops.length > 0) return { text: limited.slice(0, Math.min(...stops)), stopReason: 'stop_sequence' };
  return { text: limited, stopReason: limited.length < complete.length ? 'max_tokens' : 'end_turn' };
}

const textOf = (blocks: ConverseMessage['content']): string => {
  let text = '';
  for (const block of blocks) if ('text' in block) text += text === '' ? block.text : `\n${block.text}`;
  return text;
};
