import type { FaultReason } from '@streambed/flow/ports';
import { objectsIn, stringIn } from '../json-shape.ts';
import type { ErrorBody } from './error-body.ts';

type Meaning = Extract<FaultReason, 'contextTooLong' | 'refused' | 'exhausted' | 'unknownModel'>;

/** Codes and types of errors that mean one thing only. */
const MEANING_OF_NAME: ReadonlyMap<string, Meaning> = new Map([
  ['context_length_exceeded', 'contextTooLong'], // OpenAI, and many that speak like it
  ['exceed_context_size_error', 'contextTooLong'], // llama.cpp
  ['request_too_large', 'contextTooLong'], // Anthropic
  ['content_policy_violation', 'refused'], // OpenAI
  ['content_filter', 'refused'], // Azure
  ['ResponsibleAIPolicyViolation', 'refused'], // Azure
  ['moderation_blocked', 'refused'], // OpenAI
  ['insufficient_quota', 'exhausted'], // OpenAI
  ['billing_not_active', 'exhausted'], // OpenAI
  ['billing_hard_limit_reached', 'exhausted'], // OpenAI
  ['billing_error', 'exhausted'], // Anthropic
  ['quota_exceeded', 'exhausted'], // gateways
  ['insufficient_balance', 'exhausted'], // DeepSeek
  ['model_not_found', 'unknownModel'], // OpenAI
]);

/** Beginnings and pieces of sentences, in lower case, where a provider has no code for it. */
const MEANING_OF_WORDS: readonly (readonly [string, Meaning])[] = [
  ['prompt is too long', 'contextTooLong'], // Anthropic
  ['exceed context limit', 'contextTooLong'], // Anthropic
  ['maximum context length', 'contextTooLong'], // OpenAI, vLLM, Mistral
  ['maximum model length', 'contextTooLong'], // vLLM
  ['max_model_len', 'contextTooLong'], // vLLM
  ['exceeds the available context size', 'contextTooLong'], // llama.cpp
  ['context size has been exceeded', 'contextTooLong'], // LM Studio
  ['context length exceeded', 'contextTooLong'], // gateways
  ['exceeded max context length', 'contextTooLong'], // Ollama
  ['context the overflows', 'contextTooLong'], // LM Studio, spelt so
  ['context overflow', 'contextTooLong'], // LM Studio
  ['input length exceeds', 'contextTooLong'], // Ollama
  ['reduce the length of the messages', 'contextTooLong'], // Groq
  ['must have less than', 'contextTooLong'], // TGI
  ['litellm.contextwindowexceedederror', 'contextTooLong'], // LiteLLM, whatever provider it asked
  ['credit balance is too low', 'exhausted'], // Anthropic
  ['flagged as potentially violating our usage policy', 'refused'], // OpenAI
  ['blocked by content filtering policy', 'refused'], // Anthropic
  ['litellm.contentpolicyviolationerror', 'refused'], // LiteLLM, whatever provider it asked
  ['invalid model name passed in model=', 'unknownModel'], // LiteLLM
];

/** What an error means beyond its status, where the provider says so. */
export function meaningOf({ names, message, details }: ErrorBody): Meaning | undefined {
  for (const name of names) {
    const meaning = MEANING_OF_NAME.get(name);
    if (meaning) return meaning;
  }
  const words = message.toLowerCase();
  // Gemini: "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
  if (words.includes('input token count') && words.includes('exceed')) return 'contextTooLong';
  // TGI: "`inputs` tokens + `max_new_tokens` must be <= 4096"
  if (words.includes('`inputs`') && words.includes('must be <=')) return 'contextTooLong';
  // Ollama: model "x" not found, try pulling it first
  if (words.startsWith('model ') && words.includes(' not found')) return 'unknownModel';
  const known = MEANING_OF_WORDS.find(([piece]) => words.includes(piece));
  if (known) return known[1];
  return isDayQuota(details) ? 'exhausted' : undefined;
}

/** Gemini's limit of requests in a day: its id names the period. Those in a minute pass. */
const isDayQuota = (details: ErrorBody['details']): boolean =>
  details
    .flatMap(({ violations }) => objectsIn(violations))
    .some(({ quotaId }) => stringIn(quotaId)?.includes('PerDay') === true);

/** Gemini refuses a wrong key with 400, and so does a LiteLLM that has no database to look for other keys in. */
export const isWrongKey = ({ details, names }: ErrorBody): boolean =>
  details.some(({ reason }) => reason === 'API_KEY_INVALID') || names.includes('no_db_connection');
