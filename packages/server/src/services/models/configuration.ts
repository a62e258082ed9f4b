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
  /**
   * Whether a baseUrl with a public name may lead to a private address. A baseUrl that names a private address, or has
   * a name that cannot be public, needs no leave.
   */
  readonly allowPrivateAddress?: boolean;
  readonly apiKey?: SecretSource;
  /** The file that `apiKey` reads, for those who check who else may read it. */
  readonly apiKeyFile?: string;
  /** Calls that may be under way at the same time; any number when absent. */
  readonly concurrency?: number;
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

/** When a model that `pattern` matches cannot answer, the models of `to` are asked, in this order. The first rule counts. */
export interface FallbackRule {
  /** As ModelMapping.pattern. */
  readonly pattern: string;
  /** Model ids as a flow would name them; each is routed like any other. */
  readonly to: readonly string[];
}

/** What the models that `pattern` matches may use together. Every rule that matches a model holds for it. */
export interface LimitRule {
  /** As ModelMapping.pattern. */
  readonly pattern: string;
  readonly requestsPerMinute?: number;
  /** Input and output together. */
  readonly tokensPerMinute?: number;
  /** Input and output together, from midnight to midnight UTC. */
  readonly tokensPerDay?: number;
}

/** What tokens cost, in US dollars per million. Of several rows that match, the first counts. */
export interface PriceRow {
  /** The provider's own name of a model, or one with `*` for any characters: `gpt-4o-mini*`. */
  readonly pattern: string;
  readonly input: number;
  /** Absent for embedding models. */
  readonly output?: number;
  /** Input read from the provider's prompt cache; as `input` when absent. */
  readonly cacheRead?: number;
  /** Input written to it; as `input` when absent. */
  readonly cacheWrite?: number;
}

export interface CacheConfiguration {
  readonly enabled: boolean;
  readonly entries: number;
  readonly bytes: number;
  /** An answer is given again for so long, in ms. */
  readonly ttlMs: number;
  /** Whether answers are kept that another try might have worded differently: all but those at temperature 0. */
  readonly anyTemperature: boolean;
}

export interface ModelsConfiguration {
  readonly providers: readonly ProviderConfiguration[];
  readonly mappings: readonly ModelMapping[];
  /** Whether API-key variables and an Ollama on its usual port are picked up by themselves. */
  readonly detect: boolean;
  /** What becomes of a model id that nothing serves: the offline model answers, or the call is refused. */
  readonly unmapped: 'offline' | 'refuse';
  /** One try ends after this, in ms; that of a stream when its first event has not come by then. */
  readonly timeoutMs: number;
  /** A stream ends when it is silent for longer than this between two events, in ms. */
  readonly streamIdleMs: number;
  readonly maxResponseBytes: number;
  readonly retries: RetryConfiguration;
  readonly fallbacks: readonly FallbackRule[];
  readonly limits: readonly LimitRule[];
  /** How long a call may wait for its turn under `limits` and a provider's `concurrency`, in ms. */
  readonly limitWaitMs: number;
  readonly cache: CacheConfiguration;
  /** How often a model whose answer is not of the JSON schema asked for is asked again. */
  readonly structuredOutputRetries: number;
  /** They win over the built-in table (prices/price-table.ts). */
  readonly prices: readonly PriceRow[];
}

/** What holds when nothing is configured. */
export const DEFAULT_MODELS_CONFIGURATION: ModelsConfiguration = {
  providers: [],
  mappings: [],
  detect: true,
  unmapped: 'offline',
  timeoutMs: 120_000,
  streamIdleMs: 120_000,
  maxResponseBytes: 16 * 1024 * 1024,
  retries: { attempts: 4, baseDelayMs: 500, maxDelayMs: 20_000, totalMs: 240_000 },
  fallbacks: [],
  limits: [],
  limitWaitMs: 30_000,
  cache: {
    enabled: false,
    entries: 1_000,
    bytes: 64 * 1024 * 1024,
    ttlMs: 3_600_000,
    anyTemperature: false,
  },
  structuredOutputRetries: 1,
  prices: [],
};
