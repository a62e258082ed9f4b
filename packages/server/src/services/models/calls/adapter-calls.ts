import type { Clock, ConverseStreamEvent, Ids, Random, ServiceCall } from '@streambed/flow/ports';
import { openedStream } from '../../passed-stream.ts';
import type { Adapters } from '../adapters/index.ts';
import type { ModelsConfiguration } from '../configuration.ts';
import {
  type ProviderAdapter,
  type ProviderAttempt,
  type ProviderEmbeddings,
  type ProviderEmbedRequest,
  ProviderFailed,
  type ProviderStreamEvent,
} from '../provider-adapter.ts';
import type { Target } from '../routing.ts';
import { CallFailed } from './call-failed.ts';
import { failureOf } from './failure-of.ts';
import type { ModelCalls } from './model-calls.ts';
import { oneTry } from './one-try.ts';
import { type RetryOptions, withRetries } from './retry.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';
import { type WatchedStream, watchedStream } from './watched-stream.ts';

export interface AdapterWorld {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly adapters: Adapters;
  /** Called before each try: the key that it takes along may have changed. */
  readonly refreshSecrets?: () => void;
}

export interface AdapterCalls extends ModelCalls {
  /** One request for at most EMBED_BATCH texts. Rejects as converse does. */
  embed(
    target: Target,
    request: ProviderEmbedRequest,
    call: ServiceCall,
    idempotencyKey: string,
  ): Promise<ProviderEmbeddings>;
}

/** The innermost layer: asks the provider's adapter, with time-outs and retries. Budgets of retries are per provider. */
export function createAdapterCalls(
  { retries, timeoutMs, streamIdleMs }: Pick<ModelsConfiguration, 'retries' | 'timeoutMs' | 'streamIdleMs'>,
  { clock, random, ids, adapters, refreshSecrets }: AdapterWorld,
): AdapterCalls {
  const budgets = new Map<string, RetryBudget>();
  const adapterOf = ({ provider: { type } }: Target): Promise<ProviderAdapter> => {
    if (type === 'offline') throw new Error('The offline model has no adapter.');
    return adapters(type);
  };
  const optionsFor = ({ provider }: Target, signal: AbortSignal): RetryOptions => {
    const budget = budgets.get(provider.name) ?? createRetryBudget();
    budgets.set(provider.name, budget);
    return { retries, timeoutMs, clock, random, budget, signal, failureOf };
  };

  const attemptOf = ({ provider, modelName }: Target, key: string, signal: AbortSignal): ProviderAttempt => {
    refreshSecrets?.();
    // Throws SecretUnavailable, which an adapter might take for something else.
    provider.apiKey?.();
    return { provider, modelName, idempotencyKey: headerValue(key), signal };
  };

  return {
    async converse({ target, request, call, idempotencyKey }) {
      const started = clock.monotonic();
      const { requestId = ids.uuid(), ...answer } = await withRetries(
        optionsFor(target, call.signal),
        (patienceMs) =>
          oneTry(patienceMs, clock, call.signal, async (signal) => {
            const attempt = attemptOf(target, idempotencyKey, signal);
            return (await adapterOf(target)).converse(request, attempt);
          }),
      );
      return {
        ...answer,
        requestId,
        metrics: { latencyMs: Math.round(clock.monotonic() - started) },
        servedBy: servedBy(target),
      };
    },

    converseStream: ({ target, request, call, idempotencyKey }) =>
      openedStream(async () => {
        const started = clock.monotonic();
        const { stream, first } = await withRetries(optionsFor(target, call.signal), async (patienceMs) => {
          const adapter = await adapterOf(target);
          const patience = { firstMs: patienceMs, idleMs: streamIdleMs };
          const stream = watchedStream(patience, clock, call.signal, (signal) =>
            adapter.converseStream(request, attemptOf(target, idempotencyKey, signal)),
          );
          const { done, value: first } = await stream.next();
          if (done) throw new ProviderFailed(CUT_OFF);
          return { stream, first };
        });
        return begunStream(first, stream, call, (event) => {
          if (!('metadata' in event)) return event;
          const { usage, requestId = ids.uuid() } = event.metadata;
          const metrics = { latencyMs: Math.round(clock.monotonic() - started) };
          return { metadata: { usage, metrics, requestId, servedBy: servedBy(target) } };
        });
      }),

    embed: (target, request, call, idempotencyKey) =>
      withRetries(optionsFor(target, call.signal), (patienceMs) =>
        oneTry(patienceMs, clock, call.signal, async (signal) => {
          const adapter = await adapterOf(target);
          if (!adapter.embed) throw new ProviderFailed(NO_EMBEDDINGS);
          return adapter.embed(request, attemptOf(target, idempotencyKey, signal));
        }),
      ),
  };
}

/** A stream whose first event is there, its metadata completed; it is left however it ends. */
function begunStream(
  first: ProviderStreamEvent,
  stream: WatchedStream<ProviderStreamEvent>,
  call: ServiceCall,
  completed: (event: ProviderStreamEvent) => ConverseStreamEvent,
): AsyncIterator<ConverseStreamEvent, undefined> {
  let event: ProviderStreamEvent | undefined = first;
  let complete = false;
  let over = false;
  const leave = async (): Promise<IteratorReturnResult<undefined>> => {
    over = true;
    await stream.return();
    return { done: true, value: undefined };
  };
  return {
    async next() {
      if (over) return { done: true, value: undefined };
      try {
        if (!event) {
          const next = await stream.next();
          if (next.done) {
            if (!complete) throw new ProviderFailed(CUT_OFF);
            return await leave();
          }
          event = next.value;
        }
        const value = completed(event);
        complete ||= 'messageStop' in event;
        event = undefined;
        return { done: false, value };
      } catch (error) {
        await leave();
        call.signal.throwIfAborted();
        throw new CallFailed(failureOf(error), 1);
      }
    },
    return: leave,
  };
}

const CUT_OFF = {
  kind: 'badGateway',
  reason: 'ended its stream before the answer was complete',
  retryable: false,
} as const;

const NO_EMBEDDINGS = {
  kind: 'validation',
  reason: 'has no embedding models',
  retryable: false,
} as const;

/** Keys are made of names and numbers; whatever else were in one must not end up in a header. */
const headerValue = (key: string): string => key.replace(/[^\x21-\x7e]/gu, '_').slice(0, 256);

/** What answered, for traces: the provider as the configuration names it, and its own name of the model. */
export const servedBy = ({ provider, modelName }: Target): string => `${provider.name} ${modelName}`;
