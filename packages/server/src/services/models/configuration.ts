/**
 * A value that must never be shown, as a function that gives it: printed, inspected or turned into JSON, a
 * configuration that holds it does not show it.
 */
export type SecretSource = () => string;

/** How a provider is spoken to; `openai-compatible` covers Ollama, vLLM, llama.cpp, LM Studio and many others. */
export const PROVIDER_TYPES = [
  'openai',
  'openai-compatible',
  'anthropic',
  'google',
  'amazon-bedrock',
  'offline',
] as const;

export type ProviderType = (typeof PROVIDER_TYPES)[number];

/** A provider by the name that mappings and traces use. Settings of the operator, never of a flow. */
export interface ProviderConfiguration {
  readonly name: string;
  readonly type: ProviderType;
  /** Where the API lives, its version path included (`http://127.0.0.1:8000/v1`); each type but one has a default. */
  readonly baseUrl?: string;
  readonly apiKey?: SecretSource;
  /** Sent with every request, for gateways that want them. */
  readonly headers?: ReadonlyMap<string, SecretSource>;
  /** amazon-bedrock: where the model runs. */
  readonly region?: string;
  /** amazon-bedrock: signs requests with these when there is no apiKey. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: SecretSource;
    readonly sessionToken?: SecretSource;
  };
  /** amazon-bedrock: the profile of the AWS shared files to sign with; without any of these, the AWS default chain. */
  readonly profile?: string;
}

/** Model ids that `pattern` matches are served by `provider`. The first mapping that matches wins. */
export interface ModelMapping {
  /** A model id, or one with `*` for any characters: `anthropic.claude-*`. */
  readonly pattern: string;
  /** A configured provider's name, or a built-in one's: openai, anthropic, google, ollama, offline. */
  readonly provider: string;
  /** The provider's own name of the model; without it the flow's model id is translated (model-ids.ts). */
  readonly as?: string;
}

export interface RetryConfiguration {
  /** Tries of one call in all, the first included; 1 turns retries off. */
  readonly attempts: number;
  /** The first wait lasts up to this, each further one up to twice as long, in ms. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** A call ends after this, waits and tries together, in ms. */
  readonly totalMs: number;
}

export interface ModelsConfiguration {
  readonly providers: readonly ProviderConfiguration[];
  readonly mappings: readonly ModelMapping[];
  /** Whether API-key variables and an Ollama on its usual port are picked up by themselves. */
  readonly detect: boolean;
  /** What becomes of a model id that nothing serves: the offline model answers, or the call is refused. */
  readonly unmapped: 'offline' | 'refuse';
  /** One try ends after this, in ms. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly retries: RetryConfiguration;
}

/** What holds when nothing is configured. */
export const DEFAULT_MODELS_CONFIGURATION: ModelsConfiguration = {
  providers: [],
  mappings: [],
  detect: true,
  unmapped: 'offline',
  timeoutMs: 120_000,
  maxResponseBytes: 16 * 1024 * 1024,
  retries: { attempts: 4, baseDelayMs: 500, maxDelayMs: 20_000, totalMs: 240_000 },
};
