import {
  authorFault,
  callWith,
  type EmbeddingsPort,
  type EmbedRequest,
  type ServiceCall,
} from '@streambed/flow/ports';
import { countTokens } from '../offline/tokens.ts';
import type { OfflineProvider } from '../offline-provider.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { EMBED_BATCH, type ProviderEmbeddings } from '../provider-adapter.ts';
import type { Routing, Target } from '../routing.ts';
import { type AdapterCalls, servedBy } from './adapter-calls.ts';
import { CallFailed } from './call-failed.ts';
import { callFault, unservedFault } from './call-fault.ts';
import type { Limiter } from './limiter.ts';
import { withCost } from './priced-calls.ts';

/** Batches of one call that are under way at the same time. */
const CONCURRENCY = 4;

export interface EmbedOptions {
  readonly route: Routing;
  /** What answers for a model that nothing serves; undefined: such a call fails. */
  readonly unserved: Target | undefined;
  readonly adapters: Pick<AdapterCalls, 'embed'>;
  readonly offline: Pick<OfflineProvider, 'embed'>;
  readonly limiter: Limiter;
  readonly prices: PriceTable;
}

/**
 * The embeddings port: routing, batches, limits, retries and cost as for models. There are no fallbacks: vectors of two
 * models have nothing in common, and an index with both would be broken without anybody noticing.
 */
export function createEmbeddings(options: EmbedOptions): EmbeddingsPort {
  const { route, unserved, offline, prices } = options;
  return {
    async embed(request, call) {
      call.signal.throwIfAborted();
      refuseUnservable(request);
      const target = (await route(request.modelId)) ?? unserved;
      if (!target) throw unservedFault(request.modelId, call);
      if (target.provider.type === 'offline') {
        const answer = await offline.embed(request, call.signal);
        const usage = { inputTokens: answer.inputTokens, outputTokens: 0, totalTokens: answer.inputTokens };
        return { ...answer, ...withCost(prices.cost(target, usage)) };
      }
      try {
        const batches = await inBatches(options, target, request, call);
        const vectors = batches.flatMap((batch) => batch.vectors);
        const inputTokens = batches.reduce((sum, batch) => sum + batch.inputTokens, 0);
        const usage = { inputTokens, outputTokens: 0, totalTokens: inputTokens };
        return {
          vectors: request.normalize ? vectors.map(unit) : vectors,
          inputTokens,
          servedBy: servedBy(target),
          ...withCost(prices.cost(target, usage)),
        };
      } catch (error) {
        call.signal.throwIfAborted();
        if (!(error instanceof CallFailed)) throw error;
        const { failure, tries } = error;
        throw callFault([{ modelId: request.modelId, target, failure, tries }], call);
      }
    },
  };
}

function refuseUnservable({ modelId, texts, dimensions }: EmbedRequest): void {
  if (texts.some((text) => text === ''))
    throw authorFault(`The request to embedding model ${modelId} holds an empty text, which has no vector.`);
  if (dimensions !== undefined && !(Number.isInteger(dimensions) && dimensions > 0))
    throw authorFault(
      `dimensions of the request to embedding model ${modelId} must be a whole number above 0.`,
    );
}

/** All batches, in the order of the texts; the first failure ends the others. */
async function inBatches(
  options: EmbedOptions,
  target: Target,
  request: EmbedRequest,
  call: ServiceCall,
): Promise<readonly ProviderEmbeddings[]> {
  const { texts } = request;
  const starts = Array.from({ length: Math.ceil(texts.length / EMBED_BATCH) }, (_, index) => index);
  const answers: ProviderEmbeddings[] = [];
  const failed = new AbortController();
  const signal = AbortSignal.any([call.signal, failed.signal]);
  const waiting = starts.values();
  const work = async (): Promise<void> => {
    for (const index of waiting) {
      const batch = texts.slice(index * EMBED_BATCH, (index + 1) * EMBED_BATCH);
      const key = starts.length === 1 ? call.key : `${call.key}/batch-${index + 1}`;
      answers[index] = await oneBatch(
        options,
        target,
        { ...request, texts: batch },
        callWith(call, { key, signal }),
      );
    }
  };
  const workers = Array.from({ length: Math.min(CONCURRENCY, starts.length) }, () =>
    // Only the first reason counts: those after it are its consequences.
    work().catch((error: unknown) => failed.abort(error)),
  );
  await Promise.all(workers);
  call.signal.throwIfAborted();
  failed.signal.throwIfAborted();
  return answers;
}

async function oneBatch(
  { adapters, limiter }: EmbedOptions,
  target: Target,
  { modelId, texts, dimensions, inputType }: EmbedRequest,
  call: ServiceCall,
): Promise<ProviderEmbeddings> {
  const ask = async (): Promise<ProviderEmbeddings> => {
    const provided = {
      texts,
      ...(dimensions === undefined ? {} : { dimensions }),
      ...(inputType === undefined ? {} : { inputType }),
    };
    const answer = await adapters.embed(target, provided, call, call.key);
    refuseUnusable(answer, texts.length, dimensions);
    return answer;
  };
  if (!limiter.limits(modelId, target)) return await ask();
  const estimate = texts.reduce((sum, text) => sum + countTokens(text), 0);
  const turn = await limiter.turn(modelId, target, estimate, call.signal);
  try {
    const answer = await ask();
    turn.end(answer.inputTokens || estimate);
    return answer;
  } finally {
    turn.end();
  }
}

function refuseUnusable(
  { vectors }: ProviderEmbeddings,
  count: number,
  dimensions: number | undefined,
): void {
  const [first] = vectors;
  if (vectors.length !== count || (first && vectors.some(({ length }) => length !== first.length)))
    throw new CallFailed(
      {
        kind: 'badGateway',
        reason: 'answered with vectors that are not one of the same length for each text',
        retryable: false,
      },
      1,
    );
  if (first && dimensions !== undefined && first.length !== dimensions)
    throw new CallFailed(
      {
        kind: 'validation',
        reason: `answered with vectors of ${first.length} dimensions where ${dimensions} were asked for`,
        retryable: false,
      },
      1,
    );
}

/** The same direction at length 1; a vector of zeros stays one. */
function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
