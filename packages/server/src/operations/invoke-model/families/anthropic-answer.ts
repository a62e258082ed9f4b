import type {
  ContentBlock,
  ContentBlockDelta,
  ConverseRequest,
  StopReason,
  TokenUsage,
} from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { Citation } from '@streambed/model/bedrock-runtime';
import { estimateConverse } from '../../bedrock-runtime/estimate-tokens.ts';
import { blockText } from '../answer-content.ts';
import type { AboutCall, FragmentWriter, NativeConversation } from '../family.ts';
import { anthropicCitation } from './anthropic-citation.ts';

/** Answers of the model port as messages, and as the events of a streamed message, of Anthropic's Messages API. */
export const anthropicAnswers = (
  request: Omit<ConverseRequest, 'modelId'>,
  { modelId, id }: AboutCall,
): Omit<NativeConversation, 'request'> => {
  const message = (members: JsonObject): JsonObject => ({
    id: `msg_bdrk_${id}`,
    type: 'message',
    role: 'assistant',
    model: modelId.replace(/^anthropic\./, '').replace(REVISION, ''),
    ...members,
  });
  return {
    whole: ({ output, stopReason, usage, additionalModelResponseFields }) =>
      message({
        content: output.message.content.flatMap(contentOf),
        ...stopped(stopReason, additionalModelResponseFields, request),
        usage: usageOf(usage),
      }),
    stream: () =>
      createFragments({
        start: () =>
          message({
            content: [],
            stop_reason: null,
            stop_sequence: null,
            // The true number is only known at the end, and said there; a client that adds up expects one here.
            usage: { input_tokens: estimateConverse(request), output_tokens: 0 },
          }),
        stopped: (reason, fields) => stopped(reason, fields, request),
      }),
  };
};

/** `-v1:0` and the like at the end of Bedrock's ids: the API names its models without. */
const REVISION = /-v\d+(?::\d+)?(?::\w+)?$/;

const contentOf = (block: ContentBlock): JsonObject[] => {
  const { toolUse, reasoningContent, citationsContent } = block;
  if (toolUse !== undefined)
    return [{ type: 'tool_use', id: toolUse.toolUseId, name: toolUse.name, input: toolUse.input }];
  if (reasoningContent?.reasoningText !== undefined) {
    const { text, signature = '' } = reasoningContent.reasoningText;
    return [{ type: 'thinking', thinking: text, signature }];
  }
  if (reasoningContent?.redactedContent !== undefined)
    return [{ type: 'redacted_thinking', data: textOf(reasoningContent.redactedContent) }];
  if (block.text === undefined && citationsContent === undefined) return [];
  const citations = citationsContent?.citations?.map(anthropicCitation) ?? [];
  return [{ type: 'text', text: blockText(block), ...(citations.length > 0 && { citations }) }];
};

interface MessageFrame {
  start(): JsonObject;
  stopped(reason: StopReason, fields: JsonValue | undefined): JsonObject;
}

/**
 * Converse names a block's kind with its first delta, Messages before it; blocks that say nothing are left out, and the
 * others are counted anew.
 */
const createFragments = (frame: MessageFrame): FragmentWriter => {
  const indexes = new Map<number, number>();
  let ending: JsonObject = {};

  const opened = (block: number, content: JsonObject): readonly JsonObject[] => {
    if (indexes.has(block)) return [];
    const index = indexes.size;
    indexes.set(block, index);
    return [{ type: 'content_block_start', index, content_block: content }];
  };
  const delta = (block: number, given: ContentBlockDelta): readonly JsonObject[] => {
    const { kind, deltas } = deltaOf(given);
    if (kind === undefined) return [];
    return [
      ...opened(block, kind),
      ...deltas.map((each) => ({
        type: 'content_block_delta',
        index: indexes.get(block) ?? 0,
        delta: each,
      })),
    ];
  };

  return (event) => {
    if ('messageStart' in event) return [{ type: 'message_start', message: frame.start() }];
    if ('contentBlockStart' in event) {
      const { contentBlockIndex, start } = event.contentBlockStart;
      if (start.toolUse === undefined) return [];
      const { toolUseId, name } = start.toolUse;
      return opened(contentBlockIndex, { type: 'tool_use', id: toolUseId, name, input: {} });
    }
    if ('contentBlockDelta' in event)
      return delta(event.contentBlockDelta.contentBlockIndex, event.contentBlockDelta.delta);
    if ('contentBlockStop' in event) {
      const index = indexes.get(event.contentBlockStop.contentBlockIndex);
      return index === undefined ? [] : [{ type: 'content_block_stop', index }];
    }
    if ('messageStop' in event) {
      // Usage belongs to it, and comes with the next event.
      const { stopReason, additionalModelResponseFields } = event.messageStop;
      ending = frame.stopped(stopReason, additionalModelResponseFields);
      return [];
    }
    return [
      { type: 'message_delta', delta: ending, usage: usageOf(event.metadata.usage) },
      { type: 'message_stop' },
    ];
  };
};

/** How a block of that delta begins, and the delta itself; neither for what Messages has no word for. */
const deltaOf = ({
  text,
  toolUse,
  reasoningContent,
  citation,
}: ContentBlockDelta): { readonly kind?: JsonObject; readonly deltas: readonly JsonObject[] } => {
  const textBlock = { type: 'text', text: '' };
  const thinkingBlock = { type: 'thinking', thinking: '', signature: '' };
  if (text !== undefined) return { kind: textBlock, deltas: [{ type: 'text_delta', text }] };
  if (citation !== undefined)
    return {
      kind: textBlock,
      deltas: [{ type: 'citations_delta', citation: anthropicCitation(citation as Citation) }],
    };
  if (toolUse !== undefined)
    return {
      kind: { type: 'tool_use', id: '', name: '', input: {} },
      deltas: [{ type: 'input_json_delta', partial_json: toolUse.input }],
    };
  if (reasoningContent?.text !== undefined)
    return {
      kind: thinkingBlock,
      deltas: [{ type: 'thinking_delta', thinking: reasoningContent.text }],
    };
  if (reasoningContent?.signature !== undefined)
    return {
      kind: thinkingBlock,
      deltas: [{ type: 'signature_delta', signature: reasoningContent.signature }],
    };
  if (reasoningContent?.redactedContent !== undefined)
    return {
      kind: { type: 'redacted_thinking', data: textOf(reasoningContent.redactedContent) },
      deltas: [],
    };
  return { deltas: [] };
};

/** `stop_sequence` is what the provider says, or the only one that it can have been. */
const stopped = (
  reason: StopReason,
  fields: JsonValue | undefined,
  { inferenceConfig }: Omit<ConverseRequest, 'modelId'>,
): JsonObject => {
  const stopSequences = inferenceConfig?.stopSequences ?? [];
  const told =
    fields !== null && typeof fields === 'object' && !Array.isArray(fields)
      ? fields.stop_sequence
      : undefined;
  const only = stopSequences.length === 1 ? stopSequences[0] : undefined;
  return {
    stop_reason: stopReasonOf(reason),
    stop_sequence: reason === 'stop_sequence' ? ((typeof told === 'string' ? told : only) ?? null) : null,
  };
};

/** What a guardrail did is told beside the message; its own reason is none that clients of the API know. */
const stopReasonOf = (reason: StopReason): string => {
  switch (reason) {
    case 'content_filtered':
      return 'refusal';
    case 'guardrail_intervened':
    case 'malformed_model_output':
    case 'malformed_tool_use':
      return 'end_turn';
    default:
      return reason;
  }
};

const usageOf = ({
  inputTokens,
  outputTokens,
  cacheReadInputTokens,
  cacheWriteInputTokens,
}: TokenUsage): JsonObject => ({
  input_tokens: inputTokens,
  output_tokens: outputTokens,
  ...(cacheReadInputTokens !== undefined && { cache_read_input_tokens: cacheReadInputTokens }),
  ...(cacheWriteInputTokens !== undefined && { cache_creation_input_tokens: cacheWriteInputTokens }),
});

/** The text that the bytes are of; those that are no UTF-8 as base64. */
const textOf = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('base64');
  }
};
