import type { Cost, TokenUsage } from './model.ts';
import type { ModelUsage } from './work.ts';

/** What a model call used, for the figures of the execution: tokens read from or written to a cache count as input. */
export function modelUsageOf({ usage, cost }: { usage: TokenUsage; cost?: Cost }): ModelUsage {
  const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage;
  return {
    inputTokens: inputTokens + cacheReadInputTokens + cacheWriteInputTokens,
    outputTokens,
    ...(cost && { usd: cost.usd }),
  };
}
