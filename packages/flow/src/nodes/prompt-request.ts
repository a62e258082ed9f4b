import type { JsonValue } from '@streambed/model';
import type {
  CachePointBlock,
  ContentBlock,
  PromptTemplateConfiguration,
  ToolConfiguration as PromptToolConfiguration,
  PromptVariant,
} from '@streambed/model/bedrock-agent';
import { MAX_RENDERED_LENGTH, renderTemplate, templateVariables } from '../expressions/index.ts';
import {
  authorFault,
  type ConverseRequest,
  type InferenceConfiguration,
  type Message,
  type ToolConfiguration,
  type WorkInput,
} from '../ports/index.ts';
import { withOutputConfig } from './prompt-output-config.ts';

/** What an inline prompt and a variant of a stored prompt have in common. */
export type PromptSource = Pick<
  PromptVariant,
  'templateConfiguration' | 'modelId' | 'inferenceConfiguration' | 'additionalModelRequestFields'
>;

/**
 * The Converse request of a prompt: a TEXT template becomes one user message, a CHAT template its messages, system
 * text and tools (nodes.md, Prompt). Throws FlowError, the author's fault and naming `nodeName`, when the prompt has
 * no model or no template, or uses a variable that is no input of the node.
 */
export function promptRequest(
  nodeName: string,
  source: PromptSource,
  inputs: readonly WorkInput[],
  latency: 'standard' | 'optimized' | undefined,
): ConverseRequest {
  const { modelId, templateConfiguration: template, additionalModelRequestFields: additional } = source;
  if (!modelId)
    throw authorFault(
      `The prompt of node ${nodeName} names no model; set its modelId to the model that shall answer.`,
    );
  const values = new Map(inputs.map(({ name, value }) => [name, value]));
  refuseMissingVariables(nodeName, template, values);
  const inferenceConfig = inferenceConfigOf(source);
  return {
    modelId,
    ...rendered(nodeName, template, values),
    ...(inferenceConfig === undefined ? {} : { inferenceConfig }),
    ...withOutputConfig(nodeName, additional),
    ...(latency === undefined ? {} : { performanceConfig: { latency } }),
  };
}

function refuseMissingVariables(
  nodeName: string,
  template: PromptTemplateConfiguration,
  values: ReadonlyMap<string, JsonValue>,
): void {
  const missing = templateVariables(template).filter((name) => !values.has(name));
  if (missing.length === 0) return;
  const [first, ...others] = missing.map((name) => `"${name}"`);
  const names = others.length === 0 ? `variable ${first}` : `variables ${[first, ...others].join(', ')}`;
  throw authorFault(
    `The prompt of node ${nodeName} uses the ${names}, but the node has no input of that name; add one for each variable.`,
  );
}

type Rendered = Pick<ConverseRequest, 'messages' | 'system' | 'toolConfig'>;

function rendered(
  nodeName: string,
  { text, chat }: PromptTemplateConfiguration,
  values: ReadonlyMap<string, JsonValue>,
): Rendered {
  const render = renderer(nodeName, values);
  if (text) {
    const content: TextOrCachePoint[] = [{ text: render(text.text) }];
    if (text.cachePoint) content.push(cachePoint(text.cachePoint));
    return { messages: [{ role: 'user', content }] };
  }
  if (!chat)
    throw authorFault(`The prompt of node ${nodeName} has no template; give it a text or a chat template.`);
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
const renderer = (nodeName: string, values: ReadonlyMap<string, JsonValue>): Render => {
  let length = MAX_RENDERED_LENGTH;
  return (text) => {
    const rendered = renderTemplate(text, values, { length, of: `The prompt of node ${nodeName}` });
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
