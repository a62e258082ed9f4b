import type { StopReason, TokenUsage } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import { UnusableResponse } from '../../provider-failure.ts';
import { type AnswerReader, StreamedError } from './answer-reader.ts';
import type { AnswerWriter } from './answer-writer.ts';
import {
  mayBeCount,
  mayBeObject,
  mayBeObjects,
  mayBeString,
  needObject,
  needObjects,
  objectIn,
  objectsIn,
  stringIn,
} from './json-shape.ts';
import { knownStopReason } from './stop-reasons.ts';
import { tokenUsage } from './token-usage.ts';
import { createToolUseIds } from './tool-use-ids.ts';

const STOP_REASON_OF: ReadonlyMap<string, StopReason> = new Map([
  ['stop', 'end_turn'],
  ['length', 'max_tokens'],
  ['tool_calls', 'tool_use'],
  ['function_call', 'tool_use'],
  ['content_filter', 'content_filtered'],
]);

/** A tool call before its first piece. */
const NOTHING_YET: { readonly id: string; readonly input: string } = { id: '', input: '' };

/**
 * Reads OpenAI's chat completions, of OpenAI and of the many that speak like it: what a message says whole, a chunk's
 * delta says in pieces, so that one way of reading serves both. `reasoning_content` (or `reasoning`) and `stop_reason`
 * are not OpenAI's own, but DeepSeek's, vLLM's and others'. A refusal is text that ends the answer as filtered.
 */
export function createOpenAiReader(writer: AnswerWriter): AnswerReader {
  const toolUseIds = createToolUseIds(writer);
  let current: { readonly index: unknown; readonly id: string } | undefined;
  const begunIndexes = new Set<unknown>();
  /** Pieces of a tool call whose name has not come yet. */
  let unnamed: (typeof NOTHING_YET & { readonly index: unknown }) | undefined;
  let usedTools = false;
  let refused = false;
  let finish: { readonly reason: string; readonly stopSequence: boolean } | undefined;

  /** Gemini behind this protocol signs tool calls; see read-google.ts. */
  const signatures: string[] = [];
  const giveSignatures = (): void => {
    for (const signature of signatures.splice(0)) writer.signatureAlone(signature);
  };

  const toolCall = (call: JsonObject, inPieces: boolean): void => {
    const made = needObject(call.function);
    const id = mayBeString(call.id) ?? '';
    const name = mayBeString(made.name) ?? '';
    const input = mayBeString(made.arguments) ?? '';
    const begun = unnamed && unnamed.index === call.index ? unnamed : NOTHING_YET;
    // Some servers count every call as number 0: a name with an id of its own begins a call all the same.
    const goesOn =
      inPieces &&
      current !== undefined &&
      call.index === current.index &&
      (name === '' || id === '' || id === current.id);
    if (goesOn) {
      writer.toolInput(input);
    } else if (name === '' && begunIndexes.has(call.index)) {
      throw new UnusableResponse('answered with pieces of several tool uses that are mixed up');
    } else if (name === '') {
      unnamed = { index: call.index, id: id === '' ? begun.id : id, input: begun.input + input };
    } else {
      const givenId = id === '' ? begun.id : id;
      unnamed = undefined;
      current = { index: call.index, id: givenId };
      begunIndexes.add(call.index);
      usedTools = true;
      writer.toolUse(toolUseIds(givenId), name);
      writer.toolInput(begun.input + input);
    }
    const signature = stringIn(objectIn(objectIn(call.extra_content)?.google)?.thought_signature);
    if (signature !== undefined) signatures.push(signature);
  };

  const said = (message: JsonObject, inPieces: boolean): void => {
    const { content, refusal, reasoning_content, reasoning, tool_calls } = message;
    writer.reasoning(stringIn(reasoning_content) ?? stringIn(reasoning) ?? '');
    if (Array.isArray(content)) for (const part of content) contentPart(needObject(part), writer);
    else writer.text(mayBeString(content) ?? '');
    if (typeof refusal === 'string' && refusal !== '') {
      refused = true;
      writer.text(refusal);
    }
    for (const call of mayBeObjects(tool_calls)) {
      const next = stringIn(objectIn(call.function)?.name) ?? '';
      if (next !== '') giveSignatures();
      toolCall(call, inPieces);
    }
  };

  const read = (raw: unknown, member: 'delta' | 'message'): void => {
    const answer = needObject(raw);
    if (answer.error !== undefined && answer.error !== null) throw new StreamedError(answer);
    writer.requestId ??= mayBeString(answer.id);
    writer.usage = openAiUsage(answer.usage) ?? writer.usage;
    const choice = needObjects(answer.choices)[0];
    if (!choice) return;
    said(mayBeObject(choice[member]) ?? {}, member === 'delta');
    const reason = mayBeString(choice.finish_reason);
    if (reason !== undefined) finish = { reason, stopSequence: typeof choice.stop_reason === 'string' };
  };

  const endMessage = (): void => {
    const { reason = 'stop', stopSequence = false } = finish ?? {};
    if (reason === 'error') throw new UnusableResponse('broke off its answer for a fault of its own');
    if (unnamed) throw new UnusableResponse('answered with a tool use that has no name');
    giveSignatures();
    const known = knownStopReason(STOP_REASON_OF, reason);
    if (known !== 'end_turn') writer.endMessage(known);
    else if (refused) writer.endMessage('content_filtered');
    // A call that was demanded by name ends with `stop`.
    else if (usedTools) writer.endMessage('tool_use');
    else writer.endMessage(stopSequence ? 'stop_sequence' : 'end_turn');
  };

  return {
    event: (raw) => read(raw, 'delta'),
    whole(raw) {
      read(raw, 'message');
      endMessage();
    },
    end(sawDone) {
      if (!finish || !sawDone) throw new UnusableResponse('ended its stream before the answer was complete');
      endMessage();
    },
  };
}

/** Mistral answers with parts where it thinks aloud. */
function contentPart(part: JsonObject, writer: AnswerWriter): void {
  if (part.type === 'text') writer.text(stringIn(part.text) ?? '');
  if (part.type === 'thinking')
    for (const thought of objectsIn(part.thinking)) writer.reasoning(stringIn(thought.text) ?? '');
}

/** OpenAI counts cached tokens among the prompt's; Converse counts them apart. */
function openAiUsage(raw: unknown): TokenUsage | undefined {
  const given = mayBeObject(raw);
  const prompt = mayBeCount(given?.prompt_tokens);
  const output = mayBeCount(given?.completion_tokens);
  if (!given || (prompt === undefined && output === undefined)) return undefined;
  const details = mayBeObject(given.prompt_tokens_details);
  const cacheRead = mayBeCount(details?.cached_tokens) ?? 0;
  const cacheWrite = mayBeCount(details?.cache_write_tokens) ?? 0;
  return tokenUsage({
    input: Math.max(0, (prompt ?? 0) - cacheRead - cacheWrite),
    output: output ?? 0,
    cacheRead,
    cacheWrite,
  });
}
