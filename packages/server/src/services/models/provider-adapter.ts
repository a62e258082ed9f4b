import type { ConverseRequest, ConverseResponse, ConverseStreamEvent } from '@streambed/flow/ports';
import type { ProviderConfiguration } from './configuration.ts';
import type { ProviderFailure } from './provider-failure.ts';

/**
 * How one kind of provider is asked, once: adapters/ has one for each. They translate and nothing else; retries,
 * time-outs, limits, fallbacks, caches and prices are the business of calls/.
 */
export interface ProviderAdapter {
  /** Rejects with ProviderFailed, or with the signal's reason when aborted. */
  converse(request: ConverseRequest, attempt: ProviderAttempt): Promise<ProviderAnswer>;
  /**
   * Events in the order of ConverseStream, the last one metadata. Reads from the provider only when asked for more;
   * leaving the iteration ends the connection. Throws as converse rejects, before the first event or between two.
   */
  converseStream(request: ConverseRequest, attempt: ProviderAttempt): AsyncIterable<ProviderStreamEvent>;
  /** Absent where the provider has no embedding models. Rejects as converse does. */
  embed?(request: ProviderEmbedRequest, attempt: ProviderAttempt): Promise<ProviderEmbeddings>;
}

/** One try of a call. */
export interface ProviderAttempt {
  readonly provider: ProviderConfiguration;
  /** The provider's own name of the model. */
  readonly modelName: string;
  /** The same for every try of one call. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

export type ProviderAnswer = Pick<
  ConverseResponse,
  'output' | 'stopReason' | 'usage' | 'additionalModelResponseFields'
> & {
  /** The provider's own id of the answer, when it is one that can be shown. */
  readonly requestId?: string;
};

/** As ConverseStreamEvent, its metadata without what only the caller of the adapter knows. */
export type ProviderStreamEvent =
  | Exclude<ConverseStreamEvent, { metadata: unknown }>
  | { readonly metadata: Pick<ProviderAnswer, 'usage' | 'requestId'> };

export interface ProviderEmbedRequest {
  /** At most EMBED_BATCH of them. */
  readonly texts: readonly string[];
  readonly dimensions?: number;
  readonly inputType?: 'document' | 'query';
}

export interface ProviderEmbeddings {
  readonly vectors: readonly Float32Array[];
  readonly inputTokens: number;
}

/** Texts in one request to a provider; the smallest maximum among those that are spoken to. */
export const EMBED_BATCH = 64;

/** A try that failed, in words that may be shown. Nothing of the original error goes along: it may hold a key. */
export class ProviderFailed extends Error {
  override readonly name = 'ProviderFailed';
  readonly failure: ProviderFailure;

  constructor(failure: ProviderFailure) {
    super(failure.reason);
    this.failure = failure;
  }
}
