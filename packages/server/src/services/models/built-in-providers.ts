import type { ProviderConfiguration, ProviderType, SecretSource } from './configuration.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A provider that needs no entry in the configuration file. */
interface BuiltIn {
  /** The API-key variables looked for, in order; none where no key is needed. */
  readonly keys: readonly string[];
  readonly configuration: (env: Environment, apiKey: SecretSource | undefined) => ProviderConfiguration;
  /** Model ids, ARN and profile prefix cut off, that go there when its key is set and no mapping says otherwise. */
  readonly family: RegExp | undefined;
}

/** Where Ollama listens unless told otherwise. */
const OLLAMA_ORIGIN = 'http://127.0.0.1:11434';

const withKey = (apiKey: SecretSource | undefined) => (apiKey === undefined ? {} : { apiKey });
const withBaseUrl = (baseUrl: string | undefined) => (baseUrl ? { baseUrl } : {});

/** Anthropic's own SDKs take the address without the version that the API's paths begin with. */
const versioned = (baseUrl: string | undefined): string | undefined =>
  !baseUrl || /\/v\d+\/?$/u.test(baseUrl) ? baseUrl : `${baseUrl.replace(/\/$/u, '')}/v1`;

const BUILT_IN: ReadonlyMap<string, BuiltIn> = new Map<string, BuiltIn>([
  [
    'anthropic',
    {
      keys: ['ANTHROPIC_API_KEY'],
      configuration: (env, apiKey) => ({
        name: 'anthropic',
        type: 'anthropic',
        ...withKey(apiKey),
        ...withBaseUrl(versioned(env.ANTHROPIC_BASE_URL)),
      }),
      family: /^(?:anthropic\.)?claude-/u,
    },
  ],
  [
    'openai',
    {
      keys: ['OPENAI_API_KEY'],
      configuration: (env, apiKey) => ({
        name: 'openai',
        type: 'openai',
        ...withKey(apiKey),
        ...withBaseUrl(env.OPENAI_BASE_URL),
      }),
      // gpt-oss models are open weights: OpenAI's own API does not serve them, Ollama does.
      family: /^(?:openai\.)?(?:gpt-(?!oss)|chatgpt-|o\d|text-embedding-(?:3-|ada-))/u,
    },
  ],
  [
    'google',
    {
      keys: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY'],
      configuration: (_env, apiKey) => ({ name: 'google', type: 'google', ...withKey(apiKey) }),
      family: /^(?:google\.)?(?:(?:gemini|gemma)-|text-embedding-0)/u,
    },
  ],
  [
    'ollama',
    {
      keys: [],
      configuration: (env) => ({
        name: 'ollama',
        type: 'openai-compatible',
        baseUrl: `${ollamaOrigin(env)}/v1`,
      }),
      family: undefined,
    },
  ],
  ['offline', { keys: [], configuration: () => ({ name: 'offline', type: 'offline' }), family: undefined }],
]);

/** Names that mappings may use without configuring a provider of that name. */
export const BUILT_IN_PROVIDER_NAMES: readonly string[] = [...BUILT_IN.keys()];

/** How a built-in provider is spoken to; undefined when there is none of that name. */
export const builtInProviderType = (name: string): ProviderType | undefined =>
  BUILT_IN.get(name)?.configuration({}, undefined).type;

/** The variables that hold a built-in provider's API key; empty when it needs none. */
export const apiKeyVariables = (name: string): readonly string[] => BUILT_IN.get(name)?.keys ?? [];

/** A built-in provider with what the environment says; undefined when there is none of that name, or no key for it. */
export function builtInProvider(name: string, env: Environment): ProviderConfiguration | undefined {
  const builtIn = BUILT_IN.get(name);
  if (!builtIn) return undefined;
  const variable = builtIn.keys.find((key) => env[key]?.trim());
  if (variable === undefined && builtIn.keys.length > 0) return undefined;
  return builtIn.configuration(env, variable === undefined ? undefined : () => env[variable]?.trim() ?? '');
}

/** The built-in provider to which a model belongs by its family, when its key is set. */
export function providerOfFamily(bareModelId: string, env: Environment): ProviderConfiguration | undefined {
  for (const [name, { family }] of BUILT_IN) if (family?.test(bareModelId)) return builtInProvider(name, env);
  return undefined;
}

/** From OLLAMA_HOST as Ollama itself reads it (`host`, `host:port` or a URL), else its usual port on this machine. */
export function ollamaOrigin(env: Environment): string {
  const host = env.OLLAMA_HOST?.trim();
  if (!host) return OLLAMA_ORIGIN;
  const url = URL.parse(host.includes('://') ? host : `http://${host}`);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return OLLAMA_ORIGIN;
  // A server told to listen on every address is reached on this machine's own.
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1';
  if (url.port === '' && url.protocol === 'http:' && !/:80$/u.test(host)) url.port = '11434';
  return url.origin;
}
