import { resolve } from 'node:path';
import {
  apiKeyVariables,
  BUILT_IN_PROVIDER_NAMES,
  builtInProvider,
  builtInProviderType,
  type CacheConfiguration,
  DEFAULT_MODELS_CONFIGURATION,
  type FallbackRule,
  isSecretHeader,
  type LimitRule,
  type ModelMapping,
  type ModelsConfiguration,
  PROVIDER_TYPES,
  type PriceRow,
  type ProviderConfiguration,
  type RetryConfiguration,
  type SecretSource,
  secretFile,
} from '../../services/models/settings.ts';
import type { Environment } from '../configuration.ts';
import { didYouMean } from './did-you-mean.ts';
import { refuseMetadata } from './refuse-metadata.ts';
import type { Section } from './section.ts';

const MEGABYTE = 1024 * 1024;
const A_PATTERN = 'a model id, with * for any characters';
const PROVIDER_NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/u;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/u;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/u;
const PRINTABLE = /^[\x20-\x7e]*$/u;

/** What the reading of this section needs beside its text. */
interface Surroundings {
  readonly env: Environment;
  /** Relative paths count from it. */
  readonly folder: string;
}

/** The section `models`; without it, what holds by itself. Relative paths count from `folder`. */
export function readModels(
  section: Section | undefined,
  env: Environment,
  folder: string,
): ModelsConfiguration {
  if (!section) return DEFAULT_MODELS_CONFIGURATION;
  const defaults = DEFAULT_MODELS_CONFIGURATION;
  const providers = readProviders(section.section('providers'), { env, folder });
  const known = new Set([...providers.map(({ name }) => name), ...BUILT_IN_PROVIDER_NAMES]);
  const seconds = (name: string, fallbackMs: number): number => {
    const given = section.number(name, 1, 3_600, true);
    return given === undefined ? fallbackMs : given * 1_000;
  };
  const megabytes = section.number('maxResponseMegabytes', 1, 512);
  const configuration: ModelsConfiguration = {
    providers,
    mappings: section
      .sections('mappings')
      .map((mapping) => readMapping(mapping, providers, known, env))
      .filter((mapping) => mapping !== undefined),
    detect: section.flag('detect') ?? defaults.detect,
    unmapped: section.oneOf('unmapped', ['offline', 'refuse']) ?? defaults.unmapped,
    timeoutMs: seconds('timeoutSeconds', defaults.timeoutMs),
    streamIdleMs: seconds('streamIdleSeconds', defaults.streamIdleMs),
    maxResponseBytes: megabytes === undefined ? defaults.maxResponseBytes : megabytes * MEGABYTE,
    retries: readRetries(section.section('retries')),
    fallbacks: section
      .sections('fallbacks')
      .map(readFallback)
      .filter((fallback) => fallback !== undefined),
    limits: section
      .sections('limits')
      .map(readLimit)
      .filter((limit) => limit !== undefined),
    limitWaitMs: seconds('limitWaitSeconds', defaults.limitWaitMs),
    cache: readCache(section.section('cache')),
    structuredOutputRetries:
      section.number('structuredOutputRetries', 0, 5) ?? defaults.structuredOutputRetries,
    prices: section
      .sections('prices')
      .map(readPrice)
      .filter((price) => price !== undefined),
  };
  section.end();
  return configuration;
}

const readPattern = (section: Section): string | undefined => {
  const pattern = section.text('model', A_PATTERN);
  if (!section.has('model')) section.problem(undefined, 'needs a model');
  return pattern;
};

function readFallback(section: Section): FallbackRule | undefined {
  const pattern = readPattern(section);
  const to = section.texts('to', 'a list of model ids');
  if (!section.has('to')) section.problem(undefined, 'needs a list of model ids: to');
  if (to?.length === 0) section.problem('to', 'names no model');
  section.end();
  return pattern === undefined || to === undefined ? undefined : { pattern, to };
}

function readLimit(section: Section): LimitRule | undefined {
  const pattern = readPattern(section);
  const requestsPerMinute = section.number('requestsPerMinute', 1, 1e9);
  const tokensPerMinute = section.number('tokensPerMinute', 1, 1e12);
  const tokensPerDay = section.number('tokensPerDay', 1, 1e15);
  if (!LIMITS.some((name) => section.has(name)))
    section.problem(undefined, `needs at least one of ${LIMITS.join(', ')}`);
  section.end();
  if (pattern === undefined) return undefined;
  return {
    pattern,
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(tokensPerMinute === undefined ? {} : { tokensPerMinute }),
    ...(tokensPerDay === undefined ? {} : { tokensPerDay }),
  };
}

const LIMITS = ['requestsPerMinute', 'tokensPerMinute', 'tokensPerDay'];

function readPrice(section: Section): PriceRow | undefined {
  const pattern = readPattern(section);
  const usd = (name: string): number | undefined => section.number(name, 0, 1e6, true);
  const input = usd('input');
  const output = usd('output');
  const cacheRead = usd('cacheRead');
  const cacheWrite = usd('cacheWrite');
  if (!section.has('input')) section.problem(undefined, 'needs input: US dollars per million tokens');
  section.end();
  if (pattern === undefined || input === undefined) return undefined;
  return {
    pattern,
    input,
    ...(output === undefined ? {} : { output }),
    ...(cacheRead === undefined ? {} : { cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
  };
}

function readCache(section: Section | undefined): CacheConfiguration {
  const defaults = DEFAULT_MODELS_CONFIGURATION.cache;
  if (!section) return defaults;
  const megabytes = section.number('megabytes', 1, 16_384);
  const seconds = section.number('seconds', 1, 31_536_000);
  const cache = {
    enabled: section.flag('enabled') ?? defaults.enabled,
    entries: section.number('entries', 1, 10_000_000) ?? defaults.entries,
    bytes: megabytes === undefined ? defaults.bytes : megabytes * MEGABYTE,
    ttlMs: seconds === undefined ? defaults.ttlMs : seconds * 1_000,
    anyTemperature: section.flag('anyTemperature') ?? defaults.anyTemperature,
  };
  section.end();
  return cache;
}

function readRetries(section: Section | undefined): RetryConfiguration {
  const defaults = DEFAULT_MODELS_CONFIGURATION.retries;
  if (!section) return defaults;
  const ms = (name: string, maximum: number, fallback: number): number => {
    const seconds = section.number(name, 0, maximum, true);
    return seconds === undefined ? fallback : seconds * 1_000;
  };
  const retries = {
    attempts: section.number('attempts', 1, 20) ?? defaults.attempts,
    baseDelayMs: ms('baseDelaySeconds', 60, defaults.baseDelayMs),
    maxDelayMs: ms('maxDelaySeconds', 600, defaults.maxDelayMs),
    totalMs: ms('totalSeconds', 3_600, defaults.totalMs),
  };
  section.end();
  return retries;
}

function readProviders(
  section: Section | undefined,
  surroundings: Surroundings,
): readonly ProviderConfiguration[] {
  if (!section) return [];
  return section
    .names()
    .map((name) => {
      const provider = section.section(name);
      if (PROVIDER_NAME.test(name)) return provider && readProvider(name, provider, surroundings);
      return section.problem(name, 'must be named with lower-case letters, digits and hyphens, at most 40');
    })
    .filter((provider) => provider !== undefined);
}

function readProvider(
  name: string,
  section: Section,
  { env, folder }: Surroundings,
): ProviderConfiguration | undefined {
  const type = section.has('type') ? section.oneOf('type', PROVIDER_TYPES) : builtInProviderType(name);
  if (!type && !section.has('type'))
    section.problem(undefined, `needs a type: one of ${PROVIDER_TYPES.join(', ')}`);
  const baseUrl = section.address('baseUrl', refuseMetadata);
  const allowPrivateAddress = section.flag('allowPrivateAddress');
  const key = readKey(section, folder);
  const concurrency = section.number('concurrency', 1, 10_000);
  const headers = readHeaders(section.section('headers'));
  const provider = type && {
    // Only as what it is built in: a key must not go to another provider that borrows the name.
    ...(type === builtInProviderType(name) ? builtInProvider(name, env) : {}),
    name,
    type,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(allowPrivateAddress === undefined ? {} : { allowPrivateAddress }),
    ...key,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(headers === undefined ? {} : { headers }),
    ...(type === 'amazon-bedrock' ? readBedrock(section) : {}),
  };
  if (provider) requireMembers(provider, section);
  section.end();
  return provider;
}

/** A key from the environment, or in a file of its own that is read at each use. */
function readKey(section: Section, folder: string): Pick<ProviderConfiguration, 'apiKey' | 'apiKeyFile'> {
  const apiKey = section.secret('apiKey');
  const file = section.text('apiKeyFile', 'the path of a file that holds a key');
  if (section.has('apiKey') && section.has('apiKeyFile'))
    section.problem('apiKeyFile', 'stands beside an apiKey; keep one of them');
  if (apiKey !== undefined) return { apiKey };
  if (file === undefined) return {};
  const apiKeyFile = resolve(folder, file);
  return { apiKey: secretFile(apiKeyFile), apiKeyFile };
}

function requireMembers(provider: ProviderConfiguration, section: Section): void {
  const { type, baseUrl, allowPrivateAddress, apiKey, credentials, profile } = provider;
  if (type === 'openai-compatible' && baseUrl === undefined && !section.has('baseUrl'))
    section.problem(undefined, 'needs a baseUrl: where its API lives, for example http://127.0.0.1:8000/v1');
  if (allowPrivateAddress && baseUrl === undefined && type !== 'amazon-bedrock' && !section.has('baseUrl'))
    section.problem('allowPrivateAddress', 'needs a baseUrl: the address that may be a private one');
  const variables = apiKeyVariables(type);
  if (variables.length > 0 && !apiKey && !baseUrl && !section.has('apiKey') && !section.has('apiKeyFile'))
    section.problem(
      undefined,
      `needs an apiKey; write \${${variables[0]}} and set that environment variable`,
    );
  if ([apiKey, credentials, profile].filter((one) => one !== undefined).length > 1)
    section.problem(
      undefined,
      'has more than one of apiKey, credentials and profile; keep the one that it shall sign with',
    );
}

function readBedrock(section: Section): Partial<ProviderConfiguration> {
  const region = section.text('region', 'a region such as us-east-1', REGION);
  if (!section.has('region')) section.problem(undefined, 'needs a region such as us-east-1');
  const profile = section.text('profile', 'the name of a profile');
  const credentials = readCredentials(section.section('credentials'));
  return {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function readCredentials(section: Section | undefined): ProviderConfiguration['credentials'] {
  if (!section) return undefined;
  const accessKeyId = section.text('accessKeyId', 'an access key id', /^\w{16,128}$/u);
  const secretAccessKey = section.secret('secretAccessKey');
  const sessionToken = section.secret('sessionToken');
  for (const name of ['accessKeyId', 'secretAccessKey'])
    if (!section.has(name)) section.problem(undefined, `needs ${name}`);
  section.end();
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function readHeaders(section: Section | undefined): ReadonlyMap<string, SecretSource> | undefined {
  if (!section) return undefined;
  const headers = new Map<string, SecretSource>();
  for (const name of section.names()) {
    const value = isSecretHeader(name) ? section.secret(name) : plain(section.text(name));
    if (!HEADER_NAME.test(name)) section.problem(name, 'is no name of a header');
    else if (value !== undefined && !PRINTABLE.test(value()))
      section.problem(name, 'must be printable ASCII on one line');
    else if (value !== undefined) headers.set(name, value);
  }
  return headers;
}

const plain = (text: string | undefined): SecretSource | undefined =>
  text === undefined ? undefined : () => text;

function readMapping(
  section: Section,
  providers: readonly ProviderConfiguration[],
  known: ReadonlySet<string>,
  env: Environment,
): ModelMapping | undefined {
  const pattern = section.text('model', A_PATTERN);
  const provider = section.text('provider', 'the name of a provider');
  const as = section.text('as', "the provider's own name of the model");
  for (const name of ['model', 'provider'])
    if (!section.has(name)) section.problem(undefined, `needs a ${name}`);
  section.end();
  if (pattern === undefined || provider === undefined) return undefined;
  if (!known.has(provider))
    return section.problem('provider', `unknown provider "${provider}"${didYouMean(provider, [...known])}`);
  const configured = providers.some(({ name }) => name === provider);
  if (!configured && !builtInProvider(provider, env))
    return section.problem(
      'provider',
      `provider ${provider} needs the environment variable ${apiKeyVariables(provider).join(' or ')}, which is not set`,
    );
  return { pattern, provider, ...(as === undefined ? {} : { as }) };
}
