import type { ContentBlockDelta, Message, StopReason, TokenUsage } from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { ContentBlockStart } from '@streambed/model/bedrock-runtime';
import { UnusableResponse } from '../../../outbound/index.ts';
import type { ProviderAnswer, ProviderStreamEvent } from '../../provider-adapter.ts';
import type { EventMessage } from './event-messages.ts';
import { fitShape } from './fit-shape.ts';
import { readJsonObject } from './read-json.ts';

/** What the SDK tells of an answer beside its body. */
interface AnswerMetadata {
  readonly requestId?: string | undefined;
}

/** A whole answer; throws UnusableResponse when it is none. */
export function bedrockAnswer(body: JsonObject, $metadata: AnswerMetadata): ProviderAnswer {
  const { output, usage } = body;
  const isObject = typeof output === 'object' && output !== null && !Array.isArray(output);
  const message = required(fitShape<Message>('Message', isObject ? output.message : undefined));
  return {
    output: { message: { ...message, role: 'assistant' } },
    ...stopOf(body),
    usage: usageOf(usage),
    ...requestIdOf($metadata),
  };
}

/** One event of a stream; undefined for what our model does not know. Throws UnusableResponse when it is broken. */
export function bedrockEvent(
  { type, payload }: EventMessage,
  $metadata: AnswerMetadata,
): ProviderStreamEvent | undefined {
  switch (type) {
    case 'messageStart':
      return { messageStart: { role: 'assistant' } };
    case 'contentBlockStart': {
      const contentBlockStart = fitShape<BlockStart>('ContentBlockStartEvent', readJsonObject(payload));
      return contentBlockStart && { contentBlockStart };
    }
    case 'contentBlockDelta': {
      const contentBlockDelta = fitShape<BlockDelta>('ContentBlockDeltaEvent', readJsonObject(payload));
      return contentBlockDelta && { contentBlockDelta };
    }
    case 'contentBlockStop':
      return {
        contentBlockStop: required(fitShape<BlockStop>('ContentBlockStopEvent', readJsonObject(payload))),
      };
    case 'messageStop':
      return { messageStop: stopOf(readJsonObject(payload)) };
    case 'metadata':
      return { metadata: { usage: usageOf(readJsonObject(payload).usage), ...requestIdOf($metadata) } };
    default:
      return undefined;
  }
}

interface BlockStop {
  readonly contentBlockIndex: number;
}

interface BlockStart extends BlockStop {
  readonly start: ContentBlockStart;
}

interface BlockDelta extends BlockStop {
  readonly delta: ContentBlockDelta;
}

const usageOf = (usage: JsonValue | undefined): TokenUsage =>
  required(fitShape<TokenUsage>('TokenUsage', usage));

const stopOf = ({ stopReason, additionalModelResponseFields }: JsonObject) => ({
  stopReason: stopReasonOf(stopReason),
  ...(additionalModelResponseFields === undefined ? {} : { additionalModelResponseFields }),
});

/** Any name: there will be more reasons than our model knows. */
function stopReasonOf(given: JsonValue | undefined): StopReason {
  const reason = required(fitShape<StopReason>('StopReason', given));
  return required(/^[a-z_]{1,64}$/u.test(reason) ? reason : undefined);
}

/** The id of the answer, when it is one that can be shown. */
const requestIdOf = ({ requestId }: AnswerMetadata) =>
  requestId !== undefined && /^[\w.:-]{1,128}$/u.test(requestId) ? { requestId } : {};

function required<Value>(value: Value | undefined): Value {
  if (value === undefined)
    throw new UnusableResponse('answered with something that is no answer of Converse');
  return value;
}
