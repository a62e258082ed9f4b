import type { CatalogModel } from '@streambed/flow/ports';
import { apiKeyVariables, builtInProvider, type Environment } from './built-in-providers.ts';
import { providersInUse } from './catalog/providers-in-use.ts';
import type { ModelsConfiguration, ProviderConfiguration } from './configuration.ts';
import { providerModelName } from './model-ids.ts';
import { OFFLINE_MODEL } from './offline/offline-model.ts';
import { createPriceTable } from './prices/price-table.ts';
import { OFFLINE_PROVIDER } from './routing.ts';

/** A mapping, or a model that was found by itself, with what is known of it. */
export interface DescribedModel {
  readonly modelId: string;
  readonly provider: string;
  readonly providerModelId?: string;
  /** Whether the id has `*` in it and so stands for many. */
  readonly isPattern: boolean;
  readonly inputUsdPerMillion?: number;
  readonly outputUsdPerMillion?: number;
  readonly takesImages?: boolean;
  readonly fallbacks?: string[];
}

export interface DescribedProvider {
  readonly name: string;
  readonly kind: string;
  readonly baseUrl?: string;
  /** Where its key comes from, in words; never the key. */
  readonly keySource?: string;
  readonly isOffline: boolean;
}

export interface DescribedModels {
  readonly models: DescribedModel[];
  /** What a new prompt may ask for: the first that answers with text, and the offline model only for want of another. */
  readonly defaultModelId?: string;
  /** What answers ids that nothing else does; absent where they are refused. */
  readonly unmappedProvider?: string;
  readonly providers: DescribedProvider[];
}

/**
 * The operator's choice of models, for showing: mappings in their order, then what the catalogue has besides. Says
 * where keys come from and shows none.
 */
export const describeModels = (
  configuration: ModelsConfiguration,
  env: Environment,
  catalog: readonly CatalogModel[],
): DescribedModels => {
  const inUse = providersInUse(configuration, env);
  const providers = inUse.some(({ type }) => type === 'offline') ? inUse : [...inUse, OFFLINE_PROVIDER];
  const byName = new Map(providers.map((provider) => [provider.name, provider]));
  const prices = createPriceTable(configuration.prices);
  const listed = new Map(catalog.map((model) => [model.modelId, model]));

  const describe = (modelId: string, providerName: string, modelName: string | undefined): DescribedModel => {
    const provider = byName.get(providerName) ?? builtInProvider(providerName, env);
    const isPattern = modelId.includes('*');
    const name =
      modelName ?? (provider && !isPattern ? providerModelName(modelId, provider.type) : undefined);
    const price = provider && name !== undefined ? prices.priceOf({ provider, modelName: name }) : undefined;
    const modalities = listed.get(modelId)?.inputModalities;
    const fallbacks = configuration.fallbacks.find(({ pattern }) => pattern === modelId)?.to;
    return {
      modelId,
      provider: providerName,
      ...(name !== undefined && { providerModelId: name }),
      isPattern,
      ...(price !== undefined && { inputUsdPerMillion: price.input }),
      ...(price?.output !== undefined && { outputUsdPerMillion: price.output }),
      ...(modalities !== undefined && { takesImages: modalities.includes('IMAGE') }),
      ...(fallbacks !== undefined && { fallbacks: [...fallbacks] }),
    };
  };

  const mapped = configuration.mappings.map(({ pattern, provider, as }) => describe(pattern, provider, as));
  const known = new Set(mapped.map(({ modelId }) => modelId));
  const found = catalog
    .filter(({ modelId }) => !known.has(modelId))
    .map(({ modelId, provider, providerModel }) => describe(modelId, provider, providerModel));
  const defaultModelId = defaultOf(configuration, catalog);
  return {
    models: [...mapped, ...found],
    ...(defaultModelId !== undefined && { defaultModelId }),
    ...(configuration.unmapped === 'offline' && { unmappedProvider: OFFLINE_PROVIDER.name }),
    providers: providers.map((provider) => describeProvider(provider, configuration, env)),
  };
};

/** Of what is there to be called: what the operator mapped first, then what was found, then the offline model. */
const defaultOf = (
  { mappings, unmapped }: ModelsConfiguration,
  catalog: readonly CatalogModel[],
): string | undefined => {
  const writes = catalog.filter(({ outputModalities }) => outputModalities.includes('TEXT'));
  const there = new Set(writes.map(({ modelId }) => modelId));
  const mapped = mappings.find(({ pattern }) => there.has(pattern))?.pattern;
  const found = writes.find(({ provider }) => provider !== OFFLINE_PROVIDER.name)?.modelId;
  return mapped ?? found ?? (unmapped === 'offline' ? OFFLINE_MODEL : undefined);
};

const describeProvider = (
  provider: ProviderConfiguration,
  { providers }: ModelsConfiguration,
  env: Environment,
): DescribedProvider => {
  const { name, type, baseUrl } = provider;
  const keySource = keySourceOf(provider, providers.includes(provider), env);
  return {
    name,
    kind: type,
    ...(baseUrl !== undefined && { baseUrl: addressOf(baseUrl) }),
    ...(keySource !== undefined && { keySource }),
    isOffline: type === 'offline',
  };
};

const keySourceOf = (
  { name, type, apiKey, apiKeyFile, credentials, profile }: ProviderConfiguration,
  isConfigured: boolean,
  env: Environment,
): string | undefined => {
  if (apiKeyFile !== undefined) return `file ${apiKeyFile}`;
  if (apiKey !== undefined) {
    // The file holds no key itself: it is refused with one.
    if (isConfigured) return 'variable that the configuration file names';
    const variable = apiKeyVariables(name).find((each) => env[each]?.trim());
    return variable === undefined ? undefined : `variable ${variable}`;
  }
  if (type !== 'amazon-bedrock') return undefined;
  if (credentials !== undefined) return 'variables that the configuration file names';
  return profile === undefined ? 'AWS default credentials' : `AWS profile ${profile}`;
};

/** Without user, password and query, which may be secrets. */
const addressOf = (baseUrl: string): string => {
  const url = URL.parse(baseUrl);
  return url === null ? '' : `${url.origin}${url.pathname.replace(/\/$/, '')}`;
};
