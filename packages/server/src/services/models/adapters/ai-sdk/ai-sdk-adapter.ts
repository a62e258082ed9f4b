import type { ConverseRequest } from '@streambed/flow/ports';
import { countTokens } from '../../offline/tokens.ts';
import {
  type ProviderAdapter,
  type ProviderAnswer,
  type ProviderAttempt,
  ProviderFailed,
} from '../../provider-adapter.ts';
import type { AdapterWorld } from '../adapter-world.ts';
import type { AiSdkType } from './ai-sdk-type.ts';
import type { AnswerReader } from './answer-reader.ts';
import { type AnswerStream, createAnswerStream } from './answer-stream.ts';
import { type AnswerWriter, createAnswerWriter } from './answer-writer.ts';
import { toCallOptions } from './call-options.ts';
import { createEmbed } from './embed.ts';
import { createExchange, type Exchange } from './exchange.ts';
import { providerFailureOf } from './failure/provider-failure-of.ts';
import { foldAnswer } from './fold-answer.ts';
import { notOfItsApi } from './json-shape.ts';
import { languageModel } from './packages.ts';
import { promptText } from './prompt-text.ts';
import { createAnthropicReader } from './read-anthropic.ts';
import { createGoogleReader } from './read-google.ts';
import { createOpenAiReader } from './read-openai.ts';
import { createGatheredAnswer, responseFields } from './response-fields.ts';

/**
 * The adapter of a provider that has a package of the AI SDK. The package makes the request, sends it and understands
 * its status; what an answer says is read here (read-*.ts), since the package's own notion of an answer is narrower
 * than the providers' and Converse's. One reader serves whole and streamed answers, so the two agree. The package takes
 * the bytes of a whole answer apart; those of a stream never reach it (answer-stream.ts).
 */
export function createAiSdkAdapter(type: AiSdkType, world: AdapterWorld): ProviderAdapter {
  const understood = (error: unknown, { signal }: ProviderAttempt): unknown => {
    if (signal.aborted) return signal.reason;
    if (error instanceof ProviderFailed) return error;
    return new ProviderFailed(providerFailureOf(error, world.secrets, world.clock.now()));
  };

  const prepare = (request: ConverseRequest, attempt: ProviderAttempt, streams: boolean) => {
    const { provider, modelName, idempotencyKey } = attempt;
    const to = { type, modelName };
    const options = toCallOptions(request, to);
    const exchange = createExchange(world.fetch, request, to, idempotencyKey, streams);
    const writer = createAnswerWriter();
    return {
      options,
      exchange,
      writer,
      reader: createReader(type, writer, exchange),
      model: () => languageModel({ type, provider, modelName, fetch: exchange.fetch }),
    };
  };

  const stream = (
    request: ConverseRequest,
    attempt: ProviderAttempt,
    abortSignal: AbortSignal,
  ): AnswerStream => {
    const { options, exchange, writer, reader, model } = prepare(request, attempt, true);
    const paths = request.additionalModelResponseFieldPaths;
    const gathered = paths?.length ? createGatheredAnswer(type) : undefined;
    return createAnswerStream({
      async open() {
        const streamed = await (await model()).doStream({ ...options, abortSignal });
        void streamed.stream.cancel().catch(() => {});
        const body = exchange.streamedBody();
        if (!body) throw notOfItsApi();
        return body;
      },
      reader,
      writer,
      seen: gathered?.add,
      ending() {
        const additionalModelResponseFields = responseFields(gathered?.answer, paths);
        const messageStop = {
          stopReason: writer.stopReason ?? 'end_turn',
          ...(additionalModelResponseFields === undefined ? {} : { additionalModelResponseFields }),
        };
        return [{ messageStop }, { metadata: usageAndId(writer, request) }];
      },
    });
  };

  return {
    async converse(request, attempt) {
      try {
        const { options, writer, reader, model } = prepare(request, attempt, false);
        const { response } = await (await model()).doGenerate({ ...options, abortSignal: attempt.signal });
        reader.whole(response?.body);
        const fields = responseFields(response?.body, request.additionalModelResponseFieldPaths);
        return {
          output: { message: foldAnswer(writer.events) },
          stopReason: writer.stopReason ?? 'end_turn',
          ...usageAndId(writer, request),
          ...(fields === undefined ? {} : { additionalModelResponseFields: fields }),
        };
      } catch (error) {
        throw understood(error, attempt);
      }
    },
    converseStream: (request, attempt) => ({
      [Symbol.asyncIterator]() {
        const left = new AbortController();
        let events: AnswerStream | undefined;
        return {
          async next() {
            try {
              events ??= stream(request, attempt, AbortSignal.any([attempt.signal, left.signal]));
              return await events.next();
            } catch (error) {
              left.abort();
              throw understood(error, attempt);
            }
          },
          async return() {
            left.abort();
            events?.leave();
            return { done: true, value: undefined };
          },
        };
      },
    }),
    ...(type === 'anthropic' ? {} : { embed: createEmbed(type, world, understood) }),
  };
}

function createReader(type: AiSdkType, writer: AnswerWriter, exchange: Exchange): AnswerReader {
  switch (type) {
    case 'openai':
    case 'openai-compatible':
      return createOpenAiReader(writer);
    case 'anthropic':
      return createAnthropicReader(writer, exchange.asksByJsonTool);
    case 'google':
      return createGoogleReader(writer);
  }
}

/**
 * Some local servers and gateways count no tokens, or say that all of them were none, as LiteLLM does for streams in
 * Gemini's form. Budgets, prices and limits need a number all the same, and zero would make such a model free without
 * end: the count is then estimated as the offline model counts, some 20 % off.
 */
function usageAndId(
  writer: AnswerWriter,
  request: ConverseRequest,
): Pick<ProviderAnswer, 'usage' | 'requestId'> {
  const { requestId, usage } = writer;
  return {
    usage: usage !== undefined && usage.totalTokens > 0 ? usage : estimatedUsage(request, writer.written),
    ...(requestId !== undefined && /^[\w.:-]{1,128}$/u.test(requestId) ? { requestId } : {}),
  };
}

function estimatedUsage(request: ConverseRequest, written: string): ProviderAnswer['usage'] {
  const inputTokens = countTokens(promptText(request));
  const outputTokens = countTokens(written);
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
}
