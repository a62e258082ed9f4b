import type {
  JSONObject,
  LanguageModelV3CallOptions,
  LanguageModelV3FunctionTool,
  LanguageModelV3Message,
  LanguageModelV3ToolChoice,
  SharedV3ProviderOptions,
} from '@ai-sdk/provider';
import type { ConverseRequest, Message, ToolConfiguration as ToolConfig } from '@streambed/flow/ports';
import type { ProviderType } from './configuration.ts';

/** What a cache point means to those that know one: the prefix up to the block before it is kept. */
const CACHE_HERE: SharedV3ProviderOptions = {
  anthropic: { cacheControl: { type: 'ephemeral' } },
  bedrock: { cachePoint: { type: 'default' } },
};

/** Providers that take several system texts, with cache points between them; others get one text. */
const KEEPS_SYSTEM_BLOCKS: ReadonlySet<ProviderType> = new Set(['anthropic', 'amazon-bedrock']);

/**
 * A Converse request as call options of a language model, without signal and headers. additionalModelRequestFields
 * and performanceConfig are Bedrock's own and pass through to it; for other providers the fields are merged into the
 * body later (additional-fields.ts) and performanceConfig has no meaning.
 */
export function toCallOptions(request: ConverseRequest, type: ProviderType): LanguageModelV3CallOptions {
  const { inferenceConfig = {}, toolConfig } = request;
  return {
    prompt: [...systemMessages(request, type), ...request.messages.map(message)],
    ...(inferenceConfig.maxTokens === undefined ? {} : { maxOutputTokens: inferenceConfig.maxTokens }),
    ...(inferenceConfig.temperature === undefined ? {} : { temperature: inferenceConfig.temperature }),
    ...(inferenceConfig.topP === undefined ? {} : { topP: inferenceConfig.topP }),
    ...(inferenceConfig.stopSequences?.length ? { stopSequences: [...inferenceConfig.stopSequences] } : {}),
    ...(toolConfig ? toolOptions(toolConfig) : {}),
    ...(type === 'amazon-bedrock' ? { providerOptions: { bedrock: bedrockOptions(request) } } : {}),
  };
}

function bedrockOptions({ additionalModelRequestFields, performanceConfig }: ConverseRequest): JSONObject {
  return {
    ...(isFields(additionalModelRequestFields)
      ? { additionalModelRequestFields: additionalModelRequestFields as JSONObject }
      : {}),
    ...(performanceConfig?.latency === undefined
      ? {}
      : { performanceConfig: { latency: performanceConfig.latency } }),
  };
}

const isFields = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function systemMessages({ system = [] }: ConverseRequest, type: ProviderType): LanguageModelV3Message[] {
  if (!KEEPS_SYSTEM_BLOCKS.has(type)) {
    const text = system.flatMap((block) => (block.text !== undefined ? [block.text] : [])).join('\n\n');
    return text === '' ? [] : [{ role: 'system', content: text }];
  }
  return withCachePoints<(typeof system)[number], LanguageModelV3Message>(system, (block) =>
    block.text !== undefined ? [{ role: 'system', content: block.text }] : [],
  );
}

function message({ role, content }: Message): LanguageModelV3Message {
  if (role === 'user')
    return {
      role,
      content: withCachePoints<Block, UserPart>(content, (block) =>
        block.text !== undefined ? [{ type: 'text', text: block.text }] : [],
      ),
    };
  return { role: 'assistant', content: withCachePoints<Block, AssistantPart>(content, assistantPart) };
}

type Block = Message['content'][number];
type UserPart = Extract<LanguageModelV3Message, { role: 'user' }>['content'][number];
type AssistantPart = Extract<LanguageModelV3Message, { role: 'assistant' }>['content'][number];

function assistantPart(block: Block): AssistantPart[] {
  if (block.text !== undefined) return [{ type: 'text', text: block.text }];
  if (block.reasoningContent?.reasoningText)
    return [{ type: 'reasoning', text: block.reasoningContent.reasoningText.text }];
  if (!block.toolUse) return [];
  const { toolUseId, name, input } = block.toolUse;
  return [{ type: 'tool-call', toolCallId: toolUseId, toolName: name, input }];
}

/** Maps blocks; a cache point becomes a mark on what stands before it, and at the very beginning nothing. */
function withCachePoints<From extends object, Part extends { providerOptions?: SharedV3ProviderOptions }>(
  blocks: readonly From[],
  map: (block: From) => Part[],
): Part[] {
  const parts: Part[] = [];
  for (const block of blocks) {
    const last = parts.at(-1);
    if (!('cachePoint' in block)) parts.push(...map(block));
    else if (last) last.providerOptions = CACHE_HERE;
  }
  return parts;
}

function toolOptions({
  tools,
  toolChoice,
}: ToolConfig): Pick<LanguageModelV3CallOptions, 'tools' | 'toolChoice'> {
  return {
    tools: withCachePoints<ToolConfig['tools'][number], LanguageModelV3FunctionTool>(tools, (tool) => {
      if (!tool.toolSpec) return [];
      const { name, description, inputSchema, strict } = tool.toolSpec;
      return [
        {
          type: 'function',
          name,
          inputSchema: inputSchema.json as LanguageModelV3FunctionTool['inputSchema'],
          ...(description === undefined ? {} : { description }),
          ...(strict === undefined ? {} : { strict }),
        },
      ];
    }),
    ...(toolChoice === undefined ? {} : { toolChoice: choice(toolChoice) }),
  };
}

function choice({ any, tool }: NonNullable<ToolConfig['toolChoice']>): LanguageModelV3ToolChoice {
  if (tool) return { type: 'tool', toolName: tool.name };
  return any ? { type: 'required' } : { type: 'auto' };
}
