import { createHash } from 'node:crypto';
import type { EmbeddingsPort, EmbedRequest, ServiceCall } from '@streambed/flow/ports';
import type { BedrockEmbeddingModelConfiguration } from '@streambed/model/bedrock-agent';
import type { KnowledgeBaseRecord, Scope } from '../../../store/index.ts';
import { type BatchLimits, batchesOf } from './batches.ts';
import { createQueue } from './queue.ts';
import { ofSigns, ofUnitLength } from './vectors.ts';

/**
 * Texts to vectors, one for each in order, of unit length. Texts must not be empty. Rejects with FlowError, as
 * EmbeddingsPort does, or with the signal's reason.
 */
export type EmbedTexts = (texts: readonly string[], signal: AbortSignal) => Promise<readonly Float32Array[]>;

/** What of a knowledge base says how its texts are embedded. */
export type EmbeddedKnowledgeBase = Pick<KnowledgeBaseRecord, 'id' | 'knowledgeBaseConfiguration'>;

/** The embedding models of knowledge bases. */
export interface Embedders {
  /**
   * For texts that are to be found. All that are under way at the same time share a few requests to models; who comes
   * first is served first. The same texts get the same idempotency key, also after a restart.
   */
  ofDocuments(scope: Scope, knowledgeBase: EmbeddedKnowledgeBase): EmbedTexts;
  /** For texts that something is to be found for. They wait for no document. */
  ofQueries(scope: Scope, knowledgeBase: EmbeddedKnowledgeBase): EmbedTexts;
}

export interface EmbeddersOptions {
  /** Routing, tries again, a provider's own limits and prices are its business. */
  readonly embeddings: EmbeddingsPort;
  /** Requests for documents that are under way at the same time, of all knowledge bases together. */
  readonly concurrency?: number;
  readonly limits?: BatchLimits;
}

const CONCURRENCY = 4;

/** 64 texts are what the port sends in one request; providers take 300,000 tokens in one, and the estimate is a rough one. */
const LIMITS: BatchLimits = { texts: 64, tokens: 150_000 };

/** Makes the embedders over a port of embedding models, the built-in offline embedding among them. */
export const createEmbedders = ({
  embeddings,
  concurrency = CONCURRENCY,
  limits = LIMITS,
}: EmbeddersOptions): Embedders => {
  const queue = createQueue(concurrency);

  const embedBatch = async (
    scope: Scope,
    { id, knowledgeBaseConfiguration }: EmbeddedKnowledgeBase,
    inputType: 'document' | 'query',
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Float32Array[]> => {
    const { request, isBinary } = modelOf(knowledgeBaseConfiguration);
    const call: ServiceCall = {
      ...scope,
      key: `knowledge-base/${id}/${inputType}/${digestOf(request, texts)}`,
      signal,
    };
    const { vectors } = await embeddings.embed({ ...request, texts, inputType, normalize: true }, call);
    return vectors.map(isBinary ? ofSigns : ofUnitLength);
  };

  return {
    ofDocuments: (scope, knowledgeBase) => async (texts, signal) => {
      const failure = new AbortController();
      const either = AbortSignal.any([signal, failure.signal]);
      const embedOne = async (batch: readonly string[]): Promise<readonly Float32Array[]> => {
        try {
          return await embedBatch(scope, knowledgeBase, 'document', batch, either);
        } catch (error) {
          // Before the next one's turn; the first reason is the one, those after it are its consequences.
          failure.abort(error);
          return [];
        }
      };
      const batches = Array.from(batchesOf(texts, limits), (batch) => queue(() => embedOne(batch), either));
      const vectors = await Promise.allSettled(batches);
      either.throwIfAborted();
      return vectors.flatMap((batch) => (batch.status === 'fulfilled' ? batch.value : []));
    },
    ofQueries: (scope, knowledgeBase) => async (texts, signal) =>
      texts.length === 0 ? [] : await embedBatch(scope, knowledgeBase, 'query', texts, signal),
  };
};

interface EmbeddingModel {
  readonly request: Pick<EmbedRequest, 'modelId' | 'dimensions'>;
  readonly isBinary: boolean;
}

const modelOf = ({
  vectorKnowledgeBaseConfiguration,
}: KnowledgeBaseRecord['knowledgeBaseConfiguration']): EmbeddingModel => {
  if (!vectorKnowledgeBaseConfiguration)
    throw new Error('A knowledge base without vectors was to be embedded.');
  const { embeddingModelArn, embeddingModelConfiguration } = vectorKnowledgeBaseConfiguration;
  const { dimensions, embeddingDataType }: BedrockEmbeddingModelConfiguration =
    embeddingModelConfiguration?.bedrockEmbeddingModelConfiguration ?? {};
  return {
    // 0 is allowed and says nothing.
    request: { modelId: embeddingModelArn, ...(dimensions && { dimensions }) },
    isBinary: embeddingDataType === 'BINARY',
  };
};

const digestOf = ({ modelId, dimensions = 0 }: EmbeddingModel['request'], texts: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([modelId, dimensions, texts]))
    .digest('base64url');
