/**
 * The only place that touches the provider packages. Each is imported when its first call comes: together they would
 * add some 100 ms to the start and tens of MB to an idle server. Every setting that a package would otherwise look up
 * in the process's own environment (OPENAI_BASE_URL, ANTHROPIC_API_KEY …) is given, so that nothing but our
 * configuration decides where a prompt goes.
 */
import type { EmbeddingModelV3, LanguageModelV3 } from '@ai-sdk/provider';
import type { ProviderConfiguration } from '../../configuration.ts';
import type { AiSdkType } from './ai-sdk-type.ts';

/** A model of a provider whose requests all go through `fetch`. */
export interface ModelOfProvider {
  readonly type: AiSdkType;
  readonly provider: ProviderConfiguration;
  readonly modelName: string;
  readonly fetch: typeof globalThis.fetch;
}

export async function languageModel({ type, modelName, ...of }: ModelOfProvider): Promise<LanguageModelV3> {
  switch (type) {
    case 'openai':
      return (await openai(of)).chat(modelName);
    case 'openai-compatible':
      return (await openaiCompatible(of)).chatModel(modelName);
    case 'anthropic':
      return await anthropic(of, modelName);
    case 'google':
      return (await google(of))(modelName);
  }
}

/** Undefined for a provider that has no embedding models. */
export async function embeddingModel({
  type,
  modelName,
  ...of
}: ModelOfProvider): Promise<EmbeddingModelV3 | undefined> {
  switch (type) {
    case 'openai':
      return (await openai(of)).embeddingModel(modelName);
    case 'openai-compatible':
      return (await openaiCompatible(of)).embeddingModel(modelName);
    case 'google':
      return (await google(of)).embeddingModel(modelName);
    case 'anthropic':
      return undefined;
  }
}

type Settings = Pick<ModelOfProvider, 'provider' | 'fetch'>;

async function openai({ provider, fetch }: Settings) {
  const { createOpenAI } = await import('@ai-sdk/openai');
  return createOpenAI({ ...common(provider, 'https://api.openai.com/v1'), fetch });
}

async function openaiCompatible({ provider, fetch }: Settings) {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  return createOpenAICompatible({
    ...common(provider, ''),
    fetch,
    name: 'compatible',
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
}

async function anthropic({ provider, fetch }: Settings, modelName: string) {
  const { createAnthropic } = await import('@ai-sdk/anthropic');
  return createAnthropic({ ...common(provider, 'https://api.anthropic.com/v1'), fetch })(modelName);
}

async function google({ provider, fetch }: Settings) {
  const { createGoogleGenerativeAI } = await import('@ai-sdk/google');
  const address = 'https://generativelanguage.googleapis.com/v1beta';
  return createGoogleGenerativeAI({ ...common(provider, address), fetch });
}

const common = ({ apiKey, baseUrl, headers }: ProviderConfiguration, address: string) => ({
  apiKey: apiKey?.() ?? '',
  baseURL: baseUrl ?? address,
  headers: Object.fromEntries([...(headers ?? [])].map(([name, value]) => [name, value()])),
});
