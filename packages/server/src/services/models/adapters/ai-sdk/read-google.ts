import type { StopReason, TokenUsage } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import type { ImageFormat } from '@streambed/model/bedrock-runtime';
import { UnusableResponse } from '../../provider-failure.ts';
import { type AnswerReader, StreamedError } from './answer-reader.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { SECOND_REQUEST } from './exchange.ts';
import {
  mayBeCount,
  mayBeObject,
  mayBeObjects,
  mayBeString,
  needObject,
  needString,
  objectIn,
  stringIn,
} from './json-shape.ts';
import { knownStopReason } from './stop-reasons.ts';
import { tokenUsage } from './token-usage.ts';
import { createToolUseIds } from './tool-use-ids.ts';

/** FinishReason of the Gemini API. */
const STOP_REASON_OF: ReadonlyMap<string, StopReason> = new Map([
  ['STOP', 'end_turn'],
  ['MAX_TOKENS', 'max_tokens'],
  ['SAFETY', 'content_filtered'],
  ['RECITATION', 'content_filtered'],
  ['LANGUAGE', 'content_filtered'],
  ['BLOCKLIST', 'content_filtered'],
  ['PROHIBITED_CONTENT', 'content_filtered'],
  ['SPII', 'content_filtered'],
  ['IMAGE_SAFETY', 'content_filtered'],
  ['IMAGE_PROHIBITED_CONTENT', 'content_filtered'],
  ['IMAGE_RECITATION', 'content_filtered'],
  ['MODEL_ARMOR', 'content_filtered'],
  ['MALFORMED_FUNCTION_CALL', 'malformed_tool_use'],
  ['UNEXPECTED_TOOL_CALL', 'malformed_tool_use'],
  ['MALFORMED_RESPONSE', 'malformed_model_output'],
]);

const IMAGE_FORMATS: ReadonlyMap<string, ImageFormat> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
]);

/**
 * Reads Gemini's generateContent: a chunk of a stream has the form of a whole answer. Signatures stand on parts of any
 * kind; that of a thought is its own, and any other becomes a reasoning block without text behind the block that was
 * signed (prompt.ts puts it back). A prompt that was blocked is an answer without content.
 */
export function createGoogleReader(writer: AnswerWriter): AnswerReader {
  const toolUseIds = createToolUseIds(writer);
  let inThought = false;
  let usedTools = false;
  let finish: StopReason | undefined;

  const readPart = (part: JsonObject): void => {
    const call = objectIn(part.functionCall);
    const file = objectIn(part.inlineData);
    const text = mayBeString(part.text);
    const format = IMAGE_FORMATS.get(stringIn(file?.mimeType) ?? '');
    if (call) {
      inThought = false;
      usedTools = true;
      writer.toolUse(toolUseIds(mayBeString(call.id) ?? ''), mayBeString(call.name) ?? '');
      writer.toolInput(JSON.stringify(call.args ?? {}));
    } else if (file && format) {
      inThought = false;
      writer.image(format, Buffer.from(needString(file.data), 'base64'));
    } else if (text !== undefined && text !== '') {
      inThought = part.thought === true;
      if (inThought) writer.reasoning(text);
      else writer.text(text);
    }
    const signature = mayBeString(part.thoughtSignature);
    if (signature === undefined) return;
    // What is signed ends here: Google asks not to join it with what is not.
    if (inThought) {
      writer.signature(signature);
      writer.endBlock();
    } else writer.signatureAlone(signature);
    inThought = false;
  };

  const read = (raw: unknown): void => {
    const answer = needObject(raw);
    if (answer.error) throw new StreamedError(answer);
    writer.requestId ??= mayBeString(answer.responseId);
    writer.usage = googleUsage(answer.usageMetadata) ?? writer.usage;
    const candidate = mayBeObjects(answer.candidates)[0];
    for (const part of mayBeObjects(mayBeObject(candidate?.content)?.parts)) readPart(part);
    const reason = mayBeString(candidate?.finishReason);
    if (reason === 'CONTINUATION' && stringIn(candidate?.continuationToken))
      throw new UnusableResponse(SECOND_REQUEST);
    if (reason !== undefined && reason !== 'FINISH_REASON_UNSPECIFIED')
      finish = knownStopReason(STOP_REASON_OF, reason);
    const blocked = mayBeString(mayBeObject(answer.promptFeedback)?.blockReason);
    if (blocked !== undefined && blocked !== 'BLOCK_REASON_UNSPECIFIED') finish ??= 'content_filtered';
  };

  const endMessage = (): void => {
    if (finish === undefined) throw new UnusableResponse('ended its answer before it was complete');
    writer.endMessage(finish === 'end_turn' && usedTools ? 'tool_use' : finish);
  };

  return {
    event: read,
    whole(raw) {
      read(raw);
      endMessage();
    },
    end: endMessage,
  };
}

/** Gemini counts cached tokens among the prompt's and thoughts beside the answer's. */
function googleUsage(raw: unknown): TokenUsage | undefined {
  const given = mayBeObject(raw);
  if (!given) return undefined;
  const cacheRead = mayBeCount(given.cachedContentTokenCount) ?? 0;
  const prompt = (mayBeCount(given.promptTokenCount) ?? 0) + (mayBeCount(given.toolUsePromptTokenCount) ?? 0);
  return tokenUsage({
    input: Math.max(0, prompt - cacheRead),
    output: (mayBeCount(given.candidatesTokenCount) ?? 0) + (mayBeCount(given.thoughtsTokenCount) ?? 0),
    cacheRead,
    cacheWrite: 0,
  });
}
