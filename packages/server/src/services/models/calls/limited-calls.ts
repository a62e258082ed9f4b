import type { TokenUsage } from '@streambed/flow/ports';
import { estimateTokens } from './estimate-tokens.ts';
import type { Limiter } from './limiter.ts';
import type { ModelCalls } from './model-calls.ts';

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

  async *converseStream(asked) {
    const { request, target, call } = asked;
    if (!limiter.limits(request.modelId, target)) {
      yield* next.converseStream(asked);
      return;
    }
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
  },
});

const tokensOf = ({ inputTokens, outputTokens, totalTokens }: TokenUsage): number =>
  totalTokens || inputTokens + outputTokens;
