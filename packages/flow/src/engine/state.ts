import type { JsonObject, JsonValue } from '@streambed/model';
import type { Fault } from '../ports/index.ts';
import type { ExecutionChainItem } from './flow-event.ts';
import type { ExecutionUsage } from './usage.ts';

/**
 * Where an execution stands: plain JSON, mutated in place by advance(). Writing it out at any point and reading it
 * back changes nothing. Arrays are indexed like the plan's.
 */
export interface State {
  status: 'running' | 'succeeded' | 'failed';
  /** Why it failed. */
  fault: Fault | null;
  /** Wall time of the latest event, ms since the epoch. It never goes back, even where the machine's clock does. */
  at: number;
  /** Per step, see StepStatus. */
  readonly steps: number[];
  /** Per step: deliveries still awaited before it starts. */
  readonly missing: number[];
  /** Per input: connections that may still deliver. */
  readonly live: number[];
  /** Per input: the connection that delivered, or -1. */
  readonly via: number[];
  /** Per output slot: the value of the step's latest run. */
  readonly values: JsonValue[];
  /** Per step: the call that is under way, or 0. */
  readonly calls: number[];
  readonly scopes: ScopeState[];
  /** Steps that can start, and scopes whose iteration has ended (as ~scope), in order; `agendaHead` is next. */
  agenda: number[];
  agendaHead: number;
  /** Work steps that wait for room under the concurrency limit. */
  queued: number[];
  inFlight: number;
  nextCall: number;
  /** Node runs so far, an Iterator's once more for each item: what is metered, and bounded. */
  transitions: number;
  /** Iterations of Iterators and Loops begun so far. */
  iterations: number;
  /** What models have used so far; null while none was called. */
  usage: ExecutionUsage | null;
}

export const StepStatus = { waiting: 0, started: 1, done: 2, skipped: 3 } as const;

export interface ScopeState {
  active: boolean;
  /** Counts from 0. */
  iteration: number;
  /** Steps of the present iteration that are neither done nor skipped. */
  pending: number;
  /** An Iterator's array if its expression made a new one; else the array is read from the value it stands in. */
  items: JsonValue[] | null;
  /** A Loop's values for the next iteration's LoopInput. */
  carried: JsonObject | null;
  /** What a Loop's controller decided in this iteration. */
  decision: Decision | null;
  /** What is gathered from an Iterator's body, per gather step in the order of PlanScope.gatherers. */
  harvests: JsonValue[][] | null;
  /** The iterations around the steps of this scope, outermost first, this one last. */
  chain: ExecutionChainItem[];
}

export interface Decision {
  goesOn: boolean;
  returned: JsonObject;
  exits: JsonObject;
}

/** What the invocation brings: the document, for the Input node of that name and its output. */
export interface FlowInput {
  readonly nodeName: string;
  /** Defaults to the Input node's only output. */
  readonly outputName?: string;
  readonly document: JsonValue;
}
