import type { JsonObject, JsonValue } from '@streambed/model';
import { UnusableResponse } from '../../../outbound/index.ts';
import { bareModelId } from '../../model-ids.ts';
import { type ProviderEmbedRequest, ProviderFailed } from '../../provider-adapter.ts';

/** How a family of embedding models is asked by InvokeModel (services-data.md, "InvokeModel bodies"). */
export interface EmbeddingFamily {
  /** Texts in one request. */
  readonly batch: number;
  body(texts: readonly string[], request: ProviderEmbedRequest): JsonObject;
  /** Throws UnusableResponse when the answer is none. */
  read(answer: JsonValue): { readonly vectors: readonly Float32Array[]; readonly inputTokens?: number };
}

const titanAnswer: EmbeddingFamily['read'] = (answer) => {
  const { embedding, inputTextTokenCount } = members(answer);
  return {
    vectors: [vector(embedding)],
    ...(typeof inputTextTokenCount === 'number' ? { inputTokens: inputTextTokenCount } : {}),
  };
};

const titan1: EmbeddingFamily = {
  batch: 1,
  body: ([text = ''], { dimensions }) => {
    if (dimensions !== undefined) throw unservable('has vectors of one size only; leave the dimensions out');
    return { inputText: text };
  },
  read: titanAnswer,
};

const titan2: EmbeddingFamily = {
  batch: 1,
  body: ([text = ''], { dimensions }) => ({
    inputText: text,
    ...(dimensions === undefined ? {} : { dimensions }),
  }),
  read: titanAnswer,
};

const cohere: EmbeddingFamily = {
  batch: 96,
  body: (texts, { dimensions, inputType }) => {
    if (dimensions !== undefined) throw unservable('has vectors of one size only; leave the dimensions out');
    return cohereBody(texts, inputType);
  },
  read: (answer) => cohereAnswer(answer),
};

/** Cohere Embed 4 has vectors of several sizes. */
const cohere4: EmbeddingFamily = {
  ...cohere,
  body: (texts, { dimensions, inputType }) => ({
    ...cohereBody(texts, inputType),
    ...(dimensions === undefined ? {} : { output_dimension: dimensions }),
  }),
};

const cohereBody = (texts: readonly string[], inputType: ProviderEmbedRequest['inputType']): JsonObject => ({
  texts: [...texts],
  input_type: inputType === 'query' ? 'search_query' : 'search_document',
  embedding_types: ['float'],
});

/** Vectors stand in a list, or in one list for each of the types that were asked for. */
function cohereAnswer(answer: JsonValue): ReturnType<EmbeddingFamily['read']> {
  const { embeddings } = members(answer);
  const list = Array.isArray(embeddings) ? embeddings : members(embeddings).float;
  if (!Array.isArray(list)) throw noEmbeddings();
  return { vectors: list.map(vector) };
}

const FAMILIES: readonly (readonly [RegExp, EmbeddingFamily])[] = [
  [/^amazon\.titan-embed-text-v2/u, titan2],
  [/^amazon\.titan-embed-(?:text-v1|g1-text)/u, titan1],
  [/^cohere\.embed-v4/u, cohere4],
  [/^cohere\.embed-/u, cohere],
];

/** The family of a model by its id, ARN or inference profile; throws ProviderFailed when it is none that we know. */
export function embeddingFamily(modelName: string): EmbeddingFamily {
  const id = bareModelId(modelName);
  const family = FAMILIES.find(([beginning]) => beginning.test(id))?.[1];
  if (!family)
    throw unservable(
      'is asked for embeddings of a model that is no amazon.titan-embed-text or cohere.embed; map the model to one of those',
    );
  return family;
}

function vector(value: JsonValue | undefined): Float32Array {
  if (!Array.isArray(value) || value.length === 0) throw noEmbeddings();
  return Float32Array.from(value, (number) => {
    if (typeof number !== 'number') throw noEmbeddings();
    return number;
  });
}

function members(value: JsonValue | undefined): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw noEmbeddings();
  return value;
}

const noEmbeddings = (): UnusableResponse =>
  new UnusableResponse('answered with something that is no list of embeddings');

const unservable = (reason: string): ProviderFailed =>
  new ProviderFailed({ kind: 'validation', reason, retryable: false });
