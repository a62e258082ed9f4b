import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { bedrockRuntimeClient } from '../../../aws/index.ts';
import { awsCredentials } from '../../aws-credentials.ts';
import type { ProviderConfiguration } from '../../configuration.ts';

/** Where a model runs when a provider does not say. */
const DEFAULT_REGION = 'us-east-1';

/** One SDK client for each provider that is asked, made at its first call. */
export function bedrockClients(
  fetch: typeof globalThis.fetch,
): (provider: ProviderConfiguration) => Promise<BedrockRuntimeClient> {
  const clients = new WeakMap<ProviderConfiguration, Promise<BedrockRuntimeClient>>();
  return (provider) => {
    const { region = DEFAULT_REGION, baseUrl, apiKey } = provider;
    const client =
      clients.get(provider) ??
      bedrockRuntimeClient({
        region,
        fetch,
        ...(baseUrl === undefined ? {} : { endpoint: baseUrl }),
        ...(apiKey ? { apiKey } : { credentials: () => awsCredentials(provider) }),
      });
    clients.set(provider, client);
    return client;
  };
}
