import type { TokenUsage } from '@streambed/flow/ports';

export interface TokenCounts {
  /** Tokens that were neither read from nor written to a cache. */
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** Converse counts tokens read from or written to a cache apart; `totalTokens` is all of them. */
export const tokenUsage = ({ input, output, cacheRead, cacheWrite }: TokenCounts): TokenUsage => ({
  inputTokens: input,
  outputTokens: output,
  totalTokens: input + output + cacheRead + cacheWrite,
  ...(cacheRead > 0 ? { cacheReadInputTokens: cacheRead } : {}),
  ...(cacheWrite > 0 ? { cacheWriteInputTokens: cacheWrite } : {}),
});
