import type {
  LanguageModelV3CallOptions,
  LanguageModelV3FunctionTool,
  LanguageModelV3ToolChoice,
} from '@ai-sdk/provider';
import type { ToolConfiguration } from '@streambed/flow/ports';
import type { AiSdkType } from './ai-sdk-type.ts';
import { unservable } from './unservable.ts';

/** toolConfig as call options. Throws ProviderFailed for a system tool: those are Bedrock's own. */
export function toolOptions(
  { tools, toolChoice }: ToolConfiguration,
  type: AiSdkType,
): Pick<LanguageModelV3CallOptions, 'tools' | 'toolChoice'> {
  const functions: LanguageModelV3FunctionTool[] = [];
  for (const { toolSpec, systemTool, cachePoint } of tools) {
    if (systemTool) throw unservable(`it has no system tool ${systemTool.name}; those are Bedrock's own`);
    const last = functions.at(-1);
    if (cachePoint && last && type === 'anthropic') {
      const { ttl } = cachePoint;
      last.providerOptions = {
        anthropic: { cacheControl: { type: 'ephemeral', ...(ttl === undefined ? {} : { ttl }) } },
      };
    }
    if (toolSpec) functions.push(functionTool(toolSpec));
  }
  return { tools: functions, ...(toolChoice === undefined ? {} : { toolChoice: choice(toolChoice) }) };
}

function functionTool({
  name,
  description,
  inputSchema,
  strict,
}: NonNullable<ToolConfiguration['tools'][number]['toolSpec']>): LanguageModelV3FunctionTool {
  return {
    type: 'function',
    name,
    inputSchema: (inputSchema.json ?? {}) as LanguageModelV3FunctionTool['inputSchema'],
    ...(description === undefined ? {} : { description }),
    ...(strict === undefined ? {} : { strict }),
  };
}

function choice({ any, tool }: NonNullable<ToolConfiguration['toolChoice']>): LanguageModelV3ToolChoice {
  if (tool) return { type: 'tool', toolName: tool.name };
  return any ? { type: 'required' } : { type: 'auto' };
}
