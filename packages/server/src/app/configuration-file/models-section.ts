import {
  apiKeyVariables,
  BUILT_IN_PROVIDER_NAMES,
  builtInProvider,
  builtInProviderType,
  DEFAULT_MODELS_CONFIGURATION,
  type ModelMapping,
  type ModelsConfiguration,
  PROVIDER_TYPES,
  type ProviderConfiguration,
  type RetryConfiguration,
  type SecretSource,
} from '../../services/models/index.ts';
import type { Environment } from '../configuration.ts';
import { didYouMean } from './did-you-mean.ts';
import { refuseMetadata } from './refuse-metadata.ts';
import type { Section } from './section.ts';

const MEGABYTE = 1024 * 1024;
const PROVIDER_NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/u;
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/u;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/u;
const PRINTABLE = /^[\x20-\x7e]*$/u;
/** Headers whose values open doors. */
const SECRET_HEADER = /auth|key|token|secret|cookie|credential|password/iu;

/** The section `models`; without it, what holds by itself. */
export function readModels(section: Section | undefined, env: Environment): ModelsConfiguration {
  if (!section) return DEFAULT_MODELS_CONFIGURATION;
  const defaults = DEFAULT_MODELS_CONFIGURATION;
  const providers = readProviders(section.section('providers'), env);
  const known = new Set([...providers.map(({ name }) => name), ...BUILT_IN_PROVIDER_NAMES]);
  const seconds = section.number('timeoutSeconds', 1, 3_600, true);
  const megabytes = section.number('maxResponseMegabytes', 1, 512);
  const configuration: ModelsConfiguration = {
    providers,
    mappings: section
      .sections('mappings')
      .map((mapping) => readMapping(mapping, providers, known, env))
      .filter((mapping) => mapping !== undefined),
    detect: section.flag('detect') ?? defaults.detect,
    unmapped: section.oneOf('unmapped', ['offline', 'refuse']) ?? defaults.unmapped,
    timeoutMs: seconds === undefined ? defaults.timeoutMs : seconds * 1_000,
    maxResponseBytes: megabytes === undefined ? defaults.maxResponseBytes : megabytes * MEGABYTE,
    retries: readRetries(section.section('retries')),
  };
  section.end();
  return configuration;
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

function readProviders(section: Section | undefined, env: Environment): readonly ProviderConfiguration[] {
  if (!section) return [];
  return section
    .names()
    .map((name) => {
      const provider = section.section(name);
      if (PROVIDER_NAME.test(name)) return provider && readProvider(name, provider, env);
      return section.problem(name, 'must be named with lower-case letters, digits and hyphens, at most 40');
    })
    .filter((provider) => provider !== undefined);
}

function readProvider(name: string, section: Section, env: Environment): ProviderConfiguration | undefined {
  const type = section.has('type') ? section.oneOf('type', PROVIDER_TYPES) : builtInProviderType(name);
  if (!type && !section.has('type'))
    section.problem(undefined, `needs a type: one of ${PROVIDER_TYPES.join(', ')}`);
  const baseUrl = section.address('baseUrl', refuseMetadata);
  const apiKey = section.secret('apiKey');
  const headers = readHeaders(section.section('headers'));
  const provider = type && {
    // Only as what it is built in: a key must not go to another provider that borrows the name.
    ...(type === builtInProviderType(name) ? builtInProvider(name, env) : {}),
    name,
    type,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(headers === undefined ? {} : { headers }),
    ...(type === 'amazon-bedrock' ? readBedrock(section) : {}),
  };
  if (provider) requireMembers(provider, section);
  section.end();
  return provider;
}

function requireMembers(provider: ProviderConfiguration, section: Section): void {
  const { type, baseUrl, apiKey, credentials, profile } = provider;
  if (type === 'openai-compatible' && baseUrl === undefined && !section.has('baseUrl'))
    section.problem(undefined, 'needs a baseUrl: where its API lives, for example http://127.0.0.1:8000/v1');
  const variables = apiKeyVariables(type);
  if (variables.length > 0 && !apiKey && !baseUrl && !section.has('apiKey'))
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
    const value = SECRET_HEADER.test(name) ? section.secret(name) : plain(section.text(name));
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
  const pattern = section.text('model', 'a model id, with * for any characters');
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
