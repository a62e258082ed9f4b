import type { JsonObject, JsonValue } from '@streambed/model';
import type { AiSdkType } from './adapters/ai-sdk/ai-sdk-type.ts';
import { eventStream, WIRE_FORMS } from './adapters/ai-sdk/wire/write-answer.fixture.ts';
import type { FakeAnswer } from './fake-provider.fixture.ts';

/** A provider's wire protocol, as its public reference documents it; enough of it for one answer. For tests. */
export interface FakeProtocol {
  answer(answer: FakeAnswer): JsonObject;
  error(status: number, error: { readonly code: string; readonly message: string }): JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
  /** The same answer as server-sent events, each written by itself; absent where the protocol streams in another form. */
  events?(answer: FakeAnswer): string[];
  /** The answer to `GET path`, if the protocol has one there. */
  models?(path: string): JsonObject | undefined;
}

const present = (...members: (JsonObject | undefined)[]): JsonObject[] =>
  members.filter((member) => member !== undefined);

/** An answer as the events of a provider's stream, its text word by word. */
const eventsOf =
  (type: AiSdkType) =>
  ({ text, reasoning, toolUse, stop = 'end', usage = { input: 1, output: 1 } }: FakeAnswer): string[] =>
    WIRE_FORMS[type]
      .stream(
        {
          id: 'fake-1',
          content: [
            ...(reasoning === undefined
              ? []
              : [{ reasoningContent: { reasoningText: { text: reasoning, signature: 'sig' } } }]),
            ...(text === undefined ? [] : [{ text }]),
            ...(toolUse === undefined
              ? []
              : [
                  {
                    toolUse: { toolUseId: toolUse.id, name: toolUse.name, input: JSON.parse(toolUse.input) },
                  },
                ]),
          ],
          stopReason: (
            { end: 'end_turn', length: 'max_tokens', tool: 'tool_use', filter: 'content_filtered' } as const
          )[stop],
          usage: {
            inputTokens: usage.input - (usage.cacheRead ?? 0),
            outputTokens: usage.output,
            totalTokens: usage.input + usage.output,
            ...(usage.cacheRead === undefined ? {} : { cacheReadInputTokens: usage.cacheRead }),
          },
        },
        (words) => words.split(/(?<= )/u),
      )
      .map((event) => eventStream([event]));

/** OpenAI chat completions, which most local servers speak too. */
export const openAiChat: FakeProtocol = {
  events: eventsOf('openai'),
  answer: ({ text = null, reasoning, toolUse, stop = 'end', usage }) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'fake',
    choices: [
      {
        index: 0,
        finish_reason: { end: 'stop', length: 'length', tool: 'tool_calls', filter: 'content_filter' }[stop],
        message: {
          role: 'assistant',
          content: text,
          ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
          ...(toolUse === undefined
            ? {}
            : {
                tool_calls: [
                  {
                    id: toolUse.id,
                    type: 'function',
                    function: { name: toolUse.name, arguments: toolUse.input },
                  },
                ],
              }),
        },
      },
    ],
    ...(usage === undefined
      ? {}
      : {
          usage: {
            prompt_tokens: usage.input,
            completion_tokens: usage.output,
            total_tokens: usage.input + usage.output,
            prompt_tokens_details: { cached_tokens: usage.cacheRead ?? 0 },
          },
        }),
  }),
  error: (_status, { code, message }) => ({ error: { message, type: code, code, param: null } }),
};

/** Ollama: its own list of models beside OpenAI's chat completions. */
export const ollama = (models: readonly string[]): FakeProtocol => ({
  ...openAiChat,
  models: (path) => (path === '/api/tags' ? { models: models.map((name) => ({ name })) } : undefined),
});

/** Anthropic Messages. */
export const anthropicMessages: FakeProtocol = {
  events: eventsOf('anthropic'),
  answer: ({ text, reasoning, toolUse, stop = 'end', usage = { input: 1, output: 1 } }) => ({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'fake',
    content: present(
      reasoning === undefined ? undefined : { type: 'thinking', thinking: reasoning, signature: 'sig' },
      text === undefined ? undefined : { type: 'text', text },
      toolUse && { type: 'tool_use', id: toolUse.id, name: toolUse.name, input: JSON.parse(toolUse.input) },
    ),
    stop_reason: { end: 'end_turn', length: 'max_tokens', tool: 'tool_use', filter: 'refusal' }[stop],
    stop_sequence: null,
    usage: {
      input_tokens: usage.input,
      output_tokens: usage.output,
      cache_read_input_tokens: usage.cacheRead ?? 0,
      cache_creation_input_tokens: 0,
    },
  }),
  error: (_status, { code, message }) => ({ type: 'error', error: { type: code, message } }),
};

/** Gemini generateContent. */
export const geminiGenerateContent: FakeProtocol = {
  events: eventsOf('google'),
  answer: ({ text, reasoning, toolUse, stop = 'end', usage = { input: 1, output: 1 } }) => ({
    candidates: [
      {
        content: {
          role: 'model',
          parts: present(
            reasoning === undefined ? undefined : { text: reasoning, thought: true },
            text === undefined ? undefined : { text },
            toolUse && { functionCall: { name: toolUse.name, args: JSON.parse(toolUse.input) as JsonValue } },
          ),
        },
        finishReason: { end: 'STOP', length: 'MAX_TOKENS', tool: 'STOP', filter: 'SAFETY' }[stop],
      },
    ],
    usageMetadata: {
      promptTokenCount: usage.input,
      candidatesTokenCount: usage.output,
      totalTokenCount: usage.input + usage.output,
      cachedContentTokenCount: usage.cacheRead ?? 0,
    },
  }),
  error: (status, { code, message }) => ({ error: { code: status, status: code, message } }),
};

/** Bedrock Converse. */
export const bedrockConverse: FakeProtocol = {
  answer: ({ text, reasoning, toolUse, stop = 'end', usage = { input: 1, output: 1 } }) => ({
    output: {
      message: {
        role: 'assistant',
        content: present(
          reasoning === undefined ? undefined : { reasoningContent: { reasoningText: { text: reasoning } } },
          text === undefined ? undefined : { text },
          toolUse && {
            toolUse: { toolUseId: toolUse.id, name: toolUse.name, input: JSON.parse(toolUse.input) },
          },
        ),
      },
    },
    stopReason: { end: 'end_turn', length: 'max_tokens', tool: 'tool_use', filter: 'content_filtered' }[stop],
    usage: {
      inputTokens: usage.input - (usage.cacheRead ?? 0),
      outputTokens: usage.output,
      totalTokens: usage.input + usage.output,
      ...(usage.cacheRead === undefined ? {} : { cacheReadInputTokens: usage.cacheRead }),
    },
    metrics: { latencyMs: 1 },
  }),
  error: (_status, { code, message }) => ({ message, type: code }),
  headers: { 'x-amzn-requestid': '11111111-2222-4333-8444-555555555555' },
};
