import type { ConverseRequest as ModelRequest, ServiceCall } from '@streambed/flow/ports';
import type {
  ConverseRequest,
  ConverseStreamRequest,
  Message,
  SystemContentBlock,
} from '@streambed/model/bedrock-runtime';
import { validationException } from '../../protocol/index.ts';
import type { OperationContext } from '../operation.ts';
import { checkConversation } from './conversation-rules.ts';
import { withFetchedSources } from './fetched-sources.ts';
import { isPromptArn, promptRequest } from './prompt-request.ts';

/**
 * What Converse and ConverseStream ask the model port: a prompt resolved, system messages among the system text, the
 * rules of a conversation checked, objects in buckets read. requestMetadata and serviceTier are taken and change
 * nothing. Throws ValidationException, and FlowError as the prompts port does.
 */
export const modelRequestOf = async (
  input: ConverseRequest | ConverseStreamRequest,
  context: Pick<OperationContext, 'ports' | 'hold'>,
  call: ServiceCall,
): Promise<ModelRequest> => {
  const asked = isPromptArn(input.modelId)
    ? await promptRequest(input, context.ports.prompts, call)
    : plainRequest(input);
  const { messages, system } = withoutSystemMessages(asked.messages, asked.system);
  checkConversation(messages, asked.toolConfig);
  checkFieldPaths(input.additionalModelResponseFieldPaths);
  return {
    ...asked,
    ...(system.length > 0 && { system }),
    messages: await withFetchedSources(messages, context, call),
    ...present(input, 'guardrailConfig'),
    ...present(input, 'additionalModelResponseFieldPaths'),
    ...present(input, 'performanceConfig'),
    ...present(input, 'outputConfig'),
  };
};

const plainRequest = (input: ConverseRequest | ConverseStreamRequest): ModelRequest => {
  if (input.promptVariables !== undefined && Object.keys(input.promptVariables).length > 0)
    throw validationException(
      'promptVariables can only be sent with the ARN of a prompt as modelId. Leave them out, or name the prompt.',
      [{ name: 'promptVariables', message: 'needs the ARN of a prompt as modelId' }],
    );
  return {
    modelId: input.modelId,
    messages: input.messages ?? [],
    ...present(input, 'system'),
    ...present(input, 'inferenceConfig'),
    ...present(input, 'toolConfig'),
    ...present(input, 'additionalModelRequestFields'),
  };
};

/** The member, where the request has it. */
const present = <Input extends object, Name extends keyof Input>(
  input: Input,
  name: Name,
): { [Given in Name]?: NonNullable<Input[Given]> } => {
  const value = input[name];
  return value === undefined || value === null
    ? {}
    : ({ [name]: value } as { [Given in Name]: NonNullable<Input[Given]> });
};

/**
 * The wire model lists a role `system` that providers do not all have in the middle of a conversation: such messages
 * become system text behind what there is.
 */
const withoutSystemMessages = (
  messages: readonly Message[],
  system: readonly SystemContentBlock[] = [],
): { readonly messages: readonly Message[]; readonly system: SystemContentBlock[] } => {
  if (!messages.some(({ role }) => role === 'system')) return { messages, system: [...system] };
  return {
    messages: messages.filter(({ role }) => role !== 'system'),
    system: [
      ...system,
      ...messages.flatMap((message, index) =>
        message.role === 'system' ? systemBlocks(message, index) : [],
      ),
    ],
  };
};

const systemBlocks = ({ content }: Message, index: number): SystemContentBlock[] =>
  content.map((block, at) => {
    const { text, guardContent, cachePoint } = block;
    if (text !== undefined && text !== '') return { text };
    if (guardContent !== undefined) return { guardContent };
    if (cachePoint !== undefined) return { cachePoint };
    throw validationException(
      `The ContentBlock object at messages.${index}.content.${at} is nothing that a system message may have. Use text, guardContent or cachePoint.`,
    );
  });

/** Each is a JSON Pointer (RFC 6901) to something in the answer, not to the whole of it. */
const checkFieldPaths = (paths: readonly string[] = []): void => {
  for (const [index, path] of paths.entries()) {
    if (path.startsWith('/') && !/~(?![01])/.test(path)) continue;
    throw validationException(
      `additionalModelResponseFieldPaths.${index} is no JSON Pointer. Write it as in /stop_sequence.`,
      [{ name: `additionalModelResponseFieldPaths[${index}]`, message: 'is no JSON Pointer' }],
    );
  }
};
