import {
  type Clock,
  type ConverseResponse,
  type ConverseStreamEvent,
  createAnswerCollector,
  type Ids,
  type StopReason,
} from '@streambed/flow/ports';
import type { CacheConfiguration } from '../configuration.ts';
import { answerEvents } from './answer-events.ts';
import { createAnswerStore } from './answer-store.ts';
import { cacheKey } from './cache-key.ts';
import type { Asked, ModelCalls } from './model-calls.ts';

/** Answers that are whole: neither cut off nor blocked. */
const KEPT: ReadonlySet<StopReason> = new Set<StopReason>(['end_turn', 'stop_sequence', 'tool_use']);

/** What a kept answer takes beside its own text: members, keys, usage. */
const OVERHEAD_BYTES = 1_024;

/**
 * Gives the answer to a request again that was asked before, by the same account and of the same target. Without
 * `anyTemperature` only requests at temperature 0 take part: elsewhere asking again is meant to give another answer.
 * What comes from the cache costs nothing and says so in `servedBy`; its usage is that of the first time.
 */
export function cachedCalls(
  next: ModelCalls,
  { enabled, anyTemperature, ...limits }: CacheConfiguration,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
): ModelCalls {
  if (!enabled) return next;
  const store = createAnswerStore<ConverseResponse>(limits, clock.monotonic);
  const keyOf = ({ target, request, call }: Asked): string | undefined =>
    anyTemperature || request.inferenceConfig?.temperature === 0
      ? cacheKey(call.accountId, target, request)
      : undefined;
  const find = (key: string): ConverseResponse | undefined => {
    const kept = store.get(key);
    if (!kept) return undefined;
    return {
      ...structuredClone(kept),
      requestId: ids.uuid(),
      metrics: { latencyMs: 0 },
      servedBy: `${kept.servedBy} (kept answer)`,
      cost: { usd: 0 },
    };
  };
  const keep = (key: string, answer: ConverseResponse | undefined): void => {
    if (answer && KEPT.has(answer.stopReason)) store.set(key, structuredClone(answer), bytesOf(answer));
  };

  async function* keptStream(key: string, asked: Asked): AsyncGenerator<ConverseStreamEvent, void, void> {
    const kept = find(key);
    if (kept) {
      yield* answerEvents(kept);
      return;
    }
    const collector = createAnswerCollector();
    for await (const event of next.converseStream(asked)) {
      collector.add(event);
      yield event;
    }
    // Only who reads a stream to its end comes here.
    keep(key, collector.answer());
  }

  return {
    async converse(asked) {
      const key = keyOf(asked);
      if (key === undefined) return await next.converse(asked);
      const kept = find(key);
      if (kept) return kept;
      const answer = await next.converse(asked);
      keep(key, answer);
      return answer;
    },
    converseStream(asked) {
      const key = keyOf(asked);
      return key === undefined ? next.converseStream(asked) : keptStream(key, asked);
    },
  };
}

/** About what the answer takes in memory: two bytes for each character. */
function bytesOf({ output, additionalModelResponseFields }: ConverseResponse): number {
  const text = JSON.stringify([output, additionalModelResponseFields ?? null], (_, value: unknown) =>
    value instanceof Uint8Array ? '.'.repeat(Math.ceil(value.byteLength / 2)) : value,
  );
  return OVERHEAD_BYTES + 2 * text.length;
}
