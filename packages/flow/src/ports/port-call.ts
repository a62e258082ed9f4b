import type { JsonValue } from '@streambed/model';

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
}

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
