import {
  authorFault,
  type Clock,
  type ConverseRequest,
  type ConverseResponse,
  type Ids,
  type ModelPort,
  type PortCall,
  type Random,
} from '@streambed/flow/ports';
import type { ModelsConfiguration } from './configuration.ts';
import { createOfflineProvider } from './offline-provider.ts';

/** What the model port needs of the process around it. */
export interface ModelPortWorld {
  /** Environment variables; API keys are looked up here and nowhere else. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  /** Where a line for the operator goes; by default nowhere. */
  readonly log?: (line: string) => void;
  /** By default Node's. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * The model port: finds what serves a model id and asks it. Nothing of a provider is loaded, and no connection is
 * made, before the first call that needs it.
 */
export function createModelPort(_configuration: ModelsConfiguration, world: ModelPortWorld): ModelPort {
  const offline = createOfflineProvider(world, world.log ?? (() => {}));
  return {
    async converse(request: ConverseRequest, call: PortCall): Promise<ConverseResponse> {
      call.signal.throwIfAborted();
      refuseUnservable(request);
      return offline(request);
    },
  };
}

/** What no model accepts; Converse itself answers a ValidationException (api-runtime.md section 6). */
function refuseUnservable({ modelId, messages, inferenceConfig }: ConverseRequest): void {
  if (messages.length === 0) throw authorFault(`The request to model ${modelId} has no messages.`);
  const maxTokens = inferenceConfig?.maxTokens;
  if (maxTokens !== undefined && !(maxTokens >= 1))
    throw authorFault(`maxTokens of the request to model ${modelId} is ${maxTokens}; it must be at least 1.`);
}
