import type {
  ContentBlock,
  ContentBlockDelta,
  ConverseResponse,
  ConverseStreamEvent,
} from '@streambed/flow/ports';

/** A whole answer as the events of a stream, for those that have it at once: the offline model, a cached answer. */
export function* answerEvents(answer: ConverseResponse): Generator<ConverseStreamEvent, void, void> {
  const { output, stopReason, additionalModelResponseFields, ...metadata } = answer;
  yield { messageStart: { role: 'assistant' } };
  for (const [contentBlockIndex, block] of output.message.content.entries()) {
    const { toolUse } = block;
    if (toolUse)
      yield {
        contentBlockStart: {
          contentBlockIndex,
          start: { toolUse: { toolUseId: toolUse.toolUseId, name: toolUse.name } },
        },
      };
    for (const delta of deltasOf(block)) yield { contentBlockDelta: { contentBlockIndex, delta } };
    yield { contentBlockStop: { contentBlockIndex } };
  }
  yield {
    messageStop: {
      stopReason,
      ...(additionalModelResponseFields === undefined ? {} : { additionalModelResponseFields }),
    },
  };
  yield { metadata };
}

/** Blocks that a stream has no delta for (a cache point, a document) leave no trace in it. */
function* deltasOf(block: ContentBlock): Generator<ContentBlockDelta, void, void> {
  const { text, toolUse, reasoningContent } = block;
  if (text !== undefined) yield { text };
  if (toolUse) yield { toolUse: { input: JSON.stringify(toolUse.input) } };
  if (reasoningContent?.redactedContent)
    yield { reasoningContent: { redactedContent: reasoningContent.redactedContent } };
  const { text: reasoning, signature } = reasoningContent?.reasoningText ?? {};
  if (reasoning !== undefined) yield { reasoningContent: { text: reasoning } };
  if (signature !== undefined) yield { reasoningContent: { signature } };
}
