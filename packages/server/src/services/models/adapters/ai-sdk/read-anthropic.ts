import type { StopReason, TokenUsage } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import type { Citation, CitationLocation } from '@streambed/model/bedrock-runtime';
import { UnusableResponse } from '../../provider-failure.ts';
import { type AnswerReader, StreamedError } from './answer-reader.ts';
import type { AnswerWriter } from './answer-writer.ts';
import {
  countIn,
  mayBeCount,
  mayBeObject,
  mayBeObjects,
  mayBeString,
  needObject,
  needString,
  objectIn,
  objectsIn,
  stringIn,
} from './json-shape.ts';
import { redactedBytes } from './redacted-content.ts';
import { knownStopReason } from './stop-reasons.ts';
import { tokenUsage } from './token-usage.ts';
import { createToolUseIds } from './tool-use-ids.ts';

/** Converse's reasons are Anthropic's, but for these. */
const STOP_REASON_OF: ReadonlyMap<string, StopReason> = new Map([
  ['refusal', 'content_filtered'],
  ['pause_turn', 'end_turn'],
]);

/**
 * Reads Anthropic's Messages: its blocks are Converse's, one to one. With `asksByJsonTool` the answer is the input of
 * the package's tool `json`, which then is the text; what the model says around it is no part of the answer.
 */
export function createAnthropicReader(writer: AnswerWriter, asksByJsonTool: () => boolean): AnswerReader {
  const toolUseIds = createToolUseIds(writer);
  /** Text that is the answer only if the tool `json` is not called. */
  let heldBack: string[] | undefined;
  let inJson = false;
  let usedJson = false;
  let stopReason: string | undefined;
  let stopped = false;
  let counted: JsonObject = {};

  const text = (given: string): void => {
    if (!asksByJsonTool()) writer.text(given);
    else if (!usedJson) heldBack = [...(heldBack ?? []), given];
  };

  const blockStart = (block: JsonObject): void => {
    writer.endBlock();
    inJson = false;
    switch (block.type) {
      case 'text':
        text(needString(block.text));
        for (const citation of objectsIn(block.citations)) writer.citation(readCitation(citation));
        return;
      case 'thinking':
        writer.reasoning(needString(block.thinking));
        if (block.signature) writer.signature(needString(block.signature));
        return;
      case 'redacted_thinking':
        writer.redacted(redactedBytes(needString(block.data)));
        return;
      case 'tool_use':
      case 'server_tool_use': {
        const name = needString(block.name);
        inJson = asksByJsonTool() && name === 'json';
        usedJson ||= inJson;
        if (!inJson)
          writer.toolUse(
            toolUseIds(needString(block.id)),
            name,
            block.type === 'server_tool_use' ? block.type : undefined,
          );
        // A stream begins with the empty input and goes on in pieces.
        const input = objectIn(block.input);
        if (input && Object.keys(input).length > 0) toolInput(JSON.stringify(input));
        return;
      }
    }
  };

  const toolInput = (fragment: string): void => {
    if (inJson) writer.text(fragment);
    else writer.toolInput(fragment);
  };

  const blockDelta = (delta: JsonObject): void => {
    switch (delta.type) {
      case 'text_delta':
        text(needString(delta.text));
        return;
      case 'thinking_delta':
        writer.reasoning(needString(delta.thinking));
        return;
      case 'signature_delta':
        writer.signature(needString(delta.signature));
        return;
      case 'input_json_delta':
        toolInput(needString(delta.partial_json));
        return;
      case 'citations_delta':
        writer.citation(readCitation(needObject(delta.citation)));
        return;
    }
  };

  /** Counts are the message's so far: a later one replaces an earlier one. */
  const count = (usage: unknown): void => {
    for (const [name, value] of Object.entries(mayBeObject(usage) ?? {}))
      if (value !== null) counted = { ...counted, [name]: value };
    writer.usage = anthropicUsage(counted);
  };

  const endMessage = (): void => {
    if (!usedJson) for (const held of heldBack ?? []) writer.text(held);
    const known = knownStopReason(STOP_REASON_OF, stopReason ?? 'end_turn');
    writer.endMessage(usedJson && known === 'tool_use' ? 'end_turn' : known);
  };

  return {
    event(raw) {
      const event = needObject(raw);
      switch (needString(event.type)) {
        case 'message_start': {
          const message = needObject(event.message);
          writer.requestId ??= mayBeString(message.id);
          count(message.usage);
          return;
        }
        case 'content_block_start':
          blockStart(needObject(event.content_block));
          return;
        case 'content_block_delta':
          blockDelta(needObject(event.delta));
          return;
        case 'content_block_stop':
          writer.endBlock();
          return;
        case 'message_delta':
          stopReason = mayBeString(needObject(event.delta).stop_reason) ?? stopReason;
          count(event.usage);
          return;
        case 'message_stop':
          stopped = true;
          return;
        case 'error':
          throw new StreamedError(event);
      }
    },
    whole(raw) {
      const message = needObject(raw);
      writer.requestId = mayBeString(message.id);
      stopReason = mayBeString(message.stop_reason);
      count(message.usage);
      for (const block of mayBeObjects(message.content)) blockStart(block);
      endMessage();
    },
    end() {
      if (!stopped || stopReason === undefined)
        throw new UnusableResponse('ended its stream before the answer was complete');
      endMessage();
    },
  };
}

function anthropicUsage(counted: JsonObject): TokenUsage {
  const usage = tokenUsage({
    input: mayBeCount(counted.input_tokens) ?? 0,
    output: mayBeCount(counted.output_tokens) ?? 0,
    cacheRead: mayBeCount(counted.cache_read_input_tokens) ?? 0,
    cacheWrite: mayBeCount(counted.cache_creation_input_tokens) ?? 0,
  });
  const written = objectIn(counted.cache_creation);
  const cacheDetails = (['5m', '1h'] as const).flatMap((ttl) => {
    const inputTokens = countIn(written?.[`ephemeral_${ttl}_input_tokens`]) ?? 0;
    return inputTokens > 0 ? [{ ttl, inputTokens }] : [];
  });
  return cacheDetails.length > 0 ? { ...usage, cacheDetails } : usage;
}

function readCitation(citation: JsonObject): Citation {
  const cited = stringIn(citation.cited_text);
  const title = stringIn(citation.document_title) ?? stringIn(citation.title);
  const location = citationLocation(citation);
  return {
    ...(title === undefined ? {} : { title }),
    ...(typeof citation.source === 'string' ? { source: citation.source } : {}),
    ...(cited === undefined ? {} : { sourceContent: [{ text: cited }] }),
    ...(location ? { location } : {}),
  };
}

function citationLocation(citation: JsonObject): CitationLocation | undefined {
  const between = (unit: string): { start?: number; end?: number } => {
    const start = countIn(citation[`start_${unit}`]);
    const end = countIn(citation[`end_${unit}`]);
    return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
  };
  const documentIndex = countIn(citation.document_index);
  const inDocument = documentIndex === undefined ? {} : { documentIndex };
  switch (citation.type) {
    case 'char_location':
      return { documentChar: { ...inDocument, ...between('char_index') } };
    case 'page_location':
      return { documentPage: { ...inDocument, ...between('page_number') } };
    case 'content_block_location':
      return { documentChunk: { ...inDocument, ...between('block_index') } };
    case 'search_result_location': {
      const searchResultIndex = countIn(citation.search_result_index);
      return {
        searchResultLocation: {
          ...(searchResultIndex === undefined ? {} : { searchResultIndex }),
          ...between('block_index'),
        },
      };
    }
    case 'web_search_result_location':
      return { web: { url: stringIn(citation.url) ?? '' } };
    default:
      return undefined;
  }
}
