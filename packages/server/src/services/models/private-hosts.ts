import { bedrockEndpoint } from '../aws/index.ts';
import type { ModelsConfiguration, ProviderConfiguration } from './configuration.ts';

/** The hosts of providers that may have private addresses under public names, for the outbound client. */
export const privateHosts = ({ providers }: Pick<ModelsConfiguration, 'providers'>): readonly string[] =>
  providers
    .filter(({ allowPrivateAddress }) => allowPrivateAddress === true)
    .map(addressOf)
    .filter((address) => address !== undefined)
    .map((address) => new URL(address).hostname);

const addressOf = ({ type, baseUrl, region }: ProviderConfiguration): string | undefined =>
  baseUrl ?? (type === 'amazon-bedrock' && region !== undefined ? bedrockEndpoint(region) : undefined);
