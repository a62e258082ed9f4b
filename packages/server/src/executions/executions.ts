import type { JsonValue } from '@streambed/model';
import type { Scope } from '../store/index.ts';
import type { FlowStreamEvent } from './stream-event.ts';

/** Runs flows for operations; implemented in this room, handed to handlers by app. */
export interface Executions {
  /**
   * Starts an execution of what the alias serves. Rejects with FlowError or ServiceException before anything ran
   * (unknown flow or alias, nothing prepared); everything later arrives as the stream's last event.
   */
  invoke(request: InvokeRequest, signal: AbortSignal): Promise<Invocation>;
}

export interface InvokeRequest {
  readonly scope: Scope;
  readonly flowId: string;
  readonly aliasId: string;
  readonly executionId: string;
  readonly nodeName: string;
  readonly nodeOutputName?: string;
  readonly document: JsonValue;
  readonly enableTrace: boolean;
  readonly latency?: 'standard' | 'optimized';
}

export interface Invocation {
  readonly executionId: string;
  /**
   * Batches of stream events, in order, each batch made when it is asked for: a consumer that waits makes the
   * execution wait. Ends after a completion or an exception event.
   */
  readonly events: AsyncIterable<readonly FlowStreamEvent[]>;
}
