import type { Fault, FaultKind } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import type { FlowResponseStream } from '@streambed/model/bedrock-agent-runtime';
import { ServiceException, type StreamEvent } from '../protocol/index.ts';

/**
 * The one place where a flow's fault gets the wire model's name. The same fault is a ServiceException when nothing has
 * been streamed yet and the last event of the stream afterwards. Source: nodes.md section 5.
 */

/** An event of InvokeFlow's stream. */
export type FlowStreamEvent = StreamEvent<FlowResponseStream>;

type StreamExceptionName = Extract<keyof FlowResponseStream, `${string}Exception`>;

const streamExceptions = {
  validation: 'validationException',
  dependencyFailed: 'dependencyFailedException',
  badGateway: 'badGatewayException',
  throttling: 'throttlingException',
  accessDenied: 'accessDeniedException',
  resourceNotFound: 'resourceNotFoundException',
  conflict: 'conflictException',
  serviceQuotaExceeded: 'serviceQuotaExceededException',
  internalServer: 'internalServerException',
} satisfies Record<FaultKind, StreamExceptionName>;

/** Exceptions whose shapes have a member for the resource that failed. */
const namesResource: ReadonlySet<FaultKind> = new Set<FaultKind>(['dependencyFailed', 'badGateway']);

/** The last event of a stream that a fault ends: `dependencyFailedException` with message and resourceName, … */
export function streamExceptionOf(fault: Fault): FlowStreamEvent {
  return {
    name: streamExceptions[fault.kind],
    payload: { message: fault.message, ...membersOf(fault) },
  };
}

/** The answer to a request that a fault ends before anything was streamed. */
export function serviceExceptionOf(fault: Fault): ServiceException {
  const name = streamExceptions[fault.kind];
  return new ServiceException(name[0]!.toUpperCase() + name.slice(1), fault.message, membersOf(fault));
}

const membersOf = (fault: Fault): Record<string, JsonValue> =>
  fault.resourceName !== undefined && namesResource.has(fault.kind)
    ? { resourceName: fault.resourceName }
    : {};
