/**
 * The only place that touches the provider packages. Each is imported when its first call comes: together they would
 * add some 100 ms to the start and tens of MB to an idle server. Every setting that a package would otherwise look up
 * in the process's own environment (AWS_ENDPOINT_URL, AWS_BEARER_TOKEN_BEDROCK, OPENAI_BASE_URL …) is given, so that
 * nothing but our configuration decides where a prompt goes.
 */
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { type AwsCredentials, awsCredentials } from './aws-credentials.ts';
import type { ProviderConfiguration } from './configuration.ts';

/** A model of the provider, whose requests all go through `fetch`. Rejects with MissingCredentials. */
export async function languageModel(
  provider: ProviderConfiguration,
  modelName: string,
  fetch: typeof globalThis.fetch,
): Promise<LanguageModelV3> {
  const common = { headers: headersOf(provider), fetch };
  const apiKey = provider.apiKey?.() ?? '';
  switch (provider.type) {
    case 'openai': {
      const { createOpenAI } = await import('@ai-sdk/openai');
      const baseURL = provider.baseUrl ?? 'https://api.openai.com/v1';
      return createOpenAI({ ...common, apiKey, baseURL }).chat(modelName);
    }
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      const baseURL = provider.baseUrl ?? '';
      return createOpenAICompatible({ ...common, apiKey, baseURL, name: 'compatible' }).chatModel(modelName);
    }
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      const baseURL = provider.baseUrl ?? 'https://api.anthropic.com/v1';
      return createAnthropic({ ...common, apiKey, baseURL })(modelName);
    }
    case 'google': {
      const { createGoogleGenerativeAI } = await import('@ai-sdk/google');
      const baseURL = provider.baseUrl ?? 'https://generativelanguage.googleapis.com/v1beta';
      return createGoogleGenerativeAI({ ...common, apiKey, baseURL })(modelName);
    }
    case 'amazon-bedrock': {
      const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
      const region = provider.region ?? 'us-east-1';
      const baseURL = provider.baseUrl ?? bedrockEndpoint(region);
      const keys = apiKey === '' ? await awsCredentials(provider) : NO_KEYS;
      return createAmazonBedrock({ ...common, apiKey, region, baseURL, ...keys })(modelName);
    }
    case 'offline':
      throw new Error('The offline model is no provider package.');
  }
}

const headersOf = ({ headers }: ProviderConfiguration): Record<string, string> =>
  Object.fromEntries([...(headers ?? [])].map(([name, value]) => [name, value()]));

const bedrockEndpoint = (region: string): string =>
  `https://bedrock-runtime.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

/** Given in place of keys that are not needed, so that none are looked up. */
const NO_KEYS: AwsCredentials = { accessKeyId: '', secretAccessKey: '' };
