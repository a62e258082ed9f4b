import {
  authorFault,
  type Clock,
  type ConverseRequest,
  type EmbeddingsPort,
  type Ids,
  type ModelCatalog,
  type ModelPort,
  type Random,
} from '@streambed/flow/ports';
import { boundedFetch, createOutbound } from '../outbound/index.ts';
import { openedStream } from '../passed-stream.ts';
import { type Adapters, createAdapters } from './adapters/index.ts';
import { type Environment, ollamaOrigin } from './built-in-providers.ts';
import { createAdapterCalls } from './calls/adapter-calls.ts';
import { cachedCalls } from './calls/cached-calls.ts';
import { createEmbeddings } from './calls/embed-calls.ts';
import { limitedCalls } from './calls/limited-calls.ts';
import { createLimiter } from './calls/limiter.ts';
import type { ModelCalls } from './calls/model-calls.ts';
import { pricedCalls } from './calls/priced-calls.ts';
import { scrubbedCalls } from './calls/scrubbed-calls.ts';
import { structuredCalls } from './calls/structured-calls.ts';
import { withFallbacks } from './calls/with-fallbacks.ts';
import { createListModels } from './catalog/list-models.ts';
import { createModelCatalog } from './catalog/model-catalog.ts';
import { providersInUse } from './catalog/providers-in-use.ts';
import type { ModelsConfiguration } from './configuration.ts';
import { knownSecrets } from './known-secrets.ts';
import { OFFLINE_MODEL } from './offline/offline-model.ts';
import { createOfflineProvider } from './offline-provider.ts';
import { createOllama } from './ollama.ts';
import { createPriceTable } from './prices/price-table.ts';
import { privateHosts } from './private-hosts.ts';
import { createRouting, OFFLINE_PROVIDER } from './routing.ts';
import { scrub } from './scrub.ts';
import { isReadableByAll } from './secret-file.ts';
import { createStructuredOutput } from './structured/structured-output.ts';

/** What this room needs of the process around it. */
export interface ModelPortWorld {
  /** Environment variables; API keys are looked up here and nowhere else. */
  readonly env: Environment;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  /** Where a line for the operator goes; by default nowhere. */
  readonly log?: (line: string) => void;
  /** By default a guarded one of our own (services/outbound). */
  readonly fetch?: typeof globalThis.fetch;
  /** How providers are spoken to; by default as their APIs are. */
  readonly adapters?: Adapters;
}

/** What this room gives to the rest. */
export interface Models {
  readonly model: ModelPort;
  readonly catalog: ModelCatalog;
  readonly embeddings: EmbeddingsPort;
  /** Ends all connections; calls under way reject. */
  close(): Promise<void>;
}

/**
 * The model port, the embeddings port and the catalogue, each layer of a call put around the one before. Nothing of a
 * provider is loaded, and no connection is made, before the first call that needs it. A model that a provider serves
 * is never answered by the offline model instead, whatever becomes of the provider, unless a fallback names it. Throws
 * when a mapping names an unknown provider.
 */
export function createModels(configuration: ModelsConfiguration, world: ModelPortWorld): Models {
  const { env, clock } = world;
  const secrets = knownSecrets(configuration, env);
  const log = scrubbed(world.log ?? (() => {}), secrets.values);
  warnOfOpenFiles(configuration, log);
  const outbound = createOutbound({ privateHosts: privateHosts(configuration) });
  const fetch = boundedFetch({
    fetch: world.fetch ?? outbound.fetch,
    maxResponseBytes: configuration.maxResponseBytes,
  });
  const adapters = world.adapters ?? createAdapters({ fetch, secrets: secrets.values, clock });
  const ollama = createOllama(ollamaOriginOf(configuration, env), { clock, fetch });
  const route = createRouting(configuration, { env, ollama });
  const unserved =
    configuration.unmapped === 'offline'
      ? { provider: OFFLINE_PROVIDER, modelName: OFFLINE_MODEL }
      : undefined;

  const offline = createOfflineProvider(world, log);
  const adapterCalls = createAdapterCalls(configuration, {
    ...world,
    adapters,
    refreshSecrets: secrets.refresh,
  });
  const limiter = createLimiter(configuration, clock);
  const prices = createPriceTable(configuration.prices);
  const output = createStructuredOutput();

  const asked = byProvider(offline, adapterCalls);
  const clean = scrubbedCalls(asked, secrets.keys);
  const limited = limitedCalls(clean, limiter);
  const structured = structuredCalls(limited, {
    output,
    retries: configuration.structuredOutputRetries,
    secrets: secrets.values,
  });
  const priced = pricedCalls(structured, prices);
  const cached = cachedCalls(priced, configuration.cache, world);
  const port = withFallbacks(cached, { fallbacks: configuration.fallbacks, route, unserved, log });

  return {
    model: {
      async converse(request, call) {
        refuseUnservable(request);
        return await port.converse(request, call);
      },
      converseStream: (request, call) =>
        openedStream(async () => {
          refuseUnservable(request);
          return port.converseStream(request, call)[Symbol.asyncIterator]();
        }),
    },
    embeddings: createEmbeddings({ route, unserved, adapters: adapterCalls, offline, limiter, prices }),
    catalog: createModelCatalog({
      mappings: configuration.mappings,
      providers: providersInUse(configuration, env),
      route,
      unserved,
      listModels: createListModels({ fetch, clock, ollama, keys: secrets.keys }),
      clock,
    }),
    async close() {
      await Promise.all([outbound.close(), offline.close()]);
    },
  };
}

/** The offline model where it is meant, a provider's adapter everywhere else. */
const byProvider = (offline: ModelCalls, adapters: ModelCalls): ModelCalls => {
  const callsOf = ({ target }: Parameters<ModelCalls['converse']>[0]): ModelCalls =>
    target.provider.type === 'offline' ? offline : adapters;
  return {
    converse: (asked) => callsOf(asked).converse(asked),
    converseStream: (asked) => callsOf(asked).converseStream(asked),
  };
};

/** Where to look for an Ollama: an operator who configured one means that one. */
function ollamaOriginOf({ providers }: ModelsConfiguration, env: Environment): string {
  const configured = URL.parse(providers.find(({ name }) => name === 'ollama')?.baseUrl ?? '');
  return configured?.origin ?? ollamaOrigin(env);
}

/** No line of ours repeats a secret, whoever put it into a name or a reason. */
const scrubbed =
  (log: (line: string) => void, secrets: readonly string[]) =>
  (line: string): void =>
    log(scrub(line, secrets));

function warnOfOpenFiles({ providers }: ModelsConfiguration, log: (line: string) => void): void {
  for (const { name, apiKeyFile } of providers)
    if (apiKeyFile !== undefined && isReadableByAll(apiKeyFile))
      log(
        `Everybody on this machine may read ${apiKeyFile}, the apiKeyFile of provider ${name}. Take that right away: chmod o-r ${apiKeyFile}`,
      );
}

/** What no model accepts; Converse itself answers a ValidationException (api-runtime.md section 6). */
function refuseUnservable({ modelId, messages, inferenceConfig }: ConverseRequest): void {
  if (messages.length === 0) throw authorFault(`The request to model ${modelId} has no messages.`);
  const maxTokens = inferenceConfig?.maxTokens;
  if (maxTokens !== undefined && !(maxTokens >= 1))
    throw authorFault(`maxTokens of the request to model ${modelId} is ${maxTokens}; it must be at least 1.`);
}
