import type { JsonValue } from '@streambed/model';
import type { Cost } from './model.ts';

/** Who asks and until when: given to every port with every call, whether a flow makes it or a client directly. */
export interface ServiceCall {
  /** Stable over retries and restarts, of no other call: `run/iterations/node`. Idempotency keys derive from it. */
  readonly key: string;
  /** Aborted when the node times out, the flow ends or the client hangs up. */
  readonly signal: AbortSignal;
  readonly accountId: string;
  readonly region: string;
  /** The node that asks, for messages to people; absent when no flow does. */
  readonly nodeName?: string;
  /**
   * Told what each further model cost that was asked to answer this call, a guardrail's judge for one: what the answer
   * itself does not tell. undefined where the model has no price. Must not throw.
   */
  readonly onFurtherCost?: (cost: Cost | undefined) => void;
}

/**
 * A call for a part of the work of another. To be used in place of copying: members may be made only when somebody asks
 * for them, and a copy of the object would lose those.
 */
export const callWith = (call: ServiceCall, changes: Partial<ServiceCall>): ServiceCall => ({
  key: call.key,
  signal: call.signal,
  accountId: call.accountId,
  region: call.region,
  ...(call.nodeName !== undefined && { nodeName: call.nodeName }),
  ...(call.onFurtherCost && { onFurtherCost: call.onFurtherCost }),
  ...changes,
});

/** A call that a node of a flow makes. */
export interface PortCall extends ServiceCall {
  /** 1 for the first try of this key. */
  readonly attempt: number;
  /** The flow's execution role; ports to real services act as it where they can. */
  readonly roleArn: string;
  readonly flowArn: string;
  readonly flowAliasArn: string;
  readonly executionId: string;
  readonly nodeName: string;
  /** From InvokeFlow's modelPerformanceConfiguration. */
  readonly latency?: 'standard' | 'optimized';
  /**
   * Told the text of the node's answer as a model writes it; absent when nobody watches. What is told may be taken back:
   * the node's outputs are what counts. Must not throw.
   */
  readonly onDelta?: ((text: string) => void) | undefined;
}

/** One call of a service, as `nodeActionTrace` shows it (api-runtime.md section 4). No secrets. */
export interface ActionRecord {
  /** Wall time in ms when the service answered. */
  readonly at: number;
  readonly serviceName: string;
  readonly operationName: string;
  /** Id that the called service gave, or one of ours. */
  readonly requestId: string;
  readonly operationRequest?: JsonValue;
  readonly operationResponse?: JsonValue;
}
