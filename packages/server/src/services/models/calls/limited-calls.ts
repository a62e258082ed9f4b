import type { ConverseStreamEvent, TokenUsage } from '@streambed/flow/ports';
import { estimateTokens } from './estimate-tokens.ts';
import type { Limiter } from './limiter.ts';
import type { Asked, ModelCalls } from './model-calls.ts';

/** Lets each call wait for its turn under the limits, and tells them afterwards what it used. */
export const limitedCalls = (next: ModelCalls, limiter: Limiter): ModelCalls => ({
  async converse(asked) {
    const { request, target, call } = asked;
    if (!limiter.limits(request.modelId, target)) return await next.converse(asked);
    const turn = await limiter.turn(request.modelId, target, estimateTokens(request), call.signal);
    try {
      const answer = await next.converse(asked);
      turn.end(tokensOf(answer.usage));
      return answer;
    } finally {
      turn.end();
    }
  },

  converseStream(asked) {
    const { request, target } = asked;
    return limiter.limits(request.modelId, target)
      ? limitedStream(next, limiter, asked)
      : next.converseStream(asked);
  },
});

async function* limitedStream(
  next: ModelCalls,
  limiter: Limiter,
  asked: Asked,
): AsyncGenerator<ConverseStreamEvent, void, void> {
  const { request, target, call } = asked;
  const estimate = estimateTokens(request);
  const turn = await limiter.turn(request.modelId, target, estimate, call.signal);
  let used = 0;
  try {
    for await (const event of next.converseStream(asked)) {
      if ('metadata' in event) used = tokensOf(event.metadata.usage);
      // What was begun and left is taken to have used what was expected of it.
      else used = estimate;
      yield event;
    }
  } finally {
    turn.end(used);
  }
}

const tokensOf = ({ inputTokens, outputTokens, totalTokens }: TokenUsage): number =>
  totalTokens || inputTokens + outputTokens;
