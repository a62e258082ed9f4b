import type {
  ContentBlock,
  ConverseResponse,
  Message,
  StopReason,
  SystemContentBlock,
  TokenUsage,
  ToolConfiguration,
} from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';
import { answerText, toolInputOf } from '../answer-content.ts';
import type { FragmentWriter, TextFamily } from '../family.ts';
import { type BodyObject, malformedBody } from '../native-body.ts';
import { alternating } from '../turns.ts';
import { parameterSchema } from './cohere-tools.ts';

/**
 * Cohere Command R and R+: one message, what was said before it, documents and tools. Its tool calls have no ids, so
 * they get their place in the conversation for one. Source: services-data.md section 2.
 */
export const cohereCommand: TextFamily = (body, { id }) => {
  const message = body.text('message') ?? body.missing('message');
  const history = body.objects('chat_history') ?? [];
  const past = readHistory(history);
  const preamble = body.text('preamble');
  const documents = documentsOf(body);
  const toolConfig = toolsOf(body);
  const results = body.objects('tool_results');
  const maxTokens = body.integer('max_tokens', { min: 1 });
  const temperature = body.number('temperature', { min: 0, max: 1 });
  const topP = body.number('p', { min: 0, max: 1 });
  const stopSequences = body.stopSequences('stop_sequences');
  // What Converse does not know, and models of other makers call otherwise.
  body.integer('k', { min: 0 });
  body.integer('seed');
  body.number('frequency_penalty', { min: 0, max: 1 });
  body.number('presence_penalty', { min: 0, max: 1 });
  const additional = body.picked(['k', 'frequency_penalty', 'presence_penalty', 'seed']);
  for (const unused of UNUSED) body.json(unused);
  body.refuseOthers();
  if (message.trim() === '' && results === undefined)
    throw malformedBody(body.at('message'), 'expected minLength: 1, actual: 0');

  const asked: Message = {
    role: 'user',
    content: message.trim() === '' ? [] : [...documents, { text: message }],
  };
  const messages = alternating([...past.messages, asked, ...withResults(past, results)]);
  const system: SystemContentBlock[] = [
    ...(preamble === undefined || preamble === '' ? [] : [{ text: preamble }]),
    ...past.system,
  ];
  const chatHistory: readonly JsonValue[] = [
    ...((body.list('chat_history') ?? []) as JsonValue[]),
    ...(message === '' ? [] : [{ role: 'USER', message }]),
  ];

  const whole = ({
    output,
    stopReason,
    usage,
  }: Pick<ConverseResponse, 'output' | 'stopReason' | 'usage'>) => {
    const text = answerText(output.message);
    const calls = output.message.content.flatMap(({ toolUse }) =>
      toolUse === undefined ? [] : [{ name: toolUse.name, parameters: toolUse.input }],
    );
    return {
      response_id: id,
      generation_id: id,
      text,
      chat_history: [
        ...chatHistory,
        { role: 'CHATBOT', message: text, ...(calls.length > 0 && { tool_calls: calls }) },
      ],
      finish_reason: finishReasonOf(stopReason),
      ...(calls.length > 0 && { tool_calls: calls }),
      meta: metaOf(usage),
    };
  };
  return {
    request: {
      messages,
      ...(system.length > 0 && { system }),
      ...(toolConfig !== undefined && { toolConfig }),
      inferenceConfig: {
        ...(maxTokens !== undefined && { maxTokens }),
        ...(temperature !== undefined && { temperature }),
        ...(topP !== undefined && { topP }),
        ...(stopSequences !== undefined && { stopSequences }),
      },
      ...(Object.keys(additional).length > 0 && { additionalModelRequestFields: additional }),
    },
    whole,
    stream: () => fragments(id, whole),
  };
};

/** Members that steer what only Cohere's own service does; taken, and without effect. */
const UNUSED = [
  'prompt_truncation',
  'return_prompt',
  'search_queries_only',
  'raw_prompting',
  'citation_quality',
];

interface Past {
  readonly messages: Message[];
  readonly system: SystemContentBlock[];
  /** How many tool calls there were so far: the next one's id. */
  calls: number;
  /** The calls of the last turn that are not answered yet. */
  open: ToolCall[];
}

interface ToolCall {
  readonly toolUseId: string;
  readonly name: string;
  readonly input: JsonObject;
}

const readHistory = (turns: readonly BodyObject[]): Past => {
  const past: Past = { messages: [], system: [], calls: 0, open: [] };
  for (const turn of turns) {
    const role = turn.word('role', ['USER', 'CHATBOT', 'SYSTEM', 'TOOL']) ?? turn.missing('role');
    const text = turn.text('message') ?? (role === 'TOOL' ? '' : turn.missing('message'));
    const said: ContentBlock[] = text.trim() === '' ? [] : [{ text }];
    const calls = turn.objects('tool_calls') ?? [];
    const results = turn.objects('tool_results') ?? [];
    turn.text('user_name');
    turn.refuseOthers();
    if (role === 'SYSTEM') past.system.push(...(text.trim() === '' ? [] : [{ text }]));
    else if (role === 'USER') past.messages.push({ role: 'user', content: said });
    else if (role === 'CHATBOT') {
      past.open = calls.map((call) => readCall(call, past));
      past.messages.push({ role: 'assistant', content: [...said, ...past.open.map(toolUseOf)] });
    } else past.messages.push(...withResults(past, results));
  }
  return past;
};

const readCall = (call: BodyObject, past: Past): ToolCall => {
  const name = call.requiredText('name');
  const input = call.jsonObject('parameters') ?? {};
  call.text('generation_id');
  call.refuseOthers();
  return { toolUseId: `call_${past.calls++}`, name, input };
};

const toolUseOf = ({ toolUseId, name, input }: ToolCall): ContentBlock => ({
  toolUse: { toolUseId, name, input },
});

/**
 * The results of the calls of the turn before: each repeats its call. Where no turn made them, that turn is written
 * here, since a client need not send it.
 */
const withResults = (past: Past, results: readonly BodyObject[] | undefined): Message[] => {
  if (results === undefined || results.length === 0) return [];
  const given = results.map((result) => {
    const call = result.object('call') ?? result.missing('call');
    const read = readCall(call, { ...past });
    const outputs = result.list('outputs') ?? result.missing('outputs');
    result.refuseOthers();
    return { read, outputs };
  });
  const isAnswer = past.open.length > 0;
  const made = isAnswer
    ? past.open
    : given.map(({ read }) => ({ ...read, toolUseId: `call_${past.calls++}` }));
  past.open = [];
  const left = Map.groupBy(given, ({ read }) => read.name);
  for (const found of left.values()) found.reverse();
  const answers = made.map(({ toolUseId, name }): ContentBlock => {
    const found = left.get(name)?.pop();
    return {
      toolResult: {
        toolUseId,
        content: found === undefined ? [] : found.outputs.map((json) => ({ json })),
      },
    };
  });
  const answer: Message = { role: 'user', content: answers };
  return isAnswer ? [answer] : [{ role: 'assistant', content: made.map(toolUseOf) }, answer];
};

/** Snippets that the answer shall rest on, before the message, each with what is known about it. */
const documentsOf = (body: BodyObject): ContentBlock[] =>
  (body.list('documents') ?? []).map((document, index) => {
    if (typeof document === 'string') return { text: document };
    if (document === null || typeof document !== 'object' || Array.isArray(document))
      throw malformedBody(`${body.at('documents')}/${index}`, 'expected type: JSONObject');
    const lines = Object.entries(document).map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    return { text: [`Document ${index + 1}`, ...lines].join('\n') };
  });

const toolsOf = (body: BodyObject): ToolConfiguration | undefined => {
  const tools = (body.objects('tools') ?? []).map((tool) => {
    const name = tool.requiredText('name');
    const description = tool.text('description');
    const json = parameterSchema(tool);
    tool.refuseOthers();
    return {
      toolSpec: {
        name,
        inputSchema: { json },
        ...(description !== undefined && description !== '' && { description }),
      },
    };
  });
  return tools.length === 0 ? undefined : { tools };
};

/** The last fragment repeats the whole answer, so it is put together on the way. */
const fragments = (
  id: string,
  whole: (answer: Pick<ConverseResponse, 'output' | 'stopReason' | 'usage'>) => JsonObject,
): FragmentWriter => {
  let stopReason: StopReason = 'end_turn';
  let text = '';
  const calls: { toolUseId: string; name: string; input: string }[] = [];
  const fragment = (type: string, members: JsonObject): JsonObject => ({
    event_type: type,
    is_finished: type === 'stream-end',
    ...members,
  });
  const end = (usage: TokenUsage): JsonObject[] => {
    const content: ContentBlock[] = [
      ...(text === '' ? [] : [{ text }]),
      ...calls.map(({ input, ...call }) => ({ toolUse: { ...call, input: toolInputOf(input) } })),
    ];
    const response = whole({ output: { message: { role: 'assistant', content } }, stopReason, usage });
    return [
      ...(calls.length > 0
        ? [fragment('tool-calls-generation', { tool_calls: response.tool_calls ?? [] })]
        : []),
      fragment('stream-end', { finish_reason: finishReasonOf(stopReason), response }),
    ];
  };
  return (event) => {
    if ('messageStart' in event) return [fragment('stream-start', { generation_id: id })];
    if ('contentBlockStart' in event) {
      const { toolUse } = event.contentBlockStart.start;
      if (toolUse !== undefined) calls.push({ toolUseId: toolUse.toolUseId, name: toolUse.name, input: '' });
      return [];
    }
    if ('messageStop' in event) stopReason = event.messageStop.stopReason;
    if ('metadata' in event) return end(event.metadata.usage);
    if (!('contentBlockDelta' in event)) return [];
    const { text: said, toolUse } = event.contentBlockDelta.delta;
    const call = calls.at(-1);
    if (toolUse !== undefined && call !== undefined) call.input += toolUse.input;
    if (said === undefined) return [];
    text += said;
    return [fragment('text-generation', { text: said })];
  };
};

const metaOf = ({ inputTokens, outputTokens }: TokenUsage): JsonObject => ({
  api_version: { version: '1' },
  billed_units: { input_tokens: inputTokens, output_tokens: outputTokens },
});

const finishReasonOf = (reason: StopReason): string => {
  switch (reason) {
    case 'max_tokens':
      return 'MAX_TOKENS';
    case 'model_context_window_exceeded':
      return 'ERROR_LIMIT';
    case 'content_filtered':
      return 'ERROR_TOXIC';
    case 'malformed_model_output':
    case 'malformed_tool_use':
      return 'ERROR';
    default:
      return 'COMPLETE';
  }
};
