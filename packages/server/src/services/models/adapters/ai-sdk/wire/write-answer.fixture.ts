import type { ContentBlock } from '@streambed/flow/ports';
import type { AiSdkType } from '../ai-sdk-type.ts';
import type { Answer } from './answers.fixture.ts';
import type { Plain } from './said.fixture.ts';

/** Cuts a text into the pieces in which a stream brings it; a test draws where. */
export type Cut = (text: string) => string[];

/** An answer as a provider writes it, after the public references. For tests. */
export interface WireForm {
  /** Of a request that wants no stream. */
  whole(answer: Answer): Plain;
  /** The events of a stream: type (where the provider names it) and data. */
  stream(answer: Answer, cut: Cut): (readonly [event: string | undefined, data: Plain])[];
}

/** Server-sent events as the WHATWG's HTML has them. */
export const eventStream = (events: ReturnType<WireForm['stream']>): string =>
  events
    .map(([event, data]) => {
      const line = `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
      return event === undefined ? line : `event: ${event}\n${line}`;
    })
    .join('');

const redactedData = (block: ContentBlock): string =>
  new TextDecoder().decode(block.reasoningContent?.redactedContent);

/** https://platform.openai.com/docs/api-reference/chat: object, chunk object, [DONE]. */
const openAi: WireForm = {
  whole: ({ id, content, stopReason, usage }) => ({
    id,
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'fake',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: content.find(({ text }) => text !== undefined)?.text ?? null,
          ...reasoningMember(content),
          refusal: null,
          annotations: [],
          ...(content.some(({ toolUse }) => toolUse)
            ? {
                tool_calls: content.flatMap(({ toolUse }) =>
                  toolUse
                    ? [
                        {
                          id: toolUse.toolUseId,
                          type: 'function',
                          function: { name: toolUse.name, arguments: JSON.stringify(toolUse.input) },
                        },
                      ]
                    : [],
                ),
              }
            : {}),
        },
        logprobs: null,
        ...finishOpenAi(stopReason),
      },
    ],
    usage: openAiUsage(usage),
    service_tier: 'default',
    system_fingerprint: 'fp_1',
  }),
  stream({ id, content, stopReason, usage }, cut) {
    const chunk = (choices: Plain, more: Plain = {}) =>
      [
        undefined,
        {
          id,
          object: 'chat.completion.chunk',
          created: 1_700_000_000,
          model: 'fake',
          choices,
          usage: null,
          ...more,
        },
      ] as const;
    const delta = (given: Plain, finish: Plain = { finish_reason: null }) =>
      chunk([{ index: 0, delta: given, logprobs: null, ...finish }]);
    let calls = -1;
    return [
      delta({ role: 'assistant', content: '', refusal: null }),
      ...content.flatMap(({ text, reasoningContent, toolUse }) => {
        if (reasoningContent)
          return cut(reasoningContent.reasoningText?.text ?? '').map((piece) =>
            delta({ reasoning_content: piece }),
          );
        if (!toolUse) return cut(text ?? '').map((piece) => delta({ content: piece }));
        const index = ++calls;
        return [
          delta({
            tool_calls: [
              {
                index,
                id: toolUse.toolUseId,
                type: 'function',
                function: { name: toolUse.name, arguments: '' },
              },
            ],
          }),
          ...cut(JSON.stringify(toolUse.input)).map((piece) =>
            delta({ tool_calls: [{ index, function: { arguments: piece } }] }),
          ),
        ];
      }),
      delta({}, finishOpenAi(stopReason)),
      chunk([], { usage: openAiUsage(usage) }),
      [undefined, '[DONE]'],
    ];
  },
};

const reasoningMember = (content: readonly ContentBlock[]): Plain => {
  const text = content.find(({ reasoningContent }) => reasoningContent)?.reasoningContent?.reasoningText
    ?.text;
  return text === undefined ? {} : { reasoning_content: text };
};

/** `stop_reason` is vLLM's: the stop sequence that was met. */
const finishOpenAi = (stopReason: Answer['stopReason']): Plain => ({
  finish_reason:
    { tool_use: 'tool_calls', max_tokens: 'length', content_filtered: 'content_filter' }[
      stopReason as string
    ] ?? 'stop',
  ...(stopReason === 'stop_sequence' ? { stop_reason: 'END' } : {}),
});

const openAiUsage = ({ inputTokens, outputTokens, cacheReadInputTokens = 0 }: Answer['usage']): Plain => ({
  prompt_tokens: inputTokens + cacheReadInputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + cacheReadInputTokens + outputTokens,
  prompt_tokens_details: { cached_tokens: cacheReadInputTokens, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
});

/** https://docs.anthropic.com/en/api/messages and its page on streaming. */
const anthropic: WireForm = {
  whole: ({ id, content, ...answer }) => ({
    id,
    type: 'message',
    role: 'assistant',
    model: 'fake',
    content: content.map(anthropicBlock),
    ...anthropicStop(answer.stopReason),
    usage: { ...anthropicInput(answer.usage), output_tokens: answer.usage.outputTokens },
  }),
  stream({ id, content, stopReason, usage }, cut) {
    const event = (type: string, data: Plain = {}) => [type, { type, ...data }] as const;
    return [
      event('message_start', {
        message: {
          id,
          type: 'message',
          role: 'assistant',
          model: 'fake',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { ...anthropicInput(usage), output_tokens: 1 },
        },
      }),
      event('ping'),
      ...content.flatMap((block, index) => [
        event('content_block_start', { index, content_block: anthropicStart(block) }),
        ...anthropicDeltas(block, cut).map((delta) => event('content_block_delta', { index, delta })),
        event('content_block_stop', { index }),
      ]),
      event('message_delta', {
        delta: anthropicStop(stopReason),
        usage: { output_tokens: usage.outputTokens },
      }),
      event('message_stop'),
    ];
  },
};

function anthropicBlock(block: ContentBlock): Plain {
  const { text, toolUse, reasoningContent, citationsContent } = block;
  if (toolUse) return { type: 'tool_use', id: toolUse.toolUseId, name: toolUse.name, input: toolUse.input };
  if (reasoningContent?.reasoningText) {
    const { text: thinking, signature } = reasoningContent.reasoningText;
    return { type: 'thinking', thinking, signature };
  }
  if (reasoningContent) return { type: 'redacted_thinking', data: redactedData(block) };
  if (citationsContent)
    return {
      type: 'text',
      text: citationsContent.content?.[0]?.text,
      citations: citationsContent.citations?.map(anthropicCitation),
    };
  return { type: 'text', text };
}

const anthropicCitation = ({ title, sourceContent, location }: Plain): Plain => ({
  type: 'char_location',
  cited_text: sourceContent[0].text,
  document_index: location.documentChar.documentIndex,
  document_title: title,
  start_char_index: location.documentChar.start,
  end_char_index: location.documentChar.end,
  file_id: null,
});

function anthropicStart(block: ContentBlock): Plain {
  const whole = anthropicBlock(block);
  if (whole.type === 'tool_use') return { ...whole, input: {} };
  if (whole.type === 'thinking') return { type: 'thinking', thinking: '', signature: '' };
  return whole.type === 'text' ? { type: 'text', text: '' } : whole;
}

function anthropicDeltas(block: ContentBlock, cut: Cut): Plain[] {
  const whole = anthropicBlock(block);
  switch (whole.type) {
    case 'tool_use':
      return ['', ...cut(JSON.stringify(whole.input))].map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }));
    case 'thinking':
      return [
        ...cut(whole.thinking).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: whole.signature },
      ];
    case 'text':
      return [
        ...cut(whole.text).map((text) => ({ type: 'text_delta', text })),
        ...(whole.citations ?? []).map((citation: Plain) => ({ type: 'citations_delta', citation })),
      ];
    default:
      return [];
  }
}

const anthropicStop = (stopReason: Answer['stopReason']): Plain => ({
  stop_reason: stopReason === 'content_filtered' ? 'refusal' : stopReason,
  stop_sequence: stopReason === 'stop_sequence' ? 'END' : null,
});

const anthropicInput = ({
  inputTokens,
  cacheReadInputTokens,
  cacheWriteInputTokens,
}: Answer['usage']): Plain => ({
  input_tokens: inputTokens,
  cache_read_input_tokens: cacheReadInputTokens ?? 0,
  cache_creation_input_tokens: cacheWriteInputTokens ?? 0,
});

/** https://ai.google.dev/api/generate-content: GenerateContentResponse, whole or chunk by chunk. */
const gemini: WireForm = {
  whole: (answer) =>
    geminiResponse(
      answer,
      geminiParts(answer.content, (text) => [text]),
      true,
    ),
  stream(answer, cut) {
    const parts = geminiParts(answer.content, cut);
    // Each chunk brings a part or two; the last one brings the end as well.
    const chunks = parts.flatMap((_, i) => (i % 2 === 0 ? [parts.slice(i, i + 2)] : []));
    const all = chunks.length > 0 ? chunks : [[]];
    return all.map((some, i) => [undefined, geminiResponse(answer, some, i === all.length - 1)] as const);
  },
};

function geminiParts(content: readonly ContentBlock[], cut: Cut): Plain[] {
  const parts: Plain[] = [];
  for (const { text, toolUse, reasoningContent } of content) {
    const { text: thought, signature } = reasoningContent?.reasoningText ?? {};
    if (toolUse) {
      parts.push({ functionCall: { id: toolUse.toolUseId, name: toolUse.name, args: toolUse.input } });
    } else if (text !== undefined) {
      parts.push(...cut(text).map((piece) => ({ text: piece })));
    } else if (thought === '') {
      Object.assign(parts.at(-1), { thoughtSignature: signature });
    } else {
      const pieces: Plain[] = cut(thought ?? '').map((piece) => ({ text: piece, thought: true }));
      if (signature !== undefined) Object.assign(pieces.at(-1), { thoughtSignature: signature });
      parts.push(...pieces);
    }
  }
  return parts;
}

const geminiResponse = ({ id, stopReason, usage }: Answer, parts: Plain[], last: boolean): Plain => ({
  candidates: [
    {
      content: { role: 'model', ...(parts.length > 0 ? { parts } : {}) },
      ...(last
        ? {
            finishReason:
              {
                max_tokens: 'MAX_TOKENS',
                content_filtered: 'SAFETY',
                malformed_tool_use: 'MALFORMED_FUNCTION_CALL',
              }[stopReason as string] ?? 'STOP',
          }
        : {}),
      index: 0,
    },
  ],
  usageMetadata: {
    promptTokenCount: usage.inputTokens + (usage.cacheReadInputTokens ?? 0),
    candidatesTokenCount: last ? Math.floor(usage.outputTokens / 2) : 0,
    ...(last ? { thoughtsTokenCount: Math.ceil(usage.outputTokens / 2) } : {}),
    totalTokenCount: usage.totalTokens,
    cachedContentTokenCount: usage.cacheReadInputTokens ?? 0,
  },
  modelVersion: 'fake',
  responseId: id,
});

export const WIRE_FORMS: Readonly<Record<AiSdkType, WireForm>> = {
  openai: openAi,
  'openai-compatible': openAi,
  anthropic,
  google: gemini,
};
