import { type ServiceException, validationException } from '../../protocol/index.ts';
import { inferenceProfileModelId } from '../inference-profiles/geography.ts';
import { anthropicMessages } from './families/anthropic-messages.ts';
import { cohereCommand } from './families/cohere-command.ts';
import { cohereEmbed } from './families/cohere-embed.ts';
import { llama } from './families/llama.ts';
import { mistral } from './families/mistral.ts';
import { nova } from './families/nova.ts';
import { titanEmbedV1, titanEmbedV2 } from './families/titan-embed.ts';
import { titanText } from './families/titan-text.ts';
import type { EmbeddingFamily, TextFamily } from './family.ts';

export type ModelFamily =
  | { readonly kind: 'text'; readonly read: TextFamily }
  | { readonly kind: 'embedding'; readonly read: EmbeddingFamily };

const text = (read: TextFamily): ModelFamily => ({ kind: 'text', read });
const embedding = (read: EmbeddingFamily): ModelFamily => ({ kind: 'embedding', read });

/**
 * The families by how ids of their models begin; the first that fits is it. Bedrock's ids have a vendor in front. Models
 * on this machine have none: they belong to the family that their own name says (`llama3.2:3b`, `mistral:7b`,
 * `command-r`). Source: services-data.md section 2, "InvokeModel bodies".
 */
const FAMILIES: readonly (readonly [RegExp, ModelFamily])[] = [
  [/^(?:anthropic\.)?claude-/i, text(anthropicMessages)],
  [/^amazon\.nova-(?:\d+-)?(?:micro|lite|pro|premier)/, text(nova)],
  [/^amazon\.titan-t(?:ext|g1)-/, text(titanText)],
  [/^amazon\.titan-embed-text-v2/, embedding(titanEmbedV2)],
  [/^amazon\.titan-embed-(?:text-v1|g1-text)/, embedding(titanEmbedV1)],
  [/^cohere\.embed-/, embedding(cohereEmbed)],
  [/^(?:cohere\.)?command-[ar]/i, text(cohereCommand)],
  [/^(?:meta\.)?llama-?\d/i, text(llama)],
  [/^(?:mistral\.)?(?:mistral(?!-embed)|mixtral|ministral|magistral|pixtral)/i, text(mistral)],
];

const MODEL_ARN = /^arn:[^:]*:bedrock:[^:]*:[^:]*:[a-z-]+\//;

/** The id of the model without ARN and geography. */
export const bareModelId = (modelId: string): string => {
  const inArn = modelId.replace(MODEL_ARN, '');
  return inferenceProfileModelId(inArn) ?? inArn;
};

/** The family of a model by its id, ARN or inference profile. Throws ValidationException for one that has none. */
export const modelFamily = (modelId: string): ModelFamily => {
  const bare = bareModelId(modelId);
  const found = FAMILIES.find(([beginning]) => beginning.test(bare));
  if (found === undefined) throw noFamily(modelId);
  return found[1];
};

const noFamily = (modelId: string): ServiceException =>
  validationException(
    `The body that InvokeModel takes is the model's own, and no family of bodies is known for the model ${modelId}. Use Converse or ConverseStream, which take the same messages for every model.`,
  );
