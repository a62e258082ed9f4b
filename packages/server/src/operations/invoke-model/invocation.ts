import type { ConverseRequest, ServiceCall } from '@streambed/flow/ports';
import { bedrockRuntime, checkConstraints, constraintMessage } from '@streambed/model';
import type { InvokeModelRequest } from '@streambed/model/bedrock-runtime';
import { parseJsonBody, ServiceException, validationException } from '../../protocol/index.ts';
import { checkConversation } from '../bedrock-runtime/conversation-rules.ts';
import { withFetchedSources } from '../bedrock-runtime/fetched-sources.ts';
import { isPromptArn } from '../bedrock-runtime/prompt-request.ts';
import type { OperationContext } from '../operation.ts';
import type {
  AboutCall,
  EmbeddingFamily,
  NativeConversation,
  NativeEmbedding,
  TextFamily,
} from './family.ts';
import { type Guarding, readGuarding } from './guarding.ts';
import { bareModelId, modelFamily } from './model-families.ts';
import { BodyObject } from './native-body.ts';

/** A request of InvokeModel, or its streaming twin, read and checked. */
export type Invocation = TextInvocation | EmbeddingInvocation;

export interface TextInvocation {
  readonly kind: 'text';
  readonly request: ConverseRequest;
  readonly conversation: NativeConversation;
  /** Undefined when no guardrail was named. */
  readonly guarding: Guarding | undefined;
}

export interface EmbeddingInvocation {
  readonly kind: 'embedding';
  readonly embedding: NativeEmbedding;
}

/**
 * Reads the body as the model's family has it. Throws ValidationException for media types, models and bodies that cannot
 * be served; each message names the member or the header.
 */
export const readInvocation = async (
  input: InvokeModelRequest,
  context: Pick<OperationContext, 'ports' | 'ids' | 'clock' | 'hold'>,
  call: ServiceCall,
): Promise<Invocation> => {
  checkMediaTypes(input);
  const { ids, clock } = context;
  const { modelId } = input;
  if (isPromptArn(modelId))
    throw validationException(
      `${modelId} is a prompt, and InvokeModel takes models only. Use Converse or ConverseStream, which take prompts.`,
    );
  const family = modelFamily(modelId);
  const body = readBody(input.body);
  const about = { modelId: bareModelId(modelId), id: ids.uuid().replaceAll('-', ''), now: clock.now() };
  if (family.kind === 'embedding') return embeddingInvocation(family.read, body, about, input);
  return textInvocation(family.read, body, about, input, context, call);
};

const textInvocation = async (
  read: TextFamily,
  body: BodyObject,
  about: AboutCall,
  input: InvokeModelRequest,
  context: Pick<OperationContext, 'ports' | 'hold'>,
  call: ServiceCall,
): Promise<TextInvocation> => {
  const guarding = readGuarding(input, body);
  const conversation = read(body, about);
  const { modelId } = input;
  const { request } = conversation;
  checkConversation(request.messages, request.toolConfig);
  // What the families do not look at themselves: the forms of names and ids, how many of what there may be.
  const violations = checkConstraints(bedrockRuntime, 'ConverseRequest', { ...request, modelId });
  if (violations.length > 0) throw validationException(constraintMessage(violations));
  const messages = guarding?.marked(request.messages) ?? request.messages;
  const { performanceConfigLatency: latency } = input;
  return {
    kind: 'text',
    conversation,
    guarding,
    request: {
      ...request,
      modelId,
      messages: await withFetchedSources(messages, context, call),
      ...(guarding && { guardrailConfig: guarding.config }),
      ...(latency !== undefined && { performanceConfig: { latency } }),
    },
  };
};

const embeddingInvocation = (
  read: EmbeddingFamily,
  body: BodyObject,
  about: AboutCall,
  { modelId, guardrailIdentifier }: InvokeModelRequest,
): EmbeddingInvocation => {
  if (guardrailIdentifier)
    throw validationException(
      `Guardrails are not for embedding models such as ${modelId}. Leave X-Amzn-Bedrock-GuardrailIdentifier out, or check the text with ApplyGuardrail.`,
    );
  return { kind: 'embedding', embedding: read(body, about) };
};

/** JSON by the rules of every body, with the service's words for one that is none. */
const readBody = (bytes: Uint8Array = new Uint8Array(0)): BodyObject => {
  try {
    return new BodyObject(parseJsonBody(bytes));
  } catch (error) {
    if (!(error instanceof ServiceException) || error.message.startsWith(MALFORMED)) throw error;
    throw new ServiceException(error.code, `${MALFORMED}${error.message}`);
  }
};

const MALFORMED = 'Malformed input request: ';

/** What clients send that say nothing: the JS SDK names its bytes for what they are to it. */
const ANY_TYPE: ReadonlySet<string> = new Set([
  '*/*',
  'application/*',
  'application/json',
  'application/octet-stream',
]);

const checkMediaTypes = ({ contentType, accept }: InvokeModelRequest): void => {
  if (contentType !== undefined && !namesJson(contentType))
    throw validationException(
      `The provided content type (${contentType.slice(0, 60)}) is not supported. Send the body as application/json.`,
    );
  if (accept !== undefined && !accept.split(',').some(namesJson))
    throw validationException(
      `The provided accept type (${accept.slice(0, 60)}) is not supported. The answer is application/json.`,
    );
};

const namesJson = (type: string): boolean => {
  const [name = ''] = type.split(';');
  const bare = name.trim().toLowerCase();
  return bare === '' || ANY_TYPE.has(bare);
};
