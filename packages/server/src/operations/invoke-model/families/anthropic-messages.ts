import type { ConverseRequest } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import type { TextFamily } from '../family.ts';
import { type BodyObject, malformedBody } from '../native-body.ts';
import { alternating } from '../turns.ts';
import { anthropicAnswers } from './anthropic-answer.ts';
import { type DocumentNames, readMessage, readSystem } from './anthropic-content.ts';
import { readTools } from './anthropic-tools.ts';

const VERSION = 'bedrock-2023-05-31';

/** Members that Converse does not know, and Anthropic's own API does: they go to the provider as they are. */
const ADDITIONAL = [
  'top_k',
  'thinking',
  'anthropic_beta',
  'metadata',
  'context_management',
  'output_config',
  'output_format',
];

/** Anthropic's Messages API, as Bedrock takes it. Source: services-data.md section 2. */
export const anthropicMessages: TextFamily = (body, about) => {
  if (body.word('anthropic_version', [VERSION]) === undefined) body.missing('anthropic_version');
  const maxTokens = body.integer('max_tokens', { min: 1 }) ?? body.missing('max_tokens');
  const temperature = body.number('temperature', { min: 0, max: 1 });
  const topP = body.number('top_p', { min: 0, max: 1 });
  body.integer('top_k', { min: 0 });
  const stopSequences = body.stopSequences('stop_sequences');
  const names: DocumentNames = new Map();
  const messages = alternating(
    (body.objects('messages') ?? body.missing('messages')).map((message) => readMessage(message, names)),
  );
  const system = readSystem(body);
  const toolConfig = readTools(body, messages);
  const additional = additionalFields(body);
  body.refuseOthers();
  const request: Omit<ConverseRequest, 'modelId'> = {
    messages,
    ...(system.length > 0 && { system }),
    ...(toolConfig !== undefined && { toolConfig }),
    inferenceConfig: {
      maxTokens,
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { topP }),
      ...(stopSequences !== undefined && { stopSequences }),
    },
    ...(Object.keys(additional).length > 0 && { additionalModelRequestFields: additional }),
    // Which one it was: Converse's stop reason alone does not say.
    ...(stopSequences !== undefined &&
      stopSequences.length > 0 && { additionalModelResponseFieldPaths: ['/stop_sequence'] }),
  };
  return { request, ...anthropicAnswers(request, about) };
};

const additionalFields = (body: BodyObject): JsonObject => {
  const thinking = body.object('thinking');
  if (thinking !== undefined) {
    const type = thinking.word('type', ['enabled', 'disabled', 'adaptive']) ?? thinking.missing('type');
    const budget = thinking.integer('budget_tokens', { min: 1 });
    if (type === 'enabled' && budget === undefined) thinking.missing('budget_tokens');
  }
  const betas = body.texts('anthropic_beta');
  if (betas?.some((beta) => beta === ''))
    throw malformedBody(body.at('anthropic_beta'), 'expected minLength: 1, actual: 0');
  return body.picked(ADDITIONAL);
};
