import type { JsonValue } from '@streambed/model';
import type {
  CachePointBlock,
  ContentBlock,
  PromptTemplateConfiguration,
  ToolConfiguration as PromptToolConfiguration,
  PromptVariant,
} from '@streambed/model/bedrock-agent';
import {
  authorFault,
  type ConverseRequest,
  type InferenceConfiguration,
  type Message,
  type ToolConfiguration,
} from '../ports/index.ts';
import { withOutputConfig } from './prompt-output-config.ts';
import { MAX_RENDERED_LENGTH, renderTemplate } from './template.ts';

/** What an inline prompt and a variant of a stored prompt have in common. */
export type PromptSource = Pick<
  PromptVariant,
  'templateConfiguration' | 'modelId' | 'inferenceConfiguration' | 'additionalModelRequestFields'
>;

/** What of a Converse request a prompt says; all but the model, which not every prompt names. */
export type RenderedPrompt = Pick<
  ConverseRequest,
  'messages' | 'system' | 'toolConfig' | 'inferenceConfig' | 'additionalModelRequestFields' | 'outputConfig'
>;

/**
 * A prompt with values in the place of its variables, as Converse wants it: a TEXT template becomes one user message, a
 * CHAT template its messages, system text and tools (nodes.md, Prompt). A variable without a value stays as written.
 * `of` is what messages call the prompt: `The prompt of node Summarize`. Throws FlowError, the author's fault, when there
 * is no template, when it becomes too long, or when its outputConfig is none.
 */
export function renderPrompt(
  of: string,
  source: PromptSource,
  values: ReadonlyMap<string, JsonValue>,
): RenderedPrompt {
  const inferenceConfig = inferenceConfigOf(source);
  return {
    ...rendered(of, source.templateConfiguration, values),
    ...(inferenceConfig === undefined ? {} : { inferenceConfig }),
    ...withOutputConfig(of, source.additionalModelRequestFields),
  };
}

function rendered(
  of: string,
  { text, chat }: PromptTemplateConfiguration,
  values: ReadonlyMap<string, JsonValue>,
): Pick<RenderedPrompt, 'messages' | 'system' | 'toolConfig'> {
  const render = renderer(of, values);
  if (text) {
    const content: TextOrCachePoint[] = [{ text: render(text.text) }];
    if (text.cachePoint) content.push(cachePoint(text.cachePoint));
    return { messages: [{ role: 'user', content }] };
  }
  if (!chat) throw authorFault(`${of} has no template; give it a text or a chat template.`);
  const system = (chat.system ?? []).map((block) => renderedBlock(block, render));
  return {
    messages: chat.messages.map(
      ({ role, content }): Message => ({
        role,
        content: content.map((block) => renderedBlock(block, render)),
      }),
    ),
    ...(system.length === 0 ? {} : { system }),
    ...(chat.toolConfiguration ? { toolConfig: toolConfigOf(chat.toolConfiguration) } : {}),
  };
}

/** What prompts are made of; the same in a message and in the system text. */
type TextOrCachePoint = { text: string } | { cachePoint: CachePointBlock };

type Render = (text: string) => string;

/** Renders the texts of one prompt, which share one bound: many messages must not be a way around it. */
const renderer = (of: string, values: ReadonlyMap<string, JsonValue>): Render => {
  let length = MAX_RENDERED_LENGTH;
  return (text) => {
    const rendered = renderTemplate(text, values, { length, of });
    length -= rendered.length;
    return rendered;
  };
};

const renderedBlock = (block: ContentBlock, render: Render): TextOrCachePoint =>
  block.cachePoint ? cachePoint(block.cachePoint) : { text: render(block.text ?? '') };

const cachePoint = ({ type }: CachePointBlock): TextOrCachePoint => ({ cachePoint: { type } });

/** Tools go out as they are written: their text is no template. */
function toolConfigOf({ tools, toolChoice }: PromptToolConfiguration): ToolConfiguration {
  return {
    tools: tools.map((tool) => {
      if (!tool.toolSpec) return { cachePoint: { type: 'default' } };
      const { name, description, inputSchema, strict } = tool.toolSpec;
      return {
        toolSpec: {
          name,
          inputSchema: { json: inputSchema.json ?? {} },
          ...(description === undefined ? {} : { description }),
          ...(strict === undefined ? {} : { strict }),
        },
      };
    }),
    ...(toolChoice === undefined ? {} : { toolChoice }),
  };
}

function inferenceConfigOf({ inferenceConfiguration }: PromptSource): InferenceConfiguration | undefined {
  const text = inferenceConfiguration?.text;
  if (!text) return undefined;
  const { maxTokens, temperature, topP, stopSequences } = text;
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(stopSequences === undefined ? {} : { stopSequences }),
  };
}
