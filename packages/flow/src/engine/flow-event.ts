import type { JsonObject, JsonValue } from '@streambed/model';
import type { DataType, FlowNodeInputCategory, FlowNodeType } from '../definition/index.ts';
import type { ActionRecord, Fault } from '../ports/index.ts';
import type { ExecutionUsage } from './usage.ts';

/**
 * The one event vocabulary: what happened in an execution, as plain JSON. The InvokeFlow stream, the trace, the
 * executions' event list and metering are projections of it.
 */
export type FlowEvent =
  | NodeInputEvent
  | NodeOutputEvent
  | NodeActionEvent
  | ConditionResultEvent
  | FlowOutputEvent
  | NodeQueuedEvent
  | NodeSkippedEvent
  | IterationsEndedEvent
  | NodeFailedEvent
  | FlowFailedEvent
  | FlowCompletedEvent;

/** One enclosing iteration, outermost first; `index` counts from 0. */
export interface ExecutionChainItem {
  readonly nodeName: string;
  readonly type: 'Iterator' | 'Loop';
  readonly index: number;
}

interface NodeEvent {
  /** Wall time, ms since the epoch. */
  readonly at: number;
  /** The node's index in the plan: loops may repeat names of the nodes around them. */
  readonly step: number;
  readonly nodeName: string;
  readonly nodeType: FlowNodeType;
  readonly chain: readonly ExecutionChainItem[];
}

export interface NodeInputField {
  readonly name: string;
  readonly type: DataType;
  readonly value: JsonValue;
  /** How the value was taken from what the connection delivered. */
  readonly expression: string;
  /** Which connection delivered it, by its index in the plan. */
  readonly connection: number;
  /** What a loop's controller uses it for. */
  readonly category: FlowNodeInputCategory | undefined;
}

/** A node has all its inputs and starts. */
export interface NodeInputEvent extends NodeEvent {
  readonly type: 'nodeInput';
  readonly fields: readonly NodeInputField[];
}

/** A node has given its outputs. */
export interface NodeOutputEvent extends NodeEvent {
  readonly type: 'nodeOutput';
  readonly outputs: JsonObject;
  /** Absent for what the node has computed itself; see Substitutes. */
  readonly origin?: 'Pinned' | 'Recorded';
}

/** A work node called a service. */
export interface NodeActionEvent extends NodeEvent {
  readonly type: 'nodeAction';
  readonly action: ActionRecord;
}

/** A Condition node chose; at most one condition, the first that held. */
export interface ConditionResultEvent extends NodeEvent {
  readonly type: 'conditionResult';
  readonly satisfiedConditions: readonly string[];
}

/** A value left the flow through an Output node. */
export interface FlowOutputEvent extends NodeEvent {
  readonly type: 'flowOutput';
  readonly document: JsonValue;
}

/** A work node has all its inputs and waits for room under the concurrency limit. Only with detail `run`. */
export interface NodeQueuedEvent extends NodeEvent {
  readonly type: 'nodeQueued';
}

/** The iteration that a node belongs to is over, or the flow is, and the node did not run. Only with detail `run`. */
export interface NodeSkippedEvent extends NodeEvent {
  readonly type: 'nodeSkipped';
  readonly cause: SkipCause;
}

/** Why a node did not run. Nodes are named as their definition names them, steps by their index in the plan. */
export type SkipCause =
  /** All that could open it were conditions that did not hold: the Condition nodes with the conditions' names. */
  | {
      readonly kind: 'notTaken';
      readonly conditions: readonly { readonly step: number; readonly condition: string }[];
    }
  /** Everything that feeds an input, or the gate, was skipped itself. */
  | { readonly kind: 'sourcesSkipped'; readonly steps: readonly number[] }
  /** Nothing is connected to the node, or not to this input of it. */
  | { readonly kind: 'notConnected'; readonly input?: string }
  /** The Iterator around it had no items. */
  | { readonly kind: 'noItems'; readonly step: number }
  /** The Iterator, the Loop or the flow's part that it belongs to did not run, or did not compute what it gave. */
  | { readonly kind: 'notOpened'; readonly step: number }
  /** The controller of the Loop was skipped, so that the Loop has nothing to give. */
  | { readonly kind: 'controllerSkipped' };

/** An Iterator is through with its items. Only with detail `run`. */
export interface IterationsEndedEvent extends NodeEvent {
  readonly type: 'iterationsEnded';
}

export interface NodeFailedEvent extends NodeEvent {
  readonly type: 'nodeFailed';
  readonly fault: Fault;
}

/** The last event of a failed execution. */
export interface FlowFailedEvent {
  readonly type: 'flowFailed';
  readonly at: number;
  /** Absent when no model was called. */
  readonly usage?: ExecutionUsage;
  readonly fault: Fault;
}

/** The last event of a successful execution. */
export interface FlowCompletedEvent {
  readonly type: 'flowCompleted';
  readonly at: number;
  /** Absent when no model was called. */
  readonly usage?: ExecutionUsage;
}
