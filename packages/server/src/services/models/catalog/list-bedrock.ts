import type { FoundationModelSummary } from '@aws-sdk/client-bedrock';
import { geographyOf } from '@streambed/flow/ports';
import { bedrockEndpoint, configuredClientSettings } from '../../aws/index.ts';
import { awsCredentials } from '../aws-credentials.ts';
import type { ProviderConfiguration } from '../configuration.ts';
import { type ListedModel, nameIn } from './listed-model.ts';

/**
 * What Bedrock itself, or what speaks its API, lists as its foundation models: those that can be asked directly, and
 * those that only an inference profile of the region's part of the world reaches, under the profile's id. Rejects as
 * the SDK does.
 */
export async function listBedrock(
  provider: ProviderConfiguration,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<readonly ListedModel[]> {
  const { region = 'us-east-1', baseUrl, apiKey } = provider;
  const { BedrockClient, ListFoundationModelsCommand } = await import('@aws-sdk/client-bedrock');
  const client = new BedrockClient(
    await configuredClientSettings({
      region,
      endpoint: baseUrl ?? bedrockEndpoint(region, 'bedrock'),
      fetch,
      ...(apiKey ? { apiKey } : { credentials: () => awsCredentials(provider) }),
    }),
  );
  try {
    const { modelSummaries = [] } = await client.send(new ListFoundationModelsCommand({}), {
      abortSignal: signal,
    });
    return modelSummaries.flatMap((summary) => listed(summary, region));
  } finally {
    client.destroy();
  }
}

function listed(summary: FoundationModelSummary, region: string): readonly ListedModel[] {
  const id = nameIn(summary.modelId);
  if (id === undefined || summary.modelLifecycle?.status === 'LEGACY') return [];
  const outputs: readonly string[] = summary.outputModalities ?? ['TEXT'];
  if (!outputs.includes('TEXT') && !outputs.includes('EMBEDDING')) return [];
  const types: readonly string[] = summary.inferenceTypesSupported ?? ['ON_DEMAND'];
  const name = types.includes('ON_DEMAND')
    ? id
    : types.includes('INFERENCE_PROFILE')
      ? `${geographyOfProfiles(region)}.${id}`
      : undefined;
  if (name === undefined) return [];
  return [
    {
      name,
      ...(summary.modelName === undefined ? {} : { title: summary.modelName }),
      ...(summary.providerName === undefined ? {} : { vendor: summary.providerName }),
      embeds: outputs.includes('EMBEDDING'),
      seesImages: summary.inputModalities?.includes('IMAGE') ?? false,
      streaming: summary.responseStreamingSupported ?? false,
    },
  ];
}

/** The geography of the profiles that can be asked from a region; one that is new is taken as it begins. */
const geographyOfProfiles = (region: string): string =>
  geographyOf(region) ?? region.slice(0, region.indexOf('-'));
