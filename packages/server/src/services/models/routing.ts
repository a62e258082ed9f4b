import { matchesWildcard } from '../wildcard.ts';
import { builtInProvider, type Environment, providerOfFamily } from './built-in-providers.ts';
import type { ModelMapping, ModelsConfiguration, ProviderConfiguration } from './configuration.ts';
import { bareModelId, namesOf, providerModelName } from './model-ids.ts';
import { OFFLINE_EMBEDDING } from './offline/offline-embedding.ts';
import { OFFLINE_MODEL } from './offline/offline-model.ts';
import type { Ollama } from './ollama.ts';

/** What serves a model id: a provider and its own name of the model. */
export interface Target {
  readonly provider: ProviderConfiguration;
  readonly modelName: string;
}

/** Finds what serves a model id; undefined when nothing does. */
export type Routing = (modelId: string) => Target | undefined | Promise<Target | undefined>;

/** The built-in models, under their own ids. */
const OFFLINE_MODELS: ReadonlySet<string> = new Set([OFFLINE_MODEL, OFFLINE_EMBEDDING]);

export const OFFLINE_PROVIDER: ProviderConfiguration = { name: 'offline', type: 'offline' };

/**
 * The order: mappings as configured, the first match wins; then the built-in models by their own ids; then, unless detection is off, the provider of the model's
 * family whose API key is set; then an Ollama that has the model. Throws when a mapping names a provider that is
 * neither configured nor built in with its key set.
 */
export function createRouting(
  configuration: ModelsConfiguration,
  { env, ollama }: { readonly env: Environment; readonly ollama: Pick<Ollama, 'modelFor'> },
): Routing {
  const providers = new Map(configuration.providers.map((provider) => [provider.name, provider]));
  const mappings = configuration.mappings.map((mapping) => ({
    ...mapping,
    provider: providers.get(mapping.provider) ?? requireBuiltIn(mapping, env),
  }));
  const detected = async (modelId: string): Promise<Target | undefined> => {
    const provider = providers.get('ollama') ?? builtInProvider('ollama', env);
    const modelName = await ollama.modelFor(modelId);
    return modelName === undefined || !provider ? undefined : { provider, modelName };
  };
  return (modelId) => {
    const names = namesOf(modelId);
    const mapping = mappings.find(({ pattern }) => names.some((name) => matchesWildcard(pattern, name)));
    if (mapping) return target(modelId, mapping.provider, mapping.as);
    if (OFFLINE_MODELS.has(bareModelId(modelId))) return target(modelId, OFFLINE_PROVIDER);
    if (!configuration.detect) return undefined;
    const family = providerOfFamily(bareModelId(modelId), env);
    return family ? target(modelId, providers.get(family.name) ?? family) : detected(modelId);
  };
}

const target = (modelId: string, provider: ProviderConfiguration, as?: string): Target => ({
  provider,
  modelName: as ?? providerModelName(modelId, provider.type),
});

function requireBuiltIn({ pattern, provider }: ModelMapping, env: Environment): ProviderConfiguration {
  const builtIn = builtInProvider(provider, env);
  if (builtIn) return builtIn;
  throw new Error(`The mapping of ${pattern} names provider ${provider}, which is not configured.`);
}
