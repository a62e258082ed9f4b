import type {
  ContentBlock,
  Message,
  StopReason,
  SystemContentBlock,
  ToolConfiguration,
} from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import type { ToolResultContentBlock } from '@streambed/model/bedrock-runtime';
import { answerText, jsonObjectIn } from '../answer-content.ts';
import type { NativeConversation, TextFamily } from '../family.ts';
import { IMAGE_MEDIA_TYPES, imageFormatOf } from '../image-format.ts';
import { type BodyObject, base64Bytes, malformedBody } from '../native-body.ts';
import { withoutUnusedTools } from '../tool-choice.ts';
import { alternating } from '../turns.ts';
import { mistralSettings } from './mistral-settings.ts';

/** Mistral's chat completion: messages with tool calls, as in Mistral's own API. */
export const mistralChat: TextFamily = (body, about) => {
  const messages: Message[] = [];
  const system: SystemContentBlock[] = [];
  for (const message of body.objects('messages') ?? body.missing('messages'))
    addMessage(message, messages, system);
  const toolConfig = toolsOf(body);
  const choice = body.word('tool_choice', ['auto', 'any', 'required', 'none']);
  const settings = mistralSettings(body);
  body.refuseOthers();
  return {
    request: {
      messages: alternating(messages),
      ...(system.length > 0 && { system }),
      ...settings,
      ...chosenTools(body, messages, toolConfig, choice),
    },
    ...answers(about),
  };
};

const addMessage = (message: BodyObject, messages: Message[], system: SystemContentBlock[]): void => {
  const role = message.word('role', ['system', 'user', 'assistant', 'tool']) ?? message.missing('role');
  switch (role) {
    case 'system':
      for (const { text } of contentOf(message)) if (text !== undefined) system.push({ text });
      break;
    case 'tool':
      messages.push({ role: 'user', content: [toolResultOf(message)] });
      break;
    case 'user':
      messages.push({ role, content: contentOf(message) });
      break;
    case 'assistant':
      messages.push({ role, content: [...contentOf(message), ...toolCallsOf(message)] });
  }
  message.flag('prefix');
  message.refuseOthers();
};

/** A text, or parts. The empty text stands beside tool calls and says nothing. */
const contentOf = (message: BodyObject): ContentBlock[] => {
  const content = message.json('content');
  if (content === undefined || content === '') return [];
  if (typeof content === 'string') return [{ text: content }];
  return (message.objects('content') ?? []).map((part) => {
    const type = part.word('type', ['text', 'image_url']) ?? part.missing('type');
    const block = type === 'text' ? { text: part.requiredText('text') } : imageOf(part);
    part.refuseOthers();
    return block;
  });
};

const DATA_URL = /^data:([a-z]+\/[a-z0-9.+-]+);base64,/;

/** Images come as data: URLs, as they are or in an object. Nothing is fetched from anywhere. */
const imageOf = (part: BodyObject): ContentBlock => {
  const isText = typeof part.json('image_url') === 'string';
  const url = isText ? part.text('image_url') : part.object('image_url')?.requiredText('url');
  if (url === undefined) part.missing('image_url');
  const path = part.at('image_url');
  const [start = '', mediaType = ''] = DATA_URL.exec(url.slice(0, 100)) ?? [];
  const format = imageFormatOf(mediaType);
  if (format === undefined)
    throw malformedBody(path, `expected a data: URL of ${IMAGE_MEDIA_TYPES.join(', ')} in base64`);
  return { image: { format, source: { bytes: base64Bytes(url.slice(start.length), path) } } };
};

const toolCallsOf = (message: BodyObject): ContentBlock[] =>
  (message.objects('tool_calls') ?? []).map((call) => {
    const toolUseId = call.requiredText('id');
    call.word('type', ['function']);
    call.integer('index');
    const asked = call.object('function') ?? call.missing('function');
    const name = asked.requiredText('name');
    const input = argumentsOf(asked);
    asked.refuseOthers();
    call.refuseOthers();
    return { toolUse: { toolUseId, name, input } };
  });

/** JSON as text, or as it is. */
const argumentsOf = (asked: BodyObject): JsonObject => {
  const given = asked.json('arguments');
  if (typeof given !== 'string') return asked.jsonObject('arguments') ?? asked.missing('arguments');
  const value = jsonObjectIn(given);
  if (value === undefined) throw malformedBody(asked.at('arguments'), 'expected an object as JSON');
  return value;
};

const toolResultOf = (message: BodyObject): ContentBlock => {
  const toolUseId = message.requiredText('tool_call_id');
  message.text('name');
  const content = contentOf(message).flatMap(({ text, image }): ToolResultContentBlock[] => {
    if (text !== undefined) return [{ text }];
    return image === undefined ? [] : [{ image }];
  });
  return { toolResult: { toolUseId, content } };
};

const toolsOf = (body: BodyObject): ToolConfiguration | undefined => {
  const tools = (body.objects('tools') ?? []).map((tool) => {
    tool.word('type', ['function']);
    const described = tool.object('function') ?? tool.missing('function');
    const name = described.requiredText('name');
    const description = described.text('description');
    const strict = described.flag('strict');
    const json = described.jsonObject('parameters') ?? { type: 'object', properties: {} };
    described.refuseOthers();
    tool.refuseOthers();
    return {
      toolSpec: {
        name,
        inputSchema: { json },
        ...(description !== undefined && description !== '' && { description }),
        ...(strict !== undefined && { strict }),
      },
    };
  });
  return tools.length === 0 ? undefined : { tools };
};

const chosenTools = (
  body: BodyObject,
  messages: readonly Message[],
  toolConfig: ToolConfiguration | undefined,
  choice: 'auto' | 'any' | 'required' | 'none' | undefined,
): { toolConfig?: ToolConfiguration } => {
  if (toolConfig === undefined) return {};
  if (choice === 'none') return withoutUnusedTools(messages, body.at('tool_choice'));
  if (choice === undefined) return { toolConfig };
  return { toolConfig: { ...toolConfig, toolChoice: choice === 'auto' ? { auto: {} } : { any: {} } } };
};

const answers = ({ modelId, id, now }: Parameters<TextFamily>[1]): Omit<NativeConversation, 'request'> => {
  const about = (object: string): JsonObject => ({
    id,
    object,
    created: Math.floor(now / 1000),
    model: modelId,
  });
  return {
    whole: ({ output: { message }, stopReason, usage }) => {
      const calls = message.content.flatMap(({ toolUse }) => (toolUse === undefined ? [] : [toolUse]));
      return {
        ...about('chat.completion'),
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: answerText(message),
              ...(calls.length > 0 && {
                tool_calls: calls.map(({ toolUseId, name, input }) =>
                  toolCall(toolUseId, name, JSON.stringify(input)),
                ),
              }),
            },
            ...stopped(stopReason),
          },
        ],
        usage: usageOf(usage),
      };
    },
    stream: () => {
      let stopReason: StopReason = 'end_turn';
      let calls = -1;
      const chunk = (said: JsonObject, end: JsonObject = { stop_reason: null, finish_reason: null }) => ({
        ...about('chat.completion.chunk'),
        // `message` is what the service's page shows, `delta` what clients of the chat API read.
        choices: [{ index: 0, message: said, delta: said, ...end }],
      });
      const callChunk = (call: JsonObject) =>
        chunk({ role: 'assistant', content: '', tool_calls: [{ index: calls, ...call }] });
      return (event) => {
        if ('messageStop' in event) stopReason = event.messageStop.stopReason;
        if ('metadata' in event)
          return [
            {
              ...chunk({ role: 'assistant', content: '' }, stopped(stopReason)),
              usage: usageOf(event.metadata.usage),
            },
          ];
        if ('contentBlockStart' in event) {
          const { toolUse } = event.contentBlockStart.start;
          if (toolUse === undefined) return [];
          calls++;
          return [callChunk(toolCall(toolUse.toolUseId, toolUse.name, ''))];
        }
        if (!('contentBlockDelta' in event)) return [];
        const { text, toolUse } = event.contentBlockDelta.delta;
        if (text !== undefined) return [chunk({ role: 'assistant', content: text })];
        return toolUse === undefined ? [] : [callChunk({ function: { arguments: toolUse.input } })];
      };
    },
  };
};

const toolCall = (id: string, name: string, input: string): JsonObject => ({
  id,
  type: 'function',
  function: { name, arguments: input },
});

const usageOf = ({
  inputTokens,
  outputTokens,
  totalTokens,
}: {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
}): JsonObject => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: totalTokens,
});

/** Under the name of the service's page, and under that of the chat API. */
const stopped = (reason: StopReason): JsonObject => {
  const word = wordOf(reason);
  return { stop_reason: word, finish_reason: word };
};

const wordOf = (reason: StopReason): string => {
  switch (reason) {
    case 'tool_use':
      return 'tool_calls';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    default:
      return 'stop';
  }
};
