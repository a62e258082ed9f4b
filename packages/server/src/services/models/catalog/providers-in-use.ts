import { BUILT_IN_PROVIDER_NAMES, builtInProvider, type Environment } from '../built-in-providers.ts';
import type { ModelsConfiguration, ProviderConfiguration } from '../configuration.ts';

/** The providers that a call may lead to: configured ones, those that mappings name, and those found by themselves. */
export function providersInUse(
  { providers, mappings, detect }: Pick<ModelsConfiguration, 'providers' | 'mappings' | 'detect'>,
  env: Environment,
): readonly ProviderConfiguration[] {
  const named = new Set(mappings.map(({ provider }) => provider));
  const configured = new Set(providers.map(({ name }) => name));
  const builtIn = BUILT_IN_PROVIDER_NAMES.filter(
    (name) => !configured.has(name) && (detect || named.has(name)),
  ).map((name) => builtInProvider(name, env));
  return [...providers, ...builtIn.filter((provider) => provider !== undefined)];
}
