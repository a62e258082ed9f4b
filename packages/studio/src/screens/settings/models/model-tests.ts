import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import type { ModelSetting } from '@streambed/model/streambed';
import type { Api } from '../../../api/index.ts';
import { settingsMessages } from '../../../messages/settings.ts';

/** What is known of a model's standing. */
export type ModelStanding =
  | { readonly state: 'testing' }
  | { readonly state: 'answers'; readonly ms: number }
  | { readonly state: 'failed'; readonly message: string };

/** A model of the catalogue, as far as tests want to know. */
export interface CatalogueModel {
  readonly modelId: string;
  readonly isText: boolean;
}

/** `anthropic.claude-*` fits `anthropic.claude-haiku`. */
export const fitsPattern = (pattern: string, modelId: string): boolean => {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(modelId);
};

/** Whom a test of the row asks, or why it cannot be tested. */
export const testTarget = (
  { modelId, isPattern }: Pick<ModelSetting, 'modelId' | 'isPattern'>,
  catalogue: readonly CatalogueModel[],
): { readonly modelId: string } | { readonly unavailable: string } => {
  const { noTestPattern, noTestEmbedding } = settingsMessages.models;
  const known = catalogue.find((model) => model.modelId === modelId);
  if (known && !known.isText) return { unavailable: noTestEmbedding };
  if (!isPattern) return { modelId };
  const one = catalogue.find((model) => model.isText && fitsPattern(modelId, model.modelId));
  return one ? { modelId: one.modelId } : { unavailable: noTestPattern };
};

/** Asks the model for one word. Never rejects: a failure is a finding. */
export const testModel = async ({ bedrockRuntime }: Api, modelId: string): Promise<ModelStanding> => {
  try {
    const client = await bedrockRuntime();
    const began = performance.now();
    await client.send(
      new ConverseCommand({
        modelId,
        messages: [{ role: 'user', content: [{ text: settingsMessages.models.testPrompt }] }],
        inferenceConfig: { maxTokens: 8 },
      }),
    );
    return { state: 'answers', ms: performance.now() - began };
  } catch (error) {
    return { state: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
};
