import type { ActionRecord } from './port-call.ts';
import type { ModelUsage } from './work.ts';

/**
 * What went wrong in a flow, and whose fault it is. Plain JSON, so that a fault can be journaled and shown.
 * Rooms of flow/ raise faults; one file in server/operations maps them to the exceptions of the wire model.
 */

/**
 * - `caller`: the invocation was wrong (a document of the wrong type).
 * - `author`: the flow was wrong (an expression met a value it cannot read).
 * - `dependency`: a service that a node called failed.
 * - `us`: Streambed failed.
 */
export type Blame = 'caller' | 'author' | 'dependency' | 'us';

/** The modelled kinds of failure (nodes.md section 5), without the protocol's statuses and suffixes. */
export type FaultKind =
  | 'validation'
  | 'dependencyFailed'
  | 'badGateway'
  | 'throttling'
  | 'accessDenied'
  | 'resourceNotFound'
  | 'conflict'
  | 'serviceQuotaExceeded'
  | 'internalServer';

/** What exactly a called service failed at, where that is known and somebody answers differently to it. */
export type FaultReason =
  /** It gave no answer in time. */
  | 'timedOut'
  /** The request is longer than the model can read. */
  | 'contextTooLong'
  /** The provider's own safety rules refused to answer. */
  | 'refused'
  /** Nothing answered at its address, or something else did. */
  | 'unreachable'
  /** A budget or quota that waiting will not refill soon. */
  | 'exhausted'
  /** No provider serves the model. */
  | 'unknownModel'
  /** The answer is not of the form that was asked for (structured output). */
  | 'malformedOutput';

export interface Fault {
  readonly kind: FaultKind;
  readonly reason?: FaultReason;
  readonly blame: Blame;
  /** For a person: names the node, the field and the way out. Never holds a secret or a stack. */
  readonly message: string;
  /** The resource that failed (a model id, a function ARN, an `s3://` URI), for dependency faults. */
  readonly resourceName?: string;
  /** The node in which it happened; the engine fills it in. */
  readonly node?: string;
  /** The field of the node that is to blame: `input:text.expression`, `output:response.type`, `condition:urgent`. */
  readonly field?: string;
  /** The line of the node's code, from 1. */
  readonly line?: number;
}

export interface FlowErrorOptions extends ErrorOptions {
  readonly actions?: readonly ActionRecord[];
  readonly usage?: readonly ModelUsage[];
}

/** The one error class of the flow rooms; anything else that is thrown counts as `us`. */
export class FlowError extends Error {
  override readonly name = 'FlowError';
  readonly fault: Fault;
  /** The service calls that a node made before it failed, the failed one last; a trace shows them. */
  readonly actions: readonly ActionRecord[] | undefined;
  /** What models used all the same: they answered, and the answer was of no use. */
  readonly usage: readonly ModelUsage[] | undefined;

  constructor(fault: Fault, options?: FlowErrorOptions) {
    super(fault.message, options);
    this.fault = fault;
    this.actions = options?.actions;
    this.usage = options?.usage;
  }
}

/** The author's mistake, with the field or the line that it is in where one is known: shown as a validationException. */
export const authorFault = (message: string, place: Pick<Fault, 'field' | 'line'> = {}): FlowError =>
  new FlowError({ kind: 'validation', blame: 'author', message, ...place });

/** The caller's mistake: shown as a validationException. */
export const callerFault = (message: string): FlowError =>
  new FlowError({ kind: 'validation', blame: 'caller', message });

/** A called service answered with a failure. `resourceName` says which one. */
export const dependencyFailed = (resourceName: string, message: string, options?: ErrorOptions): FlowError =>
  new FlowError({ kind: 'dependencyFailed', blame: 'dependency', message, resourceName }, options);

/** A called service could not be reached, or what answered was not that service. */
export const badGateway = (resourceName: string, message: string, options?: ErrorOptions): FlowError =>
  new FlowError({ kind: 'badGateway', blame: 'dependency', message, resourceName }, options);

/** A called service asked to slow down, and retrying did not help. */
export const throttled = (resourceName: string, message: string, options?: ErrorOptions): FlowError =>
  new FlowError({ kind: 'throttling', blame: 'dependency', message, resourceName }, options);

/** A called service refused the flow's role or the configured credentials. */
export const accessDenied = (resourceName: string, message: string, options?: ErrorOptions): FlowError =>
  new FlowError({ kind: 'accessDenied', blame: 'dependency', message, resourceName }, options);
