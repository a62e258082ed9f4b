/**
 * A flow names a model as Bedrock does: by id, by ARN, or by inference profile. Mappings and providers want less of
 * it: `arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0`,
 * `us.anthropic.claude-…` and `anthropic.claude-…` are the same model to them.
 */
import { withoutGeography } from '@streambed/flow/ports';
import type { ProviderType } from './configuration.ts';

/** `-v1:0`, `-v2:0:200k`, `-1:0` at the end of a Bedrock id: its revision there, unknown elsewhere. */
const REVISION = /-(?:v\d+(?::\d+)?(?::\w+)?|\d+:\d+)$/u;

/** The names under which a mapping may know the model, as written first, then shorter. */
export function namesOf(modelId: string): readonly string[] {
  const names = [modelId];
  const inArn = modelId.startsWith('arn:') ? modelId.slice(modelId.indexOf('/') + 1) : modelId;
  const bare = withoutGeography(inArn);
  for (const name of [inArn, bare]) if (!names.includes(name)) names.push(name);
  return names;
}

/** The model id without ARN and inference-profile prefix. */
export const bareModelId = (modelId: string): string => namesOf(modelId).at(-1) ?? modelId;

/** What a provider of that type calls the model, when no mapping says. */
export function providerModelName(modelId: string, type: ProviderType): string {
  const bare = bareModelId(modelId);
  switch (type) {
    case 'amazon-bedrock':
      return modelId;
    case 'anthropic':
      return withoutVendor(bare, 'anthropic.');
    case 'openai':
      return withoutVendor(bare, 'openai.');
    case 'google':
      return withoutVendor(bare, 'google.');
    default:
      return bare;
  }
}

const withoutVendor = (bare: string, vendor: string): string =>
  bare.startsWith(vendor) ? bare.slice(vendor.length).replace(REVISION, '') : bare;

/**
 * A form in which an id of Bedrock and the name of the same open model elsewhere are equal:
 * `meta.llama3-2-3b-instruct-v1:0` and `llama3.2:3b` both become `llama323b`.
 */
export function comparableName(name: string): string {
  return bareModelId(name)
    .toLowerCase()
    .replace(/:latest$/u, '')
    .replace(REVISION, '')
    .replace(/^(?:meta|mistral|openai|google|qwen|deepseek|microsoft|cohere|ai21|nvidia)\./u, '')
    .replace(/-(?:instruct|chat|it)(?=-|$)/u, '')
    .replace(/-v\d[\d.]*(?::\d+)?$/u, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
