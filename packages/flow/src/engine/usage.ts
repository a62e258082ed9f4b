import type { ModelUsage } from '../ports/index.ts';

/** What the models of a whole execution used. Plain JSON, part of the state. */
export interface ExecutionUsage {
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The sum over the calls that have a price. */
  readonly usd: number;
  /** Calls that `usd` leaves out, because nobody knows what they cost. */
  readonly unpricedCalls: number;
}

/** The usage of an execution after some more calls; null before the first. */
export const withCalls = (
  usage: ExecutionUsage | null,
  calls: readonly ModelUsage[],
): ExecutionUsage | null => calls.reduce(withCall, usage);

const withCall = (
  usage: ExecutionUsage | null,
  { inputTokens, outputTokens, usd }: ModelUsage,
): ExecutionUsage => ({
  modelCalls: (usage?.modelCalls ?? 0) + 1,
  inputTokens: (usage?.inputTokens ?? 0) + inputTokens,
  outputTokens: (usage?.outputTokens ?? 0) + outputTokens,
  usd: (usage?.usd ?? 0) + (usd ?? 0),
  unpricedCalls: (usage?.unpricedCalls ?? 0) + (usd === undefined ? 1 : 0),
});
