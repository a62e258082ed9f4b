import {
  apiKeyVariables,
  isReadableByAll,
  type ModelProbe,
  type ModelsConfiguration,
  OFFLINE_MODEL,
  type ProviderAnswer,
  type ProviderConfiguration,
} from '../../services/models/index.ts';
import { type Check, fail, ok, warn } from './check.ts';
import { missingFrom, standingOf } from './model-standing.ts';

/** How many names of models a line shows. */
const SHOWN = 8;

const SEE_PROVIDER = 'See its provider above.';

/** Whether providers answer and take their keys, and whether what mappings and fallbacks name is there. */
export async function* providerChecks(models: ModelsConfiguration, probe: ModelProbe): AsyncGenerator<Check> {
  // All at the same time, told one after the other.
  const asked = probe.providers.map((provider) => ({ provider, answer: probe.ask(provider) }));
  const configured = new Set(models.providers);
  for (const { provider, answer } of asked) {
    yield providerCheck(provider, await answer, configured.has(provider));
    const { name, apiKeyFile } = provider;
    if (apiKeyFile !== undefined && isReadableByAll(apiKeyFile))
      yield warn(
        `key of ${name}`,
        `everybody on this machine may read ${apiKeyFile}`,
        `Run: chmod o-r ${apiKeyFile}`,
      );
  }
  yield* mappingChecks(models, probe);
  yield* fallbackChecks(models, probe);
}

const providerCheck = (
  provider: ProviderConfiguration,
  answer: ProviderAnswer,
  isConfigured: boolean,
): Check => {
  const name = `provider ${provider.name}`;
  const setting = (member: string): string => `models.providers.${provider.name}.${member}`;
  const address = provider.baseUrl === undefined ? '' : ` at ${new URL(provider.baseUrl).origin}`;
  switch (answer.kind) {
    case 'lists': {
      const shown = answer.names.slice(0, SHOWN).join(', ') + (answer.names.length > SHOWN ? ', …' : '');
      return ok(name, `answers${address} with ${shown === '' ? 'an empty list of models' : shown}`);
    }
    case 'keyRefused':
      return fail(name, answer.reason, keyRemedy(provider, isConfigured));
    case 'noList':
      return warn(
        name,
        `${answer.reason}${address}`,
        `Check ${setting('baseUrl')}, its version path included; streambed models test tells whether calls work.`,
      );
    case 'unreachable':
      return warn(
        name,
        `${answer.reason}${address}`,
        provider.baseUrl === undefined
          ? 'Check the network; calls to it fail until it answers.'
          : `Start it, or correct ${setting('baseUrl')}; calls to it fail until it answers.`,
      );
  }
};

const keyRemedy = ({ name, type, apiKeyFile }: ProviderConfiguration, isConfigured: boolean): string => {
  const setting = `models.providers.${name}`;
  if (apiKeyFile !== undefined)
    return `Put the key, and nothing else, into ${apiKeyFile} (${setting}.apiKeyFile).`;
  if (type === 'amazon-bedrock')
    return `Set ${setting}.profile, credentials or apiKey, or give the server AWS credentials.`;
  return isConfigured
    ? `Check ${setting}.apiKey and headers.`
    : `Check ${apiKeyVariables(name).join(' or ')}.`;
};

/** A mapping whose `as` is not among the models that its provider lists. */
async function* mappingChecks(models: ModelsConfiguration, probe: ModelProbe): AsyncGenerator<Check> {
  for (const { pattern, provider: name, as } of models.mappings) {
    const provider = probe.providers.find((one) => one.name === name);
    if (as === undefined || !provider) continue;
    const missing = await missingFrom(probe, provider, as);
    if (missing)
      yield warn(
        `mapping ${pattern}`,
        missing,
        `Correct as of the mapping of ${pattern} in models.mappings.`,
      );
  }
}

async function* fallbackChecks(models: ModelsConfiguration, probe: ModelProbe): AsyncGenerator<Check> {
  for (const { pattern, to } of models.fallbacks)
    for (const modelId of to) {
      const name = `fallback of ${pattern}`;
      const way = `Map ${modelId} in models.mappings, or correct the fallback of ${pattern} in models.fallbacks.`;
      const standing = await standingOf(modelId, models, probe);
      if (standing.kind === 'served') yield ok(name, standing.words);
      else if (standing.kind === 'offline' && modelId === OFFLINE_MODEL) yield ok(name, modelId);
      else if (standing.kind === 'unserved') yield fail(name, standing.words, way);
      else yield warn(name, standing.words, standing.kind === 'failing' ? SEE_PROVIDER : way);
    }
}
