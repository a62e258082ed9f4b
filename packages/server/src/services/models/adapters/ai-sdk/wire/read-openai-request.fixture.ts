import { joined, type Plain, type Said, type SaidBlock, type SaidMessage } from './said.fixture.ts';

/** Reads a request of OpenAI's chat completions as its public reference has it, knowing nothing of the adapter. */
export function readOpenAiRequest(body: Plain): Said {
  const system: SaidBlock[] = [];
  const messages: SaidMessage[] = [];
  for (const message of body.messages) {
    if (message.role === 'system') system.push({ block: { text: message.content } });
    else if (message.role === 'tool') messages.push({ role: 'user', content: [toolResult(message)] });
    else
      messages.push({
        role: message.role,
        content: message.role === 'user' ? parts(message.content) : answer(message),
      });
  }
  const format = body.response_format?.json_schema;
  return {
    system,
    messages: joined(messages),
    tools: (body.tools ?? []).map(({ function: { parameters, ...spec } }: Plain) => ({
      block: { toolSpec: { ...spec, inputSchema: { json: parameters } } },
    })),
    ...(body.tool_choice === undefined ? {} : { toolChoice: toolChoice(body.tool_choice) }),
    inference: {
      ...(body.max_tokens === undefined ? {} : { maxTokens: body.max_tokens }),
      ...(body.temperature === undefined ? {} : { temperature: body.temperature }),
      ...(body.top_p === undefined ? {} : { topP: body.top_p }),
      ...(body.stop === undefined ? {} : { stopSequences: body.stop }),
    },
    ...(format === undefined
      ? {}
      : {
          format: {
            schema: format.schema,
            ...(format.name === 'response' ? {} : { name: format.name }),
            ...(format.description === undefined ? {} : { description: format.description }),
          },
        }),
    ...(body.reasoning_effort === undefined ? {} : { effort: body.reasoning_effort }),
  };
}

function answer({ content, reasoning_content, tool_calls = [] }: Plain): SaidBlock[] {
  return [
    ...(reasoning_content === undefined
      ? []
      : [{ block: { reasoningContent: { reasoningText: { text: reasoning_content } } } }]),
    ...(content === null ? [] : parts(content)),
    ...tool_calls.map(({ id, function: { name, arguments: input } }: Plain) => ({
      block: { toolUse: { toolUseId: id, name, input: JSON.parse(input) } },
    })),
  ];
}

const toolResult = ({ tool_call_id, content }: Plain): SaidBlock => ({
  block: { toolResult: { toolUseId: tool_call_id, content: [{ text: content }] } },
});

function parts(content: Plain): SaidBlock[] {
  if (typeof content === 'string') return [{ block: { text: content } }];
  return content.map((part: Plain) => ({ block: partBlock(part) }));
}

function partBlock(part: Plain): Plain {
  if (part.type === 'text') return { text: part.text };
  if (part.type === 'image_url') {
    const [, format, base64] = /^data:image\/([a-z]+);base64,(.*)$/.exec(part.image_url.url) ?? [];
    return { image: { format, source: { bytes: { base64 } } } };
  }
  const { filename, file_data } = part.file;
  const base64 = file_data.replace('data:application/pdf;base64,', '');
  return { document: { format: 'pdf', name: filename.replace(/\.pdf$/, ''), source: { bytes: { base64 } } } };
}

function toolChoice(choice: Plain): Plain {
  if (choice === 'auto') return { auto: {} };
  return choice === 'required' ? { any: {} } : { tool: { name: choice.function.name } };
}
