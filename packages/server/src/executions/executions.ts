import type { FlowEvent } from '@streambed/flow/engine';
import type { Plan } from '@streambed/flow/plan';
import type { JsonValue } from '@streambed/model';
import type { Scope } from '../store/index.ts';
import type { Runs } from './runs/runs.ts';

/** Runs flows for operations; implemented in this room, handed to handlers by app. */
export interface Executions {
  /**
   * Begins an execution of what the alias serves; it runs as its events are asked for. Rejects with FlowError
   * `resourceNotFound` (no such flow, alias or version) or `validation` (nothing prepared) before anything ran.
   * `signal` ends it at once, without further events.
   */
  invoke(request: InvokeRequest, signal: AbortSignal): Promise<Invocation>;
  /** Runs that outlive their request, and what was recorded of all of them. */
  readonly runs: Runs;
  /** To be called once, before anything runs: ends on record what an earlier server left under way. */
  recover(): Promise<void>;
  /** Ends runs that are under way, and writes what is to be written. */
  close(): Promise<void>;
}

export interface InvokeRequest {
  readonly scope: Scope;
  readonly flowId: string;
  readonly aliasId: string;
  readonly flowArn: string;
  readonly flowAliasArn: string;
  readonly executionId: string;
  /** The Input node that takes the document, and its output; absent: its only one. */
  readonly nodeName: string;
  readonly nodeOutputName?: string;
  readonly document: JsonValue;
  /** Whether the events shall tell what happened at every node, or only what leaves the flow and how it ends. */
  readonly traced: boolean;
  /** Who invokes. */
  readonly principalArn: string;
  readonly latency?: 'standard' | 'optimized';
}

export interface Invocation {
  /** What runs, for projections that show more than the events carry. */
  readonly plan: Plan;
  /**
   * Batches of events in order, each made when it is asked for: a consumer that waits makes the execution wait. The
   * last event is flowCompleted or flowFailed, unless the signal ended the execution.
   */
  readonly events: AsyncIterable<readonly FlowEvent[]>;
}
