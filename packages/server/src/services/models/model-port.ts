import {
  authorFault,
  type Clock,
  type ConverseRequest,
  type ConverseResponse,
  dependencyFailed,
  type EmbeddingsPort,
  type FlowError,
  type Ids,
  type ModelCatalog,
  type ModelPort,
  type Random,
  type ServiceCall,
} from '@streambed/flow/ports';
import { boundedFetch, createOutbound } from '../outbound/index.ts';
import { type Environment, ollamaOrigin } from './built-in-providers.ts';
import { answerEvents } from './calls/answer-events.ts';
import type { ModelsConfiguration } from './configuration.ts';
import { modelSecrets } from './model-secrets.ts';
import { createOfflineProvider } from './offline-provider.ts';
import { createOllama } from './ollama.ts';
import { privateHosts } from './private-hosts.ts';
import { createProviderCall } from './provider-call.ts';
import { createRouting } from './routing.ts';

/** What the model port needs of the process around it. */
export interface ModelPortWorld {
  /** Environment variables; API keys are looked up here and nowhere else. */
  readonly env: Environment;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  /** Where a line for the operator goes; by default nowhere. */
  readonly log?: (line: string) => void;
  /** By default one that goes where the configuration may go, and nowhere else (services/outbound). */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * The model port: finds what serves a model id and asks it. Nothing of a provider is loaded, and no connection is
 * made, before the first call that needs it. A model that a provider serves is never answered by the offline model
 * instead, whatever becomes of the provider. Throws when a mapping names an unknown provider.
 */
export function createModels(configuration: ModelsConfiguration, world: ModelPortWorld): Models {
  return {
    model: createModelPort(configuration, world),
    catalog: { list: notYet, find: notYet },
    embeddings: { embed: notYet },
  };
}

const notYet = () => {
  throw new Error('being built');
};

/** What this room gives to the rest. */
export interface Models {
  readonly model: ModelPort;
  readonly catalog: ModelCatalog;
  readonly embeddings: EmbeddingsPort;
}

export function createModelPort(configuration: ModelsConfiguration, world: ModelPortWorld): ModelPort {
  const { env, log = () => {} } = world;
  const { fetch } = world.fetch
    ? { fetch: world.fetch }
    : createOutbound({ privateHosts: privateHosts(configuration) });
  const offline = createOfflineProvider(world, log);
  const ollama = createOllama(ollamaOriginOf(configuration, env), {
    clock: world.clock,
    fetch: boundedFetch({ fetch, maxResponseBytes: configuration.maxResponseBytes }),
  });
  const route = createRouting(configuration, { env, ollama });
  const ask = createProviderCall(configuration, {
    ...world,
    fetch,
    secrets: modelSecrets(configuration, env),
  });
  const port: ModelPort = {
    async *converseStream(request, call) {
      yield* answerEvents(await port.converse(request, call));
    },
    async converse(request: ConverseRequest, call: ServiceCall): Promise<ConverseResponse> {
      refuseUnservable(request);
      const routed = route(request.modelId);
      const target = routed instanceof Promise ? await routed : routed;
      if (target && target.provider.type !== 'offline') return await ask(target, request, call);
      if (!target && configuration.unmapped === 'refuse')
        throw unmapped(request.modelId, call.nodeName ?? '');
      return offline(request);
    },
  };
  return port;
}

/** Where to look for an Ollama: an operator who configured one means that one. */
function ollamaOriginOf({ providers }: ModelsConfiguration, env: Environment): string {
  const configured = URL.parse(providers.find(({ name }) => name === 'ollama')?.baseUrl ?? '');
  return configured?.origin ?? ollamaOrigin(env);
}

const unmapped = (modelId: string, nodeName: string): FlowError =>
  dependencyFailed(
    modelId,
    `Node ${nodeName}: no provider serves model ${modelId}; add a mapping for it to models.mappings in the configuration file.`,
  );

/** What no model accepts; Converse itself answers a ValidationException (api-runtime.md section 6). */
function refuseUnservable({ modelId, messages, inferenceConfig }: ConverseRequest): void {
  if (messages.length === 0) throw authorFault(`The request to model ${modelId} has no messages.`);
  const maxTokens = inferenceConfig?.maxTokens;
  if (maxTokens !== undefined && !(maxTokens >= 1))
    throw authorFault(`maxTokens of the request to model ${modelId} is ${maxTokens}; it must be at least 1.`);
}
