import type { ContentBlock, Message } from '@streambed/flow/ports';
import type { Citation, ContentBlockDelta, ContentBlockStart } from '@streambed/model/bedrock-runtime';
import type { ProviderStreamEvent } from '../../provider-adapter.ts';
import { parseToolInput } from './tool-input.ts';

/** A block under way. */
interface Draft {
  start?: ContentBlockStart;
  text?: string;
  citations?: Citation[];
  reasoning?: string;
  signature?: string;
  redactedContent?: Uint8Array;
  toolInput?: string;
  image?: Uint8Array;
}

/** The events of an answer as the message that they write. Throws UnusableResponse for tool input that is no JSON. */
export function foldAnswer(events: Iterable<ProviderStreamEvent>): Message {
  const drafts: Draft[] = [];
  const draftOf = (index: number): Draft => {
    const draft = drafts[index] ?? {};
    drafts[index] = draft;
    return draft;
  };
  for (const event of events) {
    if ('contentBlockStart' in event)
      draftOf(event.contentBlockStart.contentBlockIndex).start = event.contentBlockStart.start;
    else if ('contentBlockDelta' in event)
      add(draftOf(event.contentBlockDelta.contentBlockIndex), event.contentBlockDelta.delta);
  }
  return { role: 'assistant', content: drafts.map(block) };
}

function add(draft: Draft, { text, toolUse, reasoningContent, citation, image }: ContentBlockDelta): void {
  if (text !== undefined) draft.text = (draft.text ?? '') + text;
  if (toolUse) draft.toolInput = (draft.toolInput ?? '') + toolUse.input;
  if (reasoningContent?.text !== undefined) draft.reasoning = (draft.reasoning ?? '') + reasoningContent.text;
  if (reasoningContent?.signature !== undefined) draft.signature = reasoningContent.signature;
  if (reasoningContent?.redactedContent) draft.redactedContent = reasoningContent.redactedContent;
  if (citation) draft.citations = [...(draft.citations ?? []), citation as Citation];
  if (image?.source?.bytes) draft.image = image.source.bytes;
}

function block(draft: Draft): ContentBlock {
  const { start, text = '', citations, reasoning, signature, redactedContent, toolInput = '', image } = draft;
  if (start?.toolUse) return { toolUse: { ...start.toolUse, input: parseToolInput(toolInput) } };
  if (start?.image) return { image: { ...start.image, source: { bytes: image ?? new Uint8Array() } } };
  if (redactedContent) return { reasoningContent: { redactedContent } };
  if (reasoning !== undefined || signature !== undefined)
    return {
      reasoningContent: {
        reasoningText: { text: reasoning ?? '', ...(signature === undefined ? {} : { signature }) },
      },
    };
  return citations ? { citationsContent: { content: [{ text }], citations } } : { text };
}
