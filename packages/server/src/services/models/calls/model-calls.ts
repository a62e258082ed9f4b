import type {
  ConverseRequest,
  ConverseResponse,
  ConverseStreamEvent,
  ServiceCall,
} from '@streambed/flow/ports';
import type { Target } from '../routing.ts';

/**
 * A model that is known where it is asked, asked in the two ways of ModelPort. Each file of this folder is one thing
 * that happens to such calls (tries, limits, structure, price, memory), put around another; model-port.ts stacks them.
 * They reject with CallFailed when the model failed, with the signal's reason when nobody waits any more, and with
 * FlowError when the request itself cannot be served.
 */
export interface ModelCalls {
  converse(asked: Asked): Promise<ConverseResponse>;
  /** As ModelPort.converseStream. */
  converseStream(asked: Asked): AsyncIterable<ConverseStreamEvent>;
}

export interface Asked {
  readonly target: Target;
  /** Its modelId is that of the target: a fallback's own, where a fallback is asked. */
  readonly request: ConverseRequest;
  readonly call: ServiceCall;
  /** The same for every try of one request to one target. */
  readonly idempotencyKey: string;
}
