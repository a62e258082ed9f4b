import {
  authorFault,
  type Clock,
  type ConverseResponse,
  type EmbedRequest,
  type EmbedResponse,
  type Ids,
} from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import { inTurns, type Steps } from '../turns.ts';
import { answerEvents } from './calls/answer-events.ts';
import { CallFailed } from './calls/call-failed.ts';
import type { Asked, ModelCalls } from './calls/model-calls.ts';
import { createEmbeddingThread } from './offline/embedding-thread.ts';
import { embedOffline, OFFLINE_DIMENSIONS, OFFLINE_EMBEDDING } from './offline/offline-embedding.ts';
import { answerOffline, OFFLINE_MODEL } from './offline/offline-model.ts';
import { countTokens } from './offline/tokens.ts';
import type { Target } from './routing.ts';

export interface OfflineProvider extends ModelCalls {
  /**
   * Vectors of the lexical embedding, of a few texts in turns, of many in a thread of their own; rejects with FlowError for
   * dimensions that it has not.
   */
  embed(request: EmbedRequest, signal: AbortSignal): Promise<EmbedResponse>;
  /** Ends the thread, if there is one. */
  close(): Promise<void>;
}

/** UTF-16 units of texts that are embedded at once: about what a turn of the event loop has time for. */
const EMBEDDED_HERE = 20_000;

/** What the offline provider is asked for when nothing else serves a model id. */
export const offlineTarget = (provider: Target['provider'], modelName: string = OFFLINE_MODEL): Target => ({
  provider,
  modelName,
});

/**
 * Answers with the offline model and the offline embedding; says so once for each, through `log`, so that nobody takes
 * them for what they are not.
 */
export function createOfflineProvider(
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
  log: (line: string) => void,
): OfflineProvider {
  const announced = new Set<string>();
  const thread = createEmbeddingThread();
  const vectorsOf = async (
    texts: readonly string[],
    dimensions: number,
    signal: AbortSignal,
  ): Promise<readonly Float32Array[]> => {
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    const made = length > EMBEDDED_HERE ? await thread.embed({ texts, dimensions }, signal) : undefined;
    return made ?? (await inTurns(embeddingOf(texts, dimensions), signal));
  };
  const announce = (model: string, asked: string, what: string): void => {
    // Who asks for it by its own name knows what it is.
    if (announced.has(model) || asked === model) return;
    announced.add(model);
    log(
      `Model ${asked} has no provider: ${model} answers, which ${what}. docs/configuration.md tells how to connect one.`,
    );
  };
  const converse = async ({ request }: Asked): Promise<ConverseResponse> => {
    if (request.modelId === OFFLINE_EMBEDDING)
      throw authorFault(`Model ${OFFLINE_EMBEDDING} makes vectors of texts and answers no messages.`);
    announce(
      OFFLINE_MODEL,
      request.modelId,
      'picks sentences and labels from the prompt and is no language model',
    );
    const started = clock.monotonic();
    const { text, stopReason, usage } = answerOffline(request);
    return {
      output: { message: { role: 'assistant', content: [{ text: structured(request, text) }] } },
      stopReason,
      usage,
      metrics: { latencyMs: Math.round(clock.monotonic() - started) },
      requestId: ids.uuid(),
      servedBy: OFFLINE_MODEL,
    };
  };
  return {
    converse,
    async *converseStream(asked) {
      yield* answerEvents(await converse(asked));
    },
    async embed({ modelId, texts, dimensions = OFFLINE_DIMENSIONS.usual }, signal) {
      if (modelId === OFFLINE_MODEL)
        throw authorFault(
          `Model ${OFFLINE_MODEL} answers messages and makes no vectors; ask for ${OFFLINE_EMBEDDING}.`,
        );
      const { least, most } = OFFLINE_DIMENSIONS;
      if (dimensions < least || dimensions > most)
        throw authorFault(
          `Model ${modelId} is served by ${OFFLINE_EMBEDDING}, whose vectors have ${least} to ${most} dimensions, not ${dimensions}.`,
        );
      announce(OFFLINE_EMBEDDING, modelId, 'compares words and their pieces and knows no meaning');
      return {
        vectors: await vectorsOf(texts, dimensions, signal),
        inputTokens: texts.reduce((sum, text) => sum + countTokens(text), 0),
        servedBy: OFFLINE_EMBEDDING,
      };
    },
    close: () => thread.close(),
  };
}

function* embeddingOf(texts: readonly string[], dimensions: number): Steps<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const text of texts) {
    vectors.push(embedOffline(text, dimensions));
    yield;
  }
  return vectors;
}

/** JSON it cannot write, but for a text, which it has; whether that text is of the schema is for others to check. */
function structured({ outputConfig }: Asked['request'], text: string): string {
  const textFormat = outputConfig?.textFormat;
  if (textFormat?.type !== 'json_schema') return text;
  if (typeOf(textFormat.structure.jsonSchema?.schema ?? '') === 'string') return JSON.stringify(text);
  throw new CallFailed(
    {
      kind: 'dependencyFailed',
      detail: 'malformedOutput',
      reason: 'picks sentences from the prompt and cannot write the JSON that the schema asks for',
      retryable: false,
    },
    1,
  );
}

function typeOf(schema: string): JsonValue | undefined {
  try {
    const value = JSON.parse(schema) as JsonValue;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value.type : undefined;
  } catch {
    return undefined;
  }
}
