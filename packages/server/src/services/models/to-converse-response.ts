import type {
  LanguageModelV3Content,
  LanguageModelV3FinishReason,
  LanguageModelV3GenerateResult,
  LanguageModelV3Usage,
} from '@ai-sdk/provider';
import type { ConverseResponse, Message, StopReason, TokenUsage } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import { UnusableResponse } from './provider-failure.ts';

/** Tool inputs nested deeper than this are refused: nobody means them, and everything after us recurses into them. */
const MAX_TOOL_INPUT_DEPTH = 100;

/** Stop reasons of Converse (services-data.md section 2); a provider's own that is one of them is kept. */
const STOP_REASONS: ReadonlySet<string> = new Set<StopReason>([
  'end_turn',
  'tool_use',
  'max_tokens',
  'stop_sequence',
  'guardrail_intervened',
  'content_filtered',
  'malformed_model_output',
  'malformed_tool_use',
  'model_context_window_exceeded',
]);

const STOP_REASON_OF: Readonly<Record<LanguageModelV3FinishReason['unified'], StopReason>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'content-filter': 'content_filtered',
  'tool-calls': 'tool_use',
  error: 'malformed_model_output',
  other: 'end_turn',
};

/** What a provider's model generated, as Converse says it. Throws UnusableResponse for tool input that is no JSON. */
export function toConverseResponse(
  result: LanguageModelV3GenerateResult,
): Pick<ConverseResponse, 'output' | 'stopReason' | 'usage'> {
  return {
    output: { message: { role: 'assistant', content: result.content.flatMap(block) } },
    stopReason: stopReason(result.finishReason),
    usage: usage(result.usage),
  };
}

/** Files and sources have no place in the answers of a prompt node. */
function block(part: LanguageModelV3Content): Message['content'][number][] {
  switch (part.type) {
    case 'text':
      return [{ text: part.text }];
    case 'reasoning':
      return part.text === '' ? [] : [{ reasoningContent: { reasoningText: { text: part.text } } }];
    case 'tool-call':
      return [{ toolUse: { toolUseId: part.toolCallId, name: part.toolName, input: toolInput(part.input) } }];
    default:
      return [];
  }
}

function toolInput(text: string): JsonValue {
  if (text.trim() === '') return {};
  let input: JsonValue;
  try {
    input = JSON.parse(text) as JsonValue;
  } catch {
    throw new UnusableResponse('answered with a tool use whose input is no JSON');
  }
  if (isDeeperThan(input, MAX_TOOL_INPUT_DEPTH))
    throw new UnusableResponse(
      `answered with a tool use whose input is nested more than ${MAX_TOOL_INPUT_DEPTH} levels deep`,
    );
  return input;
}

function isDeeperThan(value: JsonValue, limit: number): boolean {
  let level: JsonValue[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((member) =>
      typeof member === 'object' && member !== null ? Object.values(member) : [],
    );
  }
  return false;
}

function stopReason({ unified, raw }: LanguageModelV3FinishReason): StopReason {
  if (raw !== undefined && STOP_REASONS.has(raw)) return raw as StopReason;
  return STOP_REASON_OF[unified];
}

/** Converse counts tokens read from or written to a cache apart; `totalTokens` is all of them. */
function usage({ inputTokens, outputTokens }: LanguageModelV3Usage): TokenUsage {
  const { total = 0, cacheRead, cacheWrite } = inputTokens;
  const input = inputTokens.noCache ?? Math.max(0, total - (cacheRead ?? 0) - (cacheWrite ?? 0));
  const output = outputTokens.total ?? 0;
  return {
    inputTokens: input,
    outputTokens: output,
    totalTokens: input + (cacheRead ?? 0) + (cacheWrite ?? 0) + output,
    ...(cacheRead ? { cacheReadInputTokens: cacheRead } : {}),
    ...(cacheWrite ? { cacheWriteInputTokens: cacheWrite } : {}),
  };
}
