import type { ConverseRequest } from '@streambed/flow/ports';
import { countTokens } from '../offline/tokens.ts';

/** What an answer is taken to be long when the request does not say how long it may be. */
const UNSAID_OUTPUT = 1_000;
/** What an image, a document or a tool is taken to be, beyond its text. */
const OTHER_BLOCK = 500;

/** How many tokens a call may come to, input and output, before it is made: only for budgets, which are settled after. */
export function estimateTokens({ messages, system = [], inferenceConfig }: ConverseRequest): number {
  let tokens = inferenceConfig?.maxTokens ?? UNSAID_OUTPUT;
  for (const block of [...system, ...messages.flatMap(({ content }) => content)])
    tokens += block.text === undefined ? OTHER_BLOCK : countTokens(block.text);
  return tokens;
}
