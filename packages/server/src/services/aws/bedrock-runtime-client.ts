import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { bedrockEndpoint } from './bedrock-endpoint.ts';
import { type ConfiguredClient, configuredClientSettings } from './configured-client-settings.ts';

/** How bedrock-runtime is reached, or what speaks its API. Without `endpoint`: where AWS has it in that region. */
export type BedrockRuntimeSettings = Omit<ConfiguredClient, 'endpoint'> & { readonly endpoint?: string };

/** A client for Converse, InvokeModel and ApplyGuardrail. The SDK is loaded with the first call. */
export async function bedrockRuntimeClient(settings: BedrockRuntimeSettings): Promise<BedrockRuntimeClient> {
  const { endpoint = bedrockEndpoint(settings.region) } = settings;
  const { BedrockRuntimeClient } = await import('@aws-sdk/client-bedrock-runtime');
  return new BedrockRuntimeClient(await configuredClientSettings({ ...settings, endpoint }));
}
