import type { EmbeddingModelV3, SharedV3ProviderOptions } from '@ai-sdk/provider';
import { countTokens } from '../../offline/tokens.ts';
import type { ProviderAdapter, ProviderAttempt, ProviderEmbedRequest } from '../../provider-adapter.ts';
import { UnusableResponse } from '../../provider-failure.ts';
import type { AdapterWorld } from '../adapter-world.ts';
import type { AiSdkType } from './ai-sdk-type.ts';
import { headerValue } from './exchange.ts';
import { objectIn, objectsIn } from './json-shape.ts';
import { embeddingModel } from './packages.ts';
import { unservable } from './unservable.ts';

/** ProviderAdapter.embed for a provider with a package. `understood` makes what is thrown a ProviderFailed. */
export function createEmbed(
  type: AiSdkType,
  world: AdapterWorld,
  understood: (error: unknown, attempt: ProviderAttempt) => unknown,
): NonNullable<ProviderAdapter['embed']> {
  return async (request, attempt) => {
    const { provider, modelName, idempotencyKey, signal: abortSignal } = attempt;
    try {
      const model = await embeddingModel({ type, provider, modelName, fetch: world.fetch });
      if (!model) throw unservable('it has no embedding models');
      const result = await model.doEmbed({
        values: [...request.texts],
        abortSignal,
        headers: { 'idempotency-key': headerValue(idempotencyKey) },
        ...options(type, request),
      });
      return {
        vectors: vectors(result, request),
        // Gemini counts nothing here, and some say 0; see usageAndId for why an estimate stands in.
        inputTokens: result.usage?.tokens || countTokens(request.texts.join('\n')),
      };
    } catch (error) {
      throw understood(error, attempt);
    }
  };
}

function options(
  type: AiSdkType,
  { dimensions, inputType }: ProviderEmbedRequest,
): { providerOptions?: SharedV3ProviderOptions } {
  if (type !== 'google')
    return dimensions === undefined
      ? {}
      : { providerOptions: { [type === 'openai' ? 'openai' : 'compatible']: { dimensions } } };
  return {
    providerOptions: {
      google: {
        ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
        ...(inputType === undefined
          ? {}
          : { taskType: inputType === 'query' ? 'RETRIEVAL_QUERY' : 'RETRIEVAL_DOCUMENT' }),
      },
    },
  };
}

/** The vectors in the order of the texts: OpenAI numbers them, and nothing says that they come in order. */
function vectors(
  { embeddings, response }: Awaited<ReturnType<EmbeddingModelV3['doEmbed']>>,
  { texts, dimensions }: ProviderEmbedRequest,
): Float32Array[] {
  if (embeddings.length !== texts.length)
    throw new UnusableResponse(`answered with ${embeddings.length} vectors for ${texts.length} texts`);
  const numbers = objectsIn(objectIn(response?.body)?.data).map(({ index }) => index);
  const ordered: Float32Array[] = [];
  for (const [i, embedding] of embeddings.entries()) {
    const index = numbers[i] ?? i;
    if (
      typeof index !== 'number' ||
      !Number.isInteger(index) ||
      index < 0 ||
      index >= texts.length ||
      ordered[index]
    )
      throw new UnusableResponse('answered with vectors that do not belong to the texts');
    ordered[index] = Float32Array.from(embedding);
  }
  if (dimensions !== undefined && ordered.some(({ length }) => length !== dimensions))
    throw unservable(`its vectors do not have ${dimensions} dimensions`);
  return ordered;
}
