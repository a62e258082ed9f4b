/**
 * The model that answers when no provider is configured. It is no language model: it understands nothing, invents
 * nothing and calls no tools. When the prompt lists labels it answers the one that shares the most words with the
 * text; otherwise it answers with the best few sentences of what it was given, word for word and in their order. Where
 * none of them shares a word with the question it answers what `If …, answer exactly: …` of the instruction says.
 * The same request always gets the same answer, so flows can be tried and tested offline. Temperature, topP, tools
 * and additional fields have no effect; maxTokens and stopSequences are honoured. docs/configuration.md tells users.
 */
import type { ConverseRequest, Message, TokenUsage } from '@streambed/flow/ports';
import { chooseLabel } from './choose-label.ts';
import { chooseAnswers, chooseSentences } from './extract.ts';
import { readPrompt, withoutMark } from './read-prompt.ts';
import { countTokens, truncateToTokens } from './tokens.ts';
import { wordsOf } from './words.ts';

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
  const read = readPrompt(prompt, system, earlier);
  const { labels, evidence, material, query, question, sentences, otherwise } = read;
  if (labels.length > 0) return chooseLabel(labels, evidence.join('\n')).name;
  if (
    otherwise !== undefined &&
    question !== '' &&
    !sharesWord(material, `${earlier}\n${withoutMark(question)}`)
  )
    return otherwise;
  const wanted = sentences ?? Math.max(1, Math.min(DEFAULT_SENTENCES, Math.ceil(material.length / 2)));
  const isOpen = sentences === undefined && question !== '';
  const chosen = isOpen
    ? chooseAnswers(material, question, wanted, maxTokens)
    : chooseSentences(material, question || query, wanted, maxTokens);
  return chosen.reduce(joined, '');
}

/** Whether anything of what was given speaks of what is asked. */
function sharesWord(material: readonly string[], asked: string): boolean {
  const words = new Set(wordsOf(asked));
  return material.some((sentence) => wordsOf(sentence).some((word) => words.has(word)));
}

/** A sentence that ends like one goes on in the line; a heading or a list item does not. */
const joined = (text: string, sentence: string): string =>
  text === '' ? sentence : `${text}${ENDS_SENTENCE.test(text.slice(-3)) ? ' ' : '\n'}${sentence}`;

const ENDS_SENTENCE = /[.!?…。！？]["'”’»)\]]{0,2}$/u;

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

const textOf = (blocks: Message['content']): string => {
  let text = '';
  for (const block of blocks)
    if (block.text !== undefined) text += text === '' ? block.text : `\n${block.text}`;
  return text;
};
