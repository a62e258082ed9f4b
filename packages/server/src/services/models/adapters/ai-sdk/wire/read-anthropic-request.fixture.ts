import { joined, type Plain, type Said, type SaidBlock } from './said.fixture.ts';

/** Reads a request of Anthropic's Messages as its public reference has it, knowing nothing of the adapter. */
export function readAnthropicRequest(body: Plain): Said {
  const format = body.output_config?.format;
  return {
    system: (body.system ?? []).map(({ text, cache_control }: Plain) => said({ text }, cache_control)),
    messages: joined(
      body.messages.map(({ role, content }: Plain) => ({
        role,
        content: content.map((part: Plain) => said(block(part), part.cache_control)),
      })),
    ),
    tools: (body.tools ?? []).map(({ input_schema, cache_control, ...spec }: Plain) =>
      said({ toolSpec: { ...spec, inputSchema: { json: input_schema } } }, cache_control),
    ),
    ...(body.tool_choice === undefined ? {} : { toolChoice: toolChoice(body.tool_choice) }),
    inference: {
      maxTokens: body.max_tokens,
      ...(body.temperature === undefined ? {} : { temperature: body.temperature }),
      ...(body.top_p === undefined ? {} : { topP: body.top_p }),
      ...(body.stop_sequences === undefined ? {} : { stopSequences: body.stop_sequences }),
    },
    ...(format === undefined ? {} : { format: { schema: format.schema } }),
    ...(body.output_config?.effort === undefined ? {} : { effort: body.output_config.effort }),
  };
}

const said = (given: Plain, cacheControl: Plain): SaidBlock => ({
  block: given,
  ...(cacheControl === undefined ? {} : { cache: cacheControl.ttl ?? 'default' }),
});

function block(part: Plain): Plain {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'image':
      return image(part);
    case 'document':
      return {
        document: {
          name: part.title,
          ...(part.source.type === 'text'
            ? { format: 'txt', source: { text: part.source.data } }
            : { format: 'pdf', source: { bytes: { base64: part.source.data } } }),
        },
      };
    case 'thinking':
      return { reasoningContent: { reasoningText: { text: part.thinking, signature: part.signature } } };
    case 'redacted_thinking':
      return { reasoningContent: { redactedContent: { base64: Buffer.from(part.data).toString('base64') } } };
    case 'tool_use':
      return { toolUse: { toolUseId: part.id, name: part.name, input: part.input } };
    case 'tool_result':
      return {
        toolResult: {
          toolUseId: part.tool_use_id,
          status: part.is_error === true ? 'error' : 'success',
          content:
            typeof part.content === 'string'
              ? [{ text: part.content }]
              : part.content.map((inner: Plain) =>
                  inner.type === 'text' ? { text: inner.text } : image(inner),
                ),
        },
      };
  }
  throw new Error(`There is no block ${part.type}.`);
}

const image = ({ source: { media_type, data } }: Plain): Plain => ({
  image: { format: media_type.replace('image/', ''), source: { bytes: { base64: data } } },
});

function toolChoice({ type, name }: Plain): Plain {
  return type === 'tool' ? { tool: { name } } : { [type]: {} };
}
