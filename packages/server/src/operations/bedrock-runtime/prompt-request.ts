import { type RenderedPrompt, renderPrompt, templateVariables } from '@streambed/flow/expressions';
import type { Ports, ServiceCall } from '@streambed/flow/ports';
import type { ConverseRequest, ConverseStreamRequest, Message } from '@streambed/model/bedrock-runtime';
import { validationException } from '../../protocol/index.ts';

/**
 * A prompt's ARN as modelId (services-data.md section 2): the prompt brings the model, the messages and the settings;
 * the request fills its variables in and may go on with messages of its own.
 */

const PROMPT_ARN = /^arn:[a-z-]+:bedrock:[^:]*:[^:]*:prompt\//;

export const isPromptArn = (modelId: string): boolean => PROMPT_ARN.test(modelId);

/** Members that the prompt decides. */
const OF_PROMPT = ['inferenceConfig', 'system', 'toolConfig', 'additionalModelRequestFields'] as const;

type Input = ConverseRequest | ConverseStreamRequest;

/**
 * The default variant of the prompt, rendered, with the messages of the request after its own. Throws
 * ValidationException for a member that the prompt decides, variables that are missing or too many, and a variant
 * that no model answers; FlowError as PromptsPort does.
 */
export const promptRequest = async (
  input: Input,
  prompts: Ports['prompts'],
  call: ServiceCall,
): Promise<RenderedPrompt & { readonly modelId: string }> => {
  const { modelId: arn, promptVariables = {}, messages = [] } = input;
  const forbidden = OF_PROMPT.filter((name) => input[name] !== undefined);
  if (forbidden.length > 0)
    throw validationException(
      `${forbidden.join(', ')} cannot be sent with a prompt as modelId: prompt ${arn} decides ${forbidden.length === 1 ? 'it. Leave it' : 'them. Leave them'} out, or change the prompt.`,
      forbidden.map((name) => ({ name, message: 'cannot be sent with a prompt as modelId' })),
    );
  const variant = await prompts.getDefaultVariant(arn, call);
  const { modelId } = variant;
  if (modelId === undefined)
    throw validationException(
      variant.genAiResource === undefined
        ? `Prompt ${arn} names no model. Set the modelId of its variant ${variant.name} to the model that shall answer.`
        : `Variant ${variant.name} of prompt ${arn} is answered by an agent, and Converse asks models. Give the variant a modelId instead.`,
    );
  const values = new Map(Object.entries(promptVariables).map(([name, { text }]) => [name, text ?? '']));
  checkVariables(arn, templateVariables(variant.templateConfiguration), values);
  const rendered = renderPrompt(`Prompt ${arn}`, variant, values);
  return { ...rendered, modelId, messages: continued(rendered.messages, messages) };
};

/** The prompt's variables are given, and nothing but them: a misspelt name would otherwise go unnoticed. */
const checkVariables = (arn: string, names: readonly string[], values: ReadonlyMap<string, string>): void => {
  const missing = names.filter((name) => !values.has(name));
  const used = new Set(names);
  const unknown = [...values.keys()].filter((name) => !used.has(name));
  if (missing.length === 0 && unknown.length === 0) return;
  const complaints = [
    ...(missing.length > 0 ? [`has no value for ${listed(missing)}`] : []),
    ...(unknown.length > 0 ? [`has ${listed(unknown)}, which the prompt does not use`] : []),
  ];
  const uses = names.length === 0 ? 'no variables' : listed(names);
  throw validationException(`promptVariables ${complaints.join(' and ')}. Prompt ${arn} uses ${uses}.`, [
    { name: 'promptVariables', message: complaints.join(' and ') },
  ]);
};

/** At most ten of the names, each short: they come from the request. */
const listed = (names: readonly string[]): string => {
  const shown = names
    .slice(0, 10)
    .map((name) => JSON.stringify(name.length > 60 ? `${name.slice(0, 59)}…` : name));
  return `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`;
};

/** Two messages of one role where the prompt ends and the request goes on are one. */
const continued = (ofPrompt: readonly Message[], ofRequest: readonly Message[]): Message[] => {
  const last = ofPrompt.at(-1);
  const [first, ...others] = ofRequest;
  if (last === undefined || first === undefined || last.role !== first.role)
    return [...ofPrompt, ...ofRequest];
  return [
    ...ofPrompt.slice(0, -1),
    { role: last.role, content: [...last.content, ...first.content] },
    ...others,
  ];
};
